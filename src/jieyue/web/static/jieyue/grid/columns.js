// What a column makes of a value that comes in, by typing or by pasting. Whether it is right, the server says.
import { halfWidth, tidyNumber } from "./decimal.js";

const DAY = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?$/;
const DIGITS = /^(\d{4})(\d{2})(\d{2})$/;
const YES = /^(是|y|yes|true|√|✓|1)$/i;
const NO = /^(否|n|no|false|×|0)$/i;

function tidyDay(text) {
  const found = DAY.exec(halfWidth(text).trim()) || DIGITS.exec(halfWidth(text).trim());
  return found ? `${found[1]}-${found[2].padStart(2, "0")}-${found[3].padStart(2, "0")}` : text.trim();
}

function tidyYesNo(text) {
  const tried = halfWidth(text).trim();
  if (YES.test(tried)) return "是";
  return NO.test(tried) ? "否" : text.trim();
}

const TIDY = { number: tidyNumber, date: tidyDay, yes_no: tidyYesNo };

export const tidy = (column, text) => (TIDY[column.type] || ((value) => value.trim()))(text);

export const choicesOf = (column) => (column.type === "yes_no" ? ["是", "否"] : column.choices || []);

export function columnsOf(table) {
  return JSON.parse(document.getElementById(table.dataset.columns).textContent);
}
