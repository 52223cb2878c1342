// Decimal numbers as people write them, added without rounding: digits as a BigInt, and how many of them are decimals.

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?$/;
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/;

// Full-width digits and marks as Chinese input methods write them, to their plain forms.
export function halfWidth(text) {
  return text.replace(/[\uff01-\uff5e]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xfee0)).replace(/[\u3000\u00a0]/g, " ");
}

// The number without grouping commas, or the text as it was where it is no number.
export function tidyNumber(text) {
  const tried = halfWidth(text).trim().replace(/\s+(?=\d)/g, "");
  const plain = GROUPED.test(tried) ? tried.replace(/,/g, "") : tried;
  return parse(plain) ? plain : text.trim();
}

export function parse(text) {
  const found = NUMBER.exec(text.trim());
  if (!found || !(found[2] || found[3])) return null;
  const decimals = found[3] || "";
  const digits = BigInt(found[2] + decimals);
  return { digits: found[1] === "-" ? -digits : digits, scale: decimals.length };
}

export function add(one, other) {
  const scale = Math.max(one.scale, other.scale);
  return { digits: raised(one, scale) + raised(other, scale), scale };
}

export const ZERO = { digits: 0n, scale: 0 };

export const sum = (numbers) => numbers.reduce(add, ZERO);

const raised = (number, scale) => number.digits * 10n ** BigInt(scale - number.scale);

// Rounded half away from zero to so many decimals.
export function divide(number, by, places) {
  const scale = Math.max(number.scale, places + 1);
  const doubled = (raised(number, scale) * 2n) / BigInt(by);
  const step = 10n ** BigInt(scale - places);
  const size = doubled < 0n ? -doubled : doubled;
  const rounded = (size + step) / (2n * step);
  return { digits: doubled < 0n ? -rounded : rounded, scale: places };
}

// With grouping commas and without zeros at the end: 12,480.5.
export function format(number) {
  const size = (number.digits < 0n ? -number.digits : number.digits).toString().padStart(number.scale + 1, "0");
  const whole = size.slice(0, size.length - number.scale).replace(/\B(?=(\d{3})+$)/g, ",");
  const part = size.slice(size.length - number.scale).replace(/0+$/, "");
  return (number.digits < 0n ? "-" : "") + whole + (part && `.${part}`);
}
