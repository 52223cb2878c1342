// A number that is new is asked about where it was written: which known one it is, or from which day on it is in use.
import { button, buttonRow } from "./notices.js";
import { make } from "./view.js";
import { words } from "./words.js";

const ASKED = ["account_like_known", "account_spelt_twice", "account_further"];
const OPENED = "opened_on";

export class Accounts {
  constructor(grid) {
    Object.assign(this, { grid, answered: new Set() });
  }

  get columns() { return this.grid.sheet.columns; }
  #at(key) { return this.columns.findIndex((column) => column.key === key); }

  // Of these problems those that are asked here; the others are told as ever.
  asks(problem) {
    return ASKED.includes(problem.rule) && problem.row !== null && problem.column !== null && this.#at(OPENED) >= 0 && !this.answered.has(this.#said(problem));
  }

  #said({ row, column }) { return `${row.values[column]}`; }

  ask(problems) {
    const { notices } = this.grid;
    const asked = problems.filter((problem) => this.asks(problem));
    if (!asked.length) { notices.clear("accounts"); return; }
    const byNumber = new Map(asked.map((problem) => [this.#said(problem), problem]));
    notices.say("accounts", "warning", words.accounts, ...[...byNumber.values()].map((problem) => this.#question(problem)));
  }

  #question(problem) {
    const { row, column, says, instead = [] } = problem;
    const known = instead.map((number) => button(words.isKnown(number), () => this.#correct(row, column, number)));
    const day = make("input", { type: "date", value: row.values[this.#at("start_date")] || "", "aria-label": words.isNew });
    const open = button(words.opened, () => this.#open(row, column, day.value), "primary");
    const label = make("label", { className: "grid__opened" }, make("span", {}, words.isNew), day);
    const at = this.grid.sheet.rows.indexOf(row) + 1;
    return make("div", { className: "grid__meanwhile", role: "group", "aria-label": words.row(at) }, make("p", {}, `${words.row(at)}：${says}`), buttonRow(...known, label, open));
  }

  #rowsOf(row, column) {
    return this.grid.sheet.rows.filter((each) => each.id === null && each.values[column] === row.values[column]);
  }

  #correct(row, column, number) {
    const rows = this.#rowsOf(row, column);
    this.#change((step) => rows.forEach((each) => step.put(each, column, number)));
  }

  #open(row, column, day) {
    if (!day) return;
    const rows = this.#rowsOf(row, column);
    this.answered.add(row.values[column]);
    this.#change((step) => rows.forEach((each) => step.put(each, this.#at(OPENED), day)));
  }

  #change(build) {
    this.grid.sheet.step(build, this.grid.selection.copy());
    this.grid.notices.clear("accounts");
    this.grid.notices.clear("problems");
    this.grid.show();
    this.grid.saving.checkSoon();
  }
}
