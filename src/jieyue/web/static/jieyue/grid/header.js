// Which column is which in a pasted block: by its header where it has one, in whatever order, else from a column on.
import { choicesOf } from "./columns.js";
import { numberOf } from "./sums.js";

const FEWEST_LABELS = 2;
const FEWEST_COLUMNS = 3;
const DAY = /^\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}/;

// 金额（元）* is 金额.
const plain = (label) => label.replace(/[\s*]/g, "").replace(/[（(].*[)）]$/, "");

// The columns that the first line names, and the labels that are none of ours; null where it is no header of ours.
export function toldByHeader(columns, block) {
  if (block.length < 2 || block[0].some((cell) => cell && numberOf(cell))) return null;
  const labels = columns.map((column) => plain(column.label));
  const at = block[0].map((cell) => (cell ? labels.indexOf(plain(cell)) : -1));
  const known = at.filter((column) => column >= 0);
  const isOurs = known.length >= FEWEST_LABELS && known.length * 2 > block[0].filter(Boolean).length && new Set(known).size === known.length;
  return isOurs ? { at, unplaced: block[0].filter((cell, n) => cell && at[n] < 0) } : null;
}

// Whether a block has a header or a title, and it is another table's: a line of words alone above lines with figures.
export function isForeign(columns, block) {
  if (toldByHeader(columns, block) || block.length < 2 || block[0].length < FEWEST_COLUMNS) return false;
  const isOfWords = block[0].some(Boolean) && !block[0].some((cell) => cell && isFigure(cell));
  return isOfWords && block.slice(1).some((line) => line.some((cell) => cell && isFigure(cell)));
}

const isFigure = (cell) => Boolean(numberOf(cell)) || DAY.test(cell.trim());

// Of lines without a header the columns from `left` on. Those that are out of sight are passed over by what cannot be of
// them, and so is that of units by numbers.
export function columnsFrom(columns, left, lines, isHidden) {
  const at = [];
  let column = left;
  for (let n = 0; n < lines[0].length; n += 1) {
    while (column < columns.length && isPassed(columns[column], lines.map((line) => line[n]).filter(Boolean), isHidden(column))) column += 1;
    if (column >= columns.length) break;
    at.push(column);
    column += 1;
  }
  return at;
}

function isPassed(column, values, isHidden) {
  if (!values.length) return false;
  if (column.key === "unit") return values.every(numberOf);
  const choices = choicesOf(column);
  return isHidden && choices.length > 0 && !values.every((value) => choices.includes(value.trim()));
}
