// Rows to the server and its answer.

const FIRST_ROW = 1; // as the grid numbers them

export function bodyOf(sheet, rows, reason) {
  return {
    rows: rows.map((row) => ({
      row: sheet.rows.indexOf(row) + FIRST_ROW,
      id: row.id,
      seen: row.seen,
      withdrawn: row.withdrawn,
      moved: row.movedTo !== null,
      values: Object.fromEntries(sheet.columns.map((column, n) => [column.key, row.values[n]])),
    })),
    reason,
  };
}

export const csrf = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}");

// Status and JSON of the answer. Status 0: nobody answered; `answer` null: it was no JSON.
export async function send(url, body) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", ...csrf() },
      body: JSON.stringify(body),
    });
  } catch {
    return { status: 0, answer: null };
  }
  return { status: response.redirected ? 401 : response.status, answer: await jsonOf(response) };
}

async function jsonOf(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

// The answer's problems with the row and column of the sheet they are about: null where it is about the whole.
export function placed(problems, sent, sheet) {
  const byNumber = new Map(sent.body.rows.map((line, n) => [line.row, sent.rows[n]]));
  return problems.map((problem) => ({
    ...problem,
    row: byNumber.get(problem.row) || null,
    column: columnNamed(problem.column, sheet.columns),
  }));
}

function columnNamed(name, columns) {
  const at = columns.findIndex((column) => column.key === name || column.label === name);
  return at < 0 ? null : at;
}

export function answeredRows(answer, sent) {
  const byNumber = new Map(sent.body.rows.map((line, n) => [line.row, sent.rows[n]]));
  return (answer.rows || []).map((line) => ({ ...line, row: byNumber.get(line.row) })).filter((line) => line.row);
}

// `values` of an answer in the order of the columns; one that is not given stays as it is.
export const inOrder = (values, row, columns) => columns.map((column, n) => values?.[column.key] ?? row.values[n]);
