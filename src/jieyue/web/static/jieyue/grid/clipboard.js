// Blocks of cells as Excel and WPS put them on the clipboard.

// Rows of cells from tab-separated text. A cell in quotes may hold tabs, line ends and doubled quotes.
export function blockOfText(text) {
  const rows = [[]];
  let at = 0;
  while (at <= text.length) {
    const cell = quotedCell(text, at) || plainCell(text, at);
    rows[rows.length - 1].push(cell.value);
    at = cell.end;
    if (at >= text.length) break;
    if (text[at] === "\t") { at += 1; continue; }
    at += text.startsWith("\r\n", at) ? 2 : 1;
    if (at >= text.length) break;
    rows.push([]);
  }
  return evened(rows);
}

function plainCell(text, start) {
  let end = start;
  while (end < text.length && !"\t\r\n".includes(text[end])) end += 1;
  return { value: text.slice(start, end), end };
}

// Null where the cell does not begin with a quote, or its quote is never closed: then the quote is part of the text.
function quotedCell(text, start) {
  if (text[start] !== '"') return null;
  const closed = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y;
  closed.lastIndex = start;
  const found = closed.exec(text);
  if (!found) return null;
  return { value: found[1].replace(/""/g, '"').replace(/\r\n?/g, "\n"), end: closed.lastIndex };
}

// The first table of a piece of HTML; null where there is none. It is parsed apart from the page and runs nothing.
export function blockOfHtml(html) {
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (!table) return null;
  return evened([...table.rows].map((row) => [...row.cells].flatMap(spread)));
}

const spread = (cell) => [textOf(cell), ...Array(Math.max(cell.colSpan - 1, 0)).fill("")];

function textOf(cell) {
  for (const end of cell.querySelectorAll("br")) end.replaceWith("\n");
  return cell.textContent.replace(/[ \t]*\n[ \t]*/g, "\n").trim();
}

function evened(rows) {
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
}

export function textOfBlock(block) {
  return block.map((row) => row.map(written).join("\t")).join("\r\n");
}

const written = (value) => (/[\t\r\n"]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value);

// What was copied: as text, or as a table where nothing else is there.
export function blockOfClipboard(data) {
  const text = data.getData("text/plain");
  if (text) return blockOfText(text);
  const html = data.getData("text/html");
  return html ? blockOfHtml(html) : null;
}
