// Which saved row a row is about, and where pasted rows go: a saved row, or one that is offered, is written over only by a
// row of its own key.
import { isAsOffered, isBlank, isDirty } from "./sheet.js";

// What a row is known by; null where part of it is not given.
export function keyOf(columns, values) {
  const known = columns.map((column, n) => (column.identifies ? values[n] || usualOf(column, columns, values) : ""));
  const isWhole = columns.every((column, n) => !column.identifies || !column.required || known[n]);
  return isWhole ? known.join("\u0000") : null;
}

// What a blank means.
export function usualOf({ usual: told }, columns, values) {
  return told ? told.values[values[columns.findIndex((column) => column.key === told.by)]] || "" : "";
}

// What a row is about, by these columns.
export function subjectOf(columns, values, by) {
  return by.map((key) => columns.findIndex((column) => column.key === key)).map((at) => values[at] || usualOf(columns[at], columns, values)).join("\u0000");
}

const subjectKeys = (columns) => columns.filter((column) => column.identifies && column.type !== "date").map((column) => column.key);

// A row that is known by more than its key, a refund or a purchase by its invoice too, is found by the server alone.
const isApart = (columns, values) => columns.some((column, n) => (column.sets_apart && values[n]) || column.apart?.includes(values[n]));

// A saved row that by now says what another row would.
export function isMoved({ columns }, row) {
  if (row.id === null || row.withdrawn) return false;
  const key = keyOf(columns, row.values);
  return key !== null && key !== keyOf(columns, row.saved) && key !== row.movedTo;
}

// A new row that lies outside of what the table is for.
export function isElsewhere(sheet, row) {
  if (row.id !== null || !sheet.since) return false;
  const day = dayOf(sheet, row.values);
  return isOutside(sheet, day) && row.elsewhere !== day;
}

// Whether it lies outside of what the table is for.
export const isOfAnotherTime = (sheet, values) => Boolean(sheet.since) && isOutside(sheet, dayOf(sheet, values));

const dayOf = ({ columns }, values) => values[columns.findIndex((column) => column.counts_in)] || "";

const isOutside = ({ since, until }, day) => /^\d{4}-\d\d-\d\d$/.test(day) && (day < since || day > until);

// For each line, values of the columns `at`, the number of the row it goes to, which may not be there yet. `isTold`: a
// header says which column is which.
export function placesOf(sheet, lines, top, at, isTold = false) {
  const { columns, rows } = sheet;
  const own = lines.map((_, n) => top + n);
  const isOneCell = lines.every((line) => line.length === 1 && line[0] === lines[0][0]);
  if (isOneCell || !at.some((column) => columns[column].identifies)) return own;
  const kept = takenByKey(columns, rows);
  const used = new Set();
  const found = lines.map((line) => placeOf(sheet, spread(columns, line, at), at, kept, used));
  let next = isTold || own.some((each) => rows[each] && isTaken(rows[each])) ? afterAll(rows) : top;
  return found.map((each) => each ?? next++);
}

// Its own row: that of its key, or the one that is offered for what it is about, on days of the table's time.
function placeOf(sheet, values, at, kept, used) {
  if (values === null) return undefined;
  const exact = kept.get(keyOf(sheet.columns, values));
  const found = exact ?? offeredFor(sheet, values, at, used);
  if (found !== undefined) used.add(found);
  return found;
}

function offeredFor(sheet, values, at, used) {
  const { columns, rows } = sheet;
  const keys = subjectKeys(columns).filter((key) => at.includes(columns.findIndex((column) => column.key === key)));
  const isFigureGiven = at.some((column) => !columns[column].identifies && values[column]);
  if (!keys.length || !keys.some((key) => values[columns.findIndex((column) => column.key === key)]) || !isFigureGiven || isOutside(sheet, dayOf(sheet, values))) return undefined;
  const asked = subjectOf(columns, values, keys);
  const fitting = rows.flatMap((row, n) => (isFree(row) && !used.has(n) && subjectOf(columns, row.values, keys) === asked ? [n] : []));
  return fitting.length === 1 ? fitting[0] : undefined;
}

const isFree = (row) => row.id === null && row.offered !== null && isAsOffered(row);

function spread(columns, line, at) {
  const values = Array(columns.length).fill("");
  line.forEach((value, n) => { values[at[n]] = value; });
  return isApart(columns, values) ? null : values;
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
