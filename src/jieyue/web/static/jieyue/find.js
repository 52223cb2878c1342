// A field in which an organisation is found while one types: a part of its name, the initials of its pinyin, its code.
// Without this file the field takes the same as plain text, and the page asks where several are meant.

const WAIT_MS = 150;
let count = 0;

class Finder {
  constructor(field) {
    this.field = field;
    this.asked = "";
    this.list = Object.assign(document.createElement("ul"), { className: "found", hidden: true, id: `found-${++count}` });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", document.querySelector(`label[for="${field.id}"]`)?.textContent.trim() ?? "");
    const frame = Object.assign(document.createElement("div"), { className: "finder" });
    field.before(frame);
    frame.append(field, this.list);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);
    field.addEventListener("input", () => this.ask());
    field.addEventListener("keydown", (event) => this.press(event));
    field.addEventListener("focus", () => field.select());
    field.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.take(event.target.closest("[data-written]"));
    });
  }

  ask() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(this.field.value.trim()), WAIT_MS);
  }

  async fetch(written) {
    this.asked = written;
    if (!written) return this.close();
    const address = new URL(this.field.dataset.find, location.href);
    address.searchParams.set("organisation", written);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || written !== this.asked || document.activeElement !== this.field) return this.close();
    this.show(await answer.text());
  }

  show(options) {
    this.list.innerHTML = options;
    [...this.list.children].forEach((each, nth) => { each.id = `${this.list.id}-${nth}`; });
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.point(null);
    document.querySelector("#announcer").textContent = this.list.firstElementChild?.dataset.says ?? "";
  }

  close() {
    clearTimeout(this.timer);
    this.asked = "";
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  get options() { return [...this.list.querySelectorAll("[data-written]")]; }

  point(option) {
    for (const each of this.list.children) each.setAttribute("aria-selected", String(each === option));
    if (!option) return this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  press(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && this.list.hidden) { this.ask(); event.preventDefault(); return; }
    if (this.list.hidden) return;
    const { options } = this;
    const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) this.point(options[(at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length]);
    else if (event.key === "Enter" && at >= 0) this.take(options[at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take(option) {
    if (!option) return;
    this.field.value = option.dataset.written;
    this.close();
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function dressAll(root) {
  for (const field of root.querySelectorAll("input[data-find]:not([role])")) new Finder(field);
}

dressAll(document);
document.addEventListener("htmx:load", (event) => dressAll(event.detail.elt));
