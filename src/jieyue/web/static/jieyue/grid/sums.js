// Sums of what is selected, and of the columns that ask for them.
import { ZERO, add, divide, format, parse, sum, tidyNumber } from "./decimal.js";
import { make } from "./view.js";
import { words } from "./words.js";

const PLACES = 4;

export const numberOf = (text) => parse(tidyNumber(text));

export function saidOf(values) {
  const filled = values.filter((value) => value !== "");
  const numbers = filled.map(numberOf).filter(Boolean);
  if (filled.length < 2) return "";
  if (!numbers.length) return words.count(filled.length);
  const total = sum(numbers);
  return [words.count(filled.length), words.sum(format(total)), words.average(format(divide(total, numbers.length, PLACES)))].join("　");
}

// A line for each group of rows: its names, and for each summed column the sum and how many were no numbers.
export function totals(sheet) {
  const summed = sheet.columns.flatMap((column, n) => (column.sum_by ? [{ n, by: groupOf(column, sheet.columns) }] : []));
  const groups = new Map();
  for (const row of sheet.rows) {
    if (row.withdrawn) continue;
    for (const { n, by } of summed) {
      if (row.values[n] !== "") count(groups, by.map((at) => called(sheet.columns[at], row.values[at])).join(" "), n, row.values[n]);
    }
  }
  return { summed: summed.map(({ n }) => n), groups: joined(groups) };
}

// Money of a resource stands on the line of its quantity, where that is counted in one unit alone.
function joined(groups) {
  for (const [name, group] of [...groups]) {
    const longer = [...groups.keys()].filter((each) => each.startsWith(`${name} `));
    if (longer.length !== 1) continue;
    for (const [column, found] of group) groups.get(longer[0]).set(column, found);
    groups.delete(name);
  }
  return groups;
}

// A unit by its sign.
const called = ({ signs = {} }, text) => signs[text] || text || words.noGroup;

const groupOf = (column, columns) => [column.sum_by].flat().map((key) => columns.findIndex((each) => each.key === key)).filter((at) => at >= 0);

function count(groups, name, column, value) {
  if (!groups.has(name)) groups.set(name, new Map());
  const group = groups.get(name);
  const so = group.get(column) || { total: ZERO, others: 0 };
  const number = numberOf(value);
  group.set(column, number ? { ...so, total: add(so.total, number) } : { ...so, others: so.others + 1 });
}

export function paintTotals(place, sheet) {
  const { summed, groups } = totals(sheet);
  place.textContent = "";
  if (!groups.size) return;
  const labels = summed.map((n) => make("th", { scope: "col", className: "num" }, sheet.columns[n].label));
  const lines = [...groups].map(([name, group]) => make("tr", {}, make("th", { scope: "row" }, name), ...summed.map((n) => totalCell(group.get(n)))));
  place.append(make("table", { className: "table table--tight grid__totals" },
    make("caption", {}, words.totals),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.group), ...labels)),
    make("tbody", {}, ...lines)));
}

function totalCell(found) {
  if (!found) return make("td", { className: "num" }, "—");
  const said = found.others ? `${format(found.total)}（${words.notNumbers(found.others)}）` : format(found.total);
  return make("td", { className: "num" }, said);
}
