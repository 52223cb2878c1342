// The list of choices under the active cell.
import { choicesOf } from "./columns.js";
import { make } from "./view.js";

export class Choices {
  constructor(id) {
    this.list = make("ul", { id, role: "listbox", className: "grid__choices", hidden: true });
    this.at = -1;
  }

  get isOpen() { return !this.list.hidden; }
  get chosen() { return this.isOpen && this.at >= 0 ? this.list.children[this.at].textContent : null; }

  // Those that hold what was typed; all of them where nothing was, or where `all` is asked for.
  show(column, typed, field, label, all = false) {
    const fitting = choicesOf(column).filter((choice) => all || !typed || choice.includes(typed));
    if (!fitting.length) return this.hide(field);
    this.list.textContent = "";
    this.list.setAttribute("aria-label", label);
    fitting.forEach((choice, n) => this.list.append(make("li", { role: "option", id: `${this.list.id}-${n}`, "aria-selected": "false" }, choice)));
    this.list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-controls", this.list.id);
    return this.mark(typed ? Math.max(fitting.indexOf(typed), all ? -1 : 0) : -1, field);
  }

  hide(field) {
    this.list.hidden = true;
    this.at = -1;
    if (field.getAttribute("role") === "combobox") field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-controls");
  }

  mark(at, field) {
    this.at = at;
    [...this.list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    if (at < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", this.list.children[at].id);
    this.list.children[at].scrollIntoView({ block: "nearest" });
  }

  move(by, field) {
    const many = this.list.children.length;
    this.mark((this.at + by + many + (this.at < 0 && by < 0 ? 1 : 0)) % many, field);
  }
}
