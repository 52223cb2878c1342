// The table as the page shows it: one <tr> a row, painted from the sheet.
import { isDirty } from "./sheet.js";
import { words } from "./words.js";

const make = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
};

export { make };

export class View {
  constructor(table, sheet, beside) {
    Object.assign(this, { table, sheet, beside, body: table.tBodies[0], lines: new Map(), selected: [] });
    this.#dressTable();
  }

  #dressTable() {
    const { table } = this;
    table.setAttribute("role", "grid");
    table.setAttribute("aria-multiselectable", "true");
    table.setAttribute("aria-colcount", this.sheet.columns.length + this.#told.length + 1);
    for (const part of [table.tHead, this.body]) part.setAttribute("role", "rowgroup");
    const header = table.tHead.rows[0];
    header.setAttribute("role", "row");
    header.setAttribute("aria-rowindex", 1);
    this.#told.forEach((label, n) => header.append(make("th", { scope: "col", className: `grid__column grid__column--number grid__column--told grid__told-${n}` }, label)));
    this.sheet.columns.forEach((column, n) => header.cells[n + 1].classList.toggle("grid__rare", Boolean(column.rare)));
    [...header.cells].forEach((cell, n) => {
      cell.setAttribute("role", "columnheader");
      cell.setAttribute("aria-colindex", n + 1);
    });
  }

  // What stands beside a row without being written in it.
  get #told() { return this.beside.isThere ? this.beside.labels : []; }

  // All rows anew, in the order of the sheet; lines of rows that stay are kept.
  paintAll() {
    const wanted = this.sheet.rows.map((row) => this.#lineOf(row));
    wanted.forEach((line, n) => {
      if (this.body.rows[n] !== line) this.body.insertBefore(line, this.body.rows[n] || null);
      this.#number(line, n);
    });
    while (this.body.rows.length > wanted.length) this.body.lastElementChild.remove();
    this.table.setAttribute("aria-rowcount", wanted.length + 1);
    for (const row of this.sheet.rows) this.paintRow(row);
  }

  // What stands beside a row stays at the right end, however many columns are to be typed.
  #keepBesideInSight() {
    const header = [...this.table.tHead.rows[0].cells].slice(this.sheet.columns.length + 1).reverse();
    let right = 0;
    header.forEach((cell, n) => {
      this.table.style.setProperty(`--told-${header.length - 1 - n}`, `${right}px`);
      right += Math.floor(cell.getBoundingClientRect().width); // a pixel less leaves no gap
    });
    const region = this.table.parentElement;
    region.classList.toggle("grid--wide", this.table.offsetWidth > region.clientWidth);
  }

  #lineOf(row) {
    if (!this.lines.has(row)) this.lines.set(row, this.#newLine());
    return this.lines.get(row);
  }

