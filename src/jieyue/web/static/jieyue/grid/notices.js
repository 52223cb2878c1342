// What the grid tells above the table: what was saved, what is wrong and where, what to decide.
import { make } from "./view.js";
import { words } from "./words.js";

const ICONS = { success: "check", warning: "warning", error: "error", info: "info" };

export class Notices {
  constructor(place, icons) {
    Object.assign(this, { place, icons });
  }

  clear(kind) {
    for (const notice of this.place.querySelectorAll(kind ? `[data-kind="${kind}"]` : ":scope > *")) notice.remove();
  }

  notice(kind) {
    return this.place.querySelector(`[data-kind="${kind}"]`);
  }

  // A notice; of each kind there is one at a time. `parts` are nodes below the title.
  say(kind, tone, title, ...parts) {
    this.clear(kind);
    const body = make("div", { className: "notice__body" }, make("p", { className: "notice__title" }, title), ...parts);
    const notice = make("div", { className: `notice notice--${tone}`, "data-kind": kind, tabIndex: -1, role: tone === "error" ? "alert" : "status" }, this.#icon(ICONS[tone]), body);
    this.place.append(notice);
    return notice;
  }

  #icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${this.icons}#${name}`);
    svg.setAttribute("class", "icon");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    svg.append(use);
    return svg;
  }
}

export const button = (label, act, tone = "secondary") => make("button", { type: "button", className: `button button--${tone}`, onclick: act }, label);

export const buttonRow = (...buttons) => make("div", { className: "button-row" }, ...buttons);

// The problems as links that jump to their cells, `many` at most.
export function listOfProblems(problems, sheet, jump, many = 50) {
  const items = problems.slice(0, many).map((problem) => make("li", {}, ...told(problem, sheet, jump)));
  if (problems.length > many) items.push(make("li", {}, "…"));
  return make("ul", { className: "grid__problems" }, ...items);
}

function told(problem, sheet, jump) {
  const text = `${problem.says}${problem.do || ""}`;
  if (!problem.row) return [text];
  const label = problem.column === null ? "" : sheet.columns[problem.column].label;
  const link = make("a", { href: "#" }, words.at(label, sheet.rows.indexOf(problem.row) + 1));
  link.addEventListener("click", (event) => {
    event.preventDefault();
    jump(problem.row, problem.column || 0);
  });
  return [link, `：${text}`];
}
