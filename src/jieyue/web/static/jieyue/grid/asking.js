// What the grid asks before anything is saved: whether a saved row is to become another, and whether rows of another
// time belong here.
import { afterAll, differing, isElsewhere, isMoved } from "./placing.js";
import { newRow } from "./sheet.js";
import { button, buttonRow } from "./notices.js";
import { make } from "./view.js";
import { words } from "./words.js";

export class Asking {
  constructor(grid) {
    Object.assign(this, { grid, goOn: null });
  }

  get sheet() { return this.grid.sheet; }

  // Shows what has to be answered, and gives whether there is anything. `goOn` follows the last answer, also where a
  // check asks the same once more; not where something else is written first.
  ask(goOn = this.goOn, isPressed = false) {
    const moved = this.sheet.rows.filter((row) => isMoved(this.sheet, row));
    const elsewhere = this.sheet.rows.filter((row) => isElsewhere(this.sheet, row));
    const notices = [this.#askOfMoved(moved), this.#askOfElsewhere(elsewhere)].filter(Boolean);
    this.goOn = notices.length ? goOn : null;
    if (notices.length) this.grid.notices.clear("save");
    if (isPressed && notices.length) notices[0].querySelector("button").focus();
    return notices.length > 0;
  }

  #number(row) {
    return this.sheet.rows.indexOf(row) + 1;
  }

  #askOfMoved(rows) {
    if (!rows.length) return this.grid.notices.clear("moved");
    return this.grid.notices.say("moved", "warning", words.moved, ...rows.map((row) => this.#askOfOne(row)));
  }

  #askOfOne(row) {
    const changes = differing(this.sheet, row).map((n) => make("li", {}, words.change(this.sheet.columns[n].label, row.saved[n], row.values[n])));
    const apart = button(words.apart, () => this.#answer(() => this.#putApart(row)), "primary");
    const same = button(words.same, () => this.#answer(() => this.#keepSame(row)));
    return make("div", { className: "grid__meanwhile", role: "group", "aria-label": words.row(this.#number(row)) }, make("p", {}, words.row(this.#number(row))), make("ul", {}, ...changes), buttonRow(apart, same));
  }

  #answer(act) {
    const { goOn } = this;
    act();
    this.grid.show();
    if (!this.ask(goOn, true) && goOn) goOn();
  }

  // What was written goes to a row of its own; the saved one is as it was.
  #putApart(row) {
    const written = row.values.slice();
    this.sheet.step((step) => {
      row.saved.forEach((value, column) => step.put(row, column, value));
      const own = newRow(this.sheet.columns.length);
      step.insert(own, afterAll(this.sheet.rows));
      written.forEach((value, column) => step.put(own, column, value));
    }, this.grid.selection.copy());
  }

  #keepSame(row) {
    row.movedTo = this.grid.keyOf(row);
    this.grid.saving.showReason();
  }

  #askOfElsewhere(rows) {
    if (!rows.length) return this.grid.notices.clear("elsewhere");
    const at = this.sheet.columns.findIndex((column) => column.counts_in);
    const keep = button(words.keep, () => this.#answer(() => rows.forEach((row) => { row.elsewhere = row.values[at]; })), "primary");
    const back = button(words.back, () => this.#goBack(rows[0], at));
    return this.grid.notices.say("elsewhere", "warning", words.elsewhere(this.sheet.about, rows.map((row) => this.#number(row))), buttonRow(keep, back));
  }

  #goBack(row, column) {
    this.grid.notices.clear("elsewhere");
    this.grid.jump(row, column);
  }
}