  #newLine() {
    const cells = this.sheet.columns.map((column, n) => make("td", {
      role: "gridcell", className: `grid__cell grid__cell--${column.type}${column.rare ? " grid__rare" : ""}`, "aria-colindex": n + 2, "data-label": column.label, "aria-selected": "false",
    }, make("del", { className: "grid__was", hidden: true }), make("span", { className: "grid__value" })));
    const head = make("th", { scope: "row", role: "rowheader", className: "grid__head", "aria-colindex": 1 });
    const beside = this.#told.map((label, n) => make("td", { role: "gridcell", className: `grid__told grid__told-${n}`, "aria-colindex": this.sheet.columns.length + n + 2, "aria-readonly": "true", "data-label": label }));
    return make("tr", { role: "row", className: "grid__row" }, head, ...cells, ...beside);
  }

  #number(line, n) {
    if (line.rowIndexShown === n) return;
    line.rowIndexShown = n;
    line.setAttribute("aria-rowindex", n + 2);
    line.cells[0].replaceChildren ? line.cells[0].replaceChildren(...this.#headOf(n)) : this.#fill(line.cells[0], n);
  }

  #headOf(n) {
    return [make("span", { className: "grid__number" }, String(n + 1)), make("span", { className: "grid__mark" }), make("span", { className: "grid__about", "aria-hidden": "true" })];
  }

  #fill(head, n) {
    head.textContent = "";
    head.append(...this.#headOf(n));
  }

  paintRow(row) {
    const line = this.#lineOf(row);
    line.classList.toggle("grid__row--dirty", isDirty(row));
    line.classList.toggle("grid__row--withdrawn", row.withdrawn);
    const worst = severityOf(row.problems.filter((problem) => problem.column === null));
    line.cells[0].classList.toggle("grid__head--error", worst === "error");
    line.cells[0].classList.toggle("grid__head--warning", worst === "warning");
    line.cells[0].querySelector(".grid__mark").textContent = this.#markOf(row);
    row.values.forEach((value, column) => this.#paintCell(row, column, line.cells[column + 1], value));
    if (this.beside.isThere) this.#paintBeside(row, line);
  }

  // On a phone what is known of the row is its title, and its cells are not shown.
  #paintBeside(row, line) {
    const isKnown = row.id !== null || row.offered !== null;
    const known = this.sheet.columns.flatMap((column, n) => (column.identifies && !column.rare && row.values[n] ? [row.values[n]] : []));
    line.classList.toggle("grid__row--known", isKnown && known.length > 0);
    this.sheet.columns.forEach((column, n) => line.cells[n + 1].classList.toggle("grid__known", isKnown && row.values[n] !== "" && Boolean(column.identifies || column.key === "unit")));
    line.cells[0].querySelector(".grid__about").textContent = isKnown ? known.join(" ") : "";
    this.beside.tell(row).forEach(({ text, isWarning }, n) => {
      const cell = line.cells[this.sheet.columns.length + 1 + n];
      if (cell.textContent !== text) cell.textContent = text;
      cell.classList.toggle("grid__told--warning", Boolean(isWarning));
    });
    cancelAnimationFrame(this.fitting);
    this.fitting = requestAnimationFrame(() => this.#keepBesideInSight());
  }

  #markOf(row) {
    if (row.withdrawn) return words.isWithdrawn;
    return isDirty(row) ? "＊" : "";
  }

  #paintCell(row, column, cell, value) {
    const shown = cell.querySelector(".grid__value");
    if (shown.textContent !== value) shown.textContent = value;
    const isChanged = row.saved !== null && row.saved[column] !== value;
    this.#paintBefore(cell.querySelector(".grid__was"), isChanged, isChanged ? row.saved[column] : "");
    const worst = severityOf(row.problems.filter((problem) => problem.column === column));
    cell.classList.toggle("grid__cell--error", worst === "error");
    cell.classList.toggle("grid__cell--warning", worst === "warning");
    cell.classList.toggle("grid__cell--changed", isChanged);
    setOrRemove(cell, "aria-invalid", worst === "error" && "true");
    setOrRemove(cell, "aria-readonly", (row.readonly || row.withdrawn || this.sheet.columns[column].readonly) && "true");
  }

  // What is saved stands above what was written over it.
  #paintBefore(was, isChanged, value) {
    was.hidden = !isChanged;
    was.textContent = isChanged ? words.before(value) : "";
  }

  cell(row, column) {
    return this.body.rows[row].cells[column + 1];
  }

  // Where a cell of the page stands in the sheet; null for one that is no cell of the grid.
  placeOf(target) {
    const cell = target.closest("td, th");
    if (!cell || !this.body.contains(cell)) return null;
    if (cell.classList.contains("grid__told")) return null;
    return { row: cell.parentElement.sectionRowIndex, column: cell.cellIndex - 1 };
  }

  select(selection) {
    for (const cell of this.selected) {
      cell.setAttribute("aria-selected", "false");
      cell.classList.remove("grid__cell--active");
    }
    this.selected = [];
    for (let row = selection.top; row <= selection.bottom; row += 1) {
      for (let column = selection.left; column <= selection.right; column += 1) this.selected.push(this.cell(row, column));
    }
    for (const cell of this.selected) cell.setAttribute("aria-selected", "true");
    this.cell(selection.anchor.row, selection.anchor.column).classList.add("grid__cell--active");
  }
}

export function severityOf(problems) {
  if (problems.some((problem) => problem.severity === "error")) return "error";
  return problems.length ? "warning" : "";
}

function setOrRemove(element, name, value) {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}

// Inside the scrolling region, clear of the sticky header and row numbers.
export function bringIntoView(cell, region) {
  const [there, frame] = [cell.getBoundingClientRect(), region.getBoundingClientRect()];
  const head = region.querySelector("thead").getBoundingClientRect().height;
  const numbers = cell.parentElement.cells[0].getBoundingClientRect().width;
  if (there.top < frame.top + head) region.scrollTop -= frame.top + head - there.top;
  else if (there.bottom > frame.bottom) region.scrollTop += there.bottom - frame.bottom + 2;
  const right = frame.right - besideOf(cell.parentElement);
  if (there.left < frame.left + numbers) region.scrollLeft -= frame.left + numbers - there.left;
  else if (there.right > right) region.scrollLeft += Math.min(there.right - right + 2, there.left - frame.left - numbers);
}

// How much of the right end is taken by what stands beside the row there.
function besideOf(line) {
  const told = [...line.querySelectorAll(".grid__told")].filter((cell) => getComputedStyle(cell).position === "sticky");
  return told.reduce((sum, cell) => sum + cell.offsetWidth, 0);
}
