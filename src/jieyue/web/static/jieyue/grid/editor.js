// The one field in which everything is written. It always stands in the active cell and has the focus there, unseen
// until something is typed: so an input method begins with the first key, and a screen reader hears a field.
import { choicesOf } from "./columns.js";
import { make } from "./view.js";

export class Editor {
  constructor(about) {
    this.line = make("input", { type: "text", className: "grid__editor", autocomplete: "off", spellcheck: false, "aria-describedby": about });
    this.page = make("textarea", { rows: 1, className: "grid__editor", autocomplete: "off", spellcheck: false, "aria-describedby": about });
    this.field = this.line;
    this.about = about;
    this.mode = "";
    this.isMoving = false;
  }

  get isEditing() { return this.mode !== ""; }
  get value() { return this.field.value; }

  // Stand in a cell. With `focus` false the page's focus stays where it is.
  place(cell, { column, value, label, readonly, problem, invalid, focus }) {
    this.isMoving = true;
    const field = column.type === "text" ? this.page : this.line;
    if (field !== this.field) this.field.remove();
    this.field = field;
    this.mode = "";
    if (field.parentElement !== cell) cell.append(field);
    this.#dress(field, { column, label, readonly, problem, invalid });
    field.value = value;
    field.classList.remove("grid__editor--open");
    if (focus) field.focus({ preventScroll: true });
    if (focus) field.select();
    this.isMoving = false;
  }

  #dress(field, { column, label, readonly, problem, invalid }) {
    field.readOnly = readonly;
    field.inputMode = { number: "decimal", date: "numeric" }[column.type] || "text";
    field.setAttribute("aria-label", label);
    field.setAttribute("aria-invalid", invalid ? "true" : "false");
    field.setAttribute("aria-describedby", problem ? `${problem} ${this.about}` : this.about);
    if (field === this.line) this.#dressChoices(field, choicesOf(column).length > 0);
  }

  #dressChoices(field, has) {
    for (const name of ["role", "aria-expanded", "aria-autocomplete", "aria-controls", "aria-activedescendant"]) field.removeAttribute(name);
    if (!has) return;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
  }

  // "typed": what is typed replaces the value and arrows leave the cell. "inside": the caret moves in the value.
  open(mode) {
    if (this.field.readOnly) return false;
    this.mode = mode;
    this.field.classList.add("grid__editor--open");
    if (mode === "inside") this.field.setSelectionRange(this.field.value.length, this.field.value.length);
    return true;
  }

  close(value) {
    this.mode = "";
    this.field.value = value;
    this.field.classList.remove("grid__editor--open");
    this.field.select();
  }

  breakLine() {
    if (this.field === this.page) this.field.setRangeText("\n", this.field.selectionStart, this.field.selectionEnd, "end");
  }
}
