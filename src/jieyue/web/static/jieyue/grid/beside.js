// What stands beside a row of a month while it is typed: last month, the same month of last year, the change against it
// and the standard coal. Every number but the typed one is the server's.
import { tidyNumber } from "./decimal.js";
import { isOfAnotherTime, subjectOf } from "./placing.js";
import { isBlank } from "./sheet.js";
import { words } from "./words.js";

const KINDS = ["last_month", "last_year", "change", "coal"];
const PERCENT = 100;

export class Beside {
  // `given`: `by` are the columns that say what a row is about, `of` that of its figure; `subjects` what there was by
  // these; `units`, `coal` and `most` are by the word in the column `weighed_by`.
  constructor(table, columns) {
    this.time = table.dataset;
    const place = document.getElementById(`${table.id}-beside`);
    this.given = place ? JSON.parse(place.textContent) : null;
    this.columns = columns;
  }

  get isThere() { return this.given !== null; }
  get kinds() { return KINDS.filter((kind) => kind !== "coal" || this.given.coal); }

  // Each says of which column it is.
  get labels() {
    const of = this.columns[this.#at(this.given.of)]?.label || "";
    return this.kinds.map((kind) => words.beside[kind](of));
  }

  #at(key) { return this.columns.findIndex((column) => column.key === key); }

  // A text, and whether it is a warning, for each kind.
  tell(row) {
    const { values } = row;
    if (isBlank(row) || isOfAnotherTime({ ...this.time, columns: this.columns }, values)) return this.kinds.map(() => ({ text: "" }));
    const known = this.given.subjects[subjectOf(this.columns, values, this.given.by)] || {};
    const now = this.#measured(values);
    return this.kinds.map((kind) => this[`_${kind}`](known, now, values));
  }

  // What is to be heard of a figure that was just written.
  said(row, column) {
    if (!this.isThere || column.key !== this.given.of) return "";
    return this.tell(row)[KINDS.indexOf("change")].text;
  }

  // In the unit in which it is reported; null where it is no number or in a unit that nobody knows.
  #measured(values) {
    const text = tidyNumber(values[this.#at(this.given.of)] || "");
    if (text === "" || !Number.isFinite(Number(text))) return null;
    if (!this.given.units) return Number(text);
    const unit = (values[this.#at("unit")] || "").trim();
    const times = (this.given.units[this.#word(values)] || {})[unit];
    return times === undefined ? null : Number(text) * Number(times);
  }

  #word(values) { return values[this.#at(this.given.weighed_by)] || ""; }

  _last_month(known) { return { text: figure(known.last_month) }; }
  _last_year(known) { return { text: figure(known.last_year) }; }

  _change(known, now, values) {
    const [before, isYear] = known.last_year ? [known.last_year, true] : [known.last_month, false];
    if (now === null || !before || Number(before) === 0) return { text: "" };
    const share = (now - Number(before)) / Number(before);
    const most = isYear ? (this.given.most || {})[this.#word(values)] : undefined;
    const isMuch = most !== undefined && Math.abs(share) > Number(most);
    const said = words.changed(percent(share), isYear);
    return { text: isMuch ? `${said}${words.beyond(percent(Number(most)).replace("+", ""))}` : said, isWarning: isMuch };
  }

  _coal(known, now, values) {
    const factor = this.given.coal[this.#word(values)];
    return { text: now === null || factor === undefined ? "" : figure(String(Math.round(now * Number(factor) * 100) / 100)) };
  }
}

const figure = (text) => (text ? Number(text).toLocaleString("en", { maximumFractionDigits: 3 }) : "");

const percent = (share) => `${share > 0 ? "+" : ""}${(share * PERCENT).toFixed(1).replace(/\.0$/, "")}%`;
