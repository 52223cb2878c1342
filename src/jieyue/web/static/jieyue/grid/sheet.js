// The rows of a grid, and every change to them as a step that can be taken back.

export const newRow = (width) => ({ id: null, seen: null, saved: null, offered: null, values: Array(width).fill(""), withdrawn: false, readonly: false, problems: [], meanwhile: null, movedTo: null, elsewhere: null });

export const isBlank = (row) => row.id === null && row.values.every((value) => value === "");

// A row that the page offers, with what is known of it already, is nobody's until something is written in it.
export const isAsOffered = (row) => row.offered !== null && row.values.every((value, column) => value === row.offered[column]);

export function isDirty(row) {
  if (row.id === null) return !isBlank(row) && !isAsOffered(row);
  return row.withdrawn || row.values.some((value, column) => value !== row.saved[column]);
}

const FORWARD = {
  put: (sheet, { row, column, after }) => { row.values[column] = after; },
  insert: (sheet, { row, at }) => { sheet.rows.splice(at, 0, row); },
  remove: (sheet, { row, at }) => { sheet.rows.splice(at, 1); },
  withdraw: (sheet, { row, after }) => { row.withdrawn = after; },
};

const REVERSE = {
  put: (part) => ({ ...part, after: part.before, before: part.after }),
  insert: (part) => ({ ...part, does: "remove" }),
  remove: (part) => ({ ...part, does: "insert" }),
  withdraw: (part) => ({ ...part, after: part.before, before: part.after }),
};

export class Sheet {
  // `about` is what the table is for, `since` and `until` its first and last day.
  constructor(columns, rows, changed, { about = "", since = "", until = "" } = {}) {
    Object.assign(this, { columns, rows, changed, about, since, until, done: [], undone: [] });
  }

  // `build` gets a step to write into; what it writes is one step for undo.
  step(build, where) {
    const step = new Step(this, where);
    build(step);
    if (!step.parts.length) return null;
    this.done.push(step);
    this.undone = [];
    this.changed(step.parts);
    return step;
  }

  undo() {
    return this.#move(this.done, this.undone, (parts) => [...parts].reverse().map((part) => REVERSE[part.does](part)));
  }

  redo() {
    return this.#move(this.undone, this.done, (parts) => parts);
  }

  #move(from, to, arranged) {
    const step = from.pop();
    if (!step) return null;
    to.push(step);
    const parts = arranged(step.parts);
    for (const part of parts) FORWARD[part.does](this, part);
    this.changed(parts);
    return step;
  }

  forget() {
    this.done = [];
    this.undone = [];
  }

  dirtyRows() {
    return this.rows.filter(isDirty);
  }
}

class Step {
  constructor(sheet, where) {
    Object.assign(this, { sheet, where, parts: [] });
  }

  put(row, column, value) {
    const before = row.values[column];
    if (before === value || row.readonly || row.withdrawn || this.sheet.columns[column].readonly) return;
    this.#do({ does: "put", row, column, before, after: value });
  }

  insert(row, at) {
    this.#do({ does: "insert", row, at });
  }

  remove(row) {
    this.#do({ does: "remove", row, at: this.sheet.rows.indexOf(row) });
  }

  withdraw(row, after) {
    if (row.withdrawn !== after && !row.readonly) this.#do({ does: "withdraw", row, before: row.withdrawn, after });
  }

  #do(part) {
    FORWARD[part.does](this.sheet, part);
    this.parts.push(part);
  }
}
