// Which saved row a row is about, and where pasted rows go: a saved row, or one that is offered, is written over only by a row of its own
// key.
import { isBlank, isDirty } from "./sheet.js";

// What a row is known by; null where part of it is not given.
export function keyOf(columns, values) {
  const known = columns.map((column, n) => (column.identifies ? values[n] || usual(column, columns, values) : ""));
  const isWhole = columns.every((column, n) => !column.identifies || !column.required || known[n]);
  return isWhole ? known.join("\u0000") : null;
}

function usual({ usual: told }, columns, values) {
  return told ? told.values[values[columns.findIndex((column) => column.key === told.by)]] || "" : "";
}

// A row that is known by more than its key, a refund or a purchase by its invoice too, is found by the server alone.
const isApart = (columns, values) => columns.some((column, n) => (column.sets_apart && values[n]) || column.apart?.includes(values[n]));

// A saved row that by now says what another row would.
export function isMoved({ columns }, row) {
  if (row.id === null || row.withdrawn) return false;
  const key = keyOf(columns, row.values);
  return key !== null && key !== keyOf(columns, row.saved) && key !== row.movedTo;
}

// A new row that lies outside of what the table is for.
export function isElsewhere({ columns, since, until }, row) {
  if (row.id !== null || !since) return false;
  const day = row.values[columns.findIndex((column) => column.counts_in)] || "";
  return /^\d{4}-\d\d-\d\d$/.test(day) && (day < since || day > until) && row.elsewhere !== day;
}

// For each line, values from the column `left` on, the number of the row it goes to, which may not be there yet.
export function placesOf({ columns, rows }, lines, top, left) {
  const own = lines.map((_, n) => top + n);
  const isOneCell = lines.every((line) => line.length === 1 && line[0] === lines[0][0]);
  if (isOneCell || !lines[0].some((_, n) => columns[left + n].identifies)) return own;
  const kept = takenByKey(columns, rows);
  const found = lines.map((line) => kept.get(keyOf(columns, spread(columns, line, left))));
  let next = own.some((at) => rows[at] && isTaken(rows[at])) ? afterAll(rows) : top;
  return found.map((at) => at ?? next++);
}

function spread(columns, line, left) {
  const values = Array(columns.length).fill("");
  line.forEach((value, n) => { values[left + n] = value; });
  return isApart(columns, values) ? Array(columns.length).fill("") : values;
}

// A row that is saved, or that the page offers with what it is known by.
const isTaken = (row) => row.id !== null || row.offered !== null;

function takenByKey(columns, rows) {
  const found = new Map();
  rows.forEach((row, at) => {
    const known = row.saved || row.offered;
    if (known && !row.readonly && !row.withdrawn && !isApart(columns, known)) found.set(keyOf(columns, known), at);
  });
  found.delete(null);
  return found;
}

export function afterAll(rows) {
  let at = rows.length;
  while (at > 0 && isBlank(rows[at - 1])) at -= 1;
  return at;
}

// Whether a pasted value says anything else than what is saved: a blank says nothing, 12.50 is 12.5.
export function isOther(column, value, kept) {
  if (value === kept || value === "" || column.identifies) return false;
  return column.type !== "number" || kept === "" || Number(value) !== Number(kept);
}

export const differing = ({ columns }, row) => (row.id !== null && isDirty(row) ? columns.flatMap((column, n) => (row.values[n] === row.saved[n] ? [] : [n])) : []);
