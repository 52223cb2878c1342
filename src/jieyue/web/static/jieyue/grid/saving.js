// Saving and checking, and what comes of it; drafts of what is not saved yet.
import { draftHere, dropDraft, keepDraft } from "./drafts.js";
import { answeredRows, bodyOf, inOrder, placed, send } from "./sending.js";
import { isBlank, newRow } from "./sheet.js";
import { button, buttonRow, listOfProblems } from "./notices.js";
import { make } from "./view.js";
import { words } from "./words.js";

const CHECK_AFTER = 900;
const KEEP_AFTER = 400;
const REASON_NEEDED = "reason_needed";
const OTHER_THAN_SAVED = "other_than_saved"; // the grid has asked of it
const NO_ANSWER = { 0: words.offline, 401: words.signedOut, 403: words.notAllowed, 404: words.notThere, 413: words.tooLong };

const isOfNewRow = ({ rule, row }) => rule === REASON_NEEDED && row?.id === null;

export class Saving {
  constructor(grid, reason) {
    const { saveUrl, checkUrl } = grid.table.dataset;
    Object.assign(this, { grid, reason, saveUrl, checkUrl, isBusy: false, edition: 0, mayCheck: false });
    this.offered = draftHere();
    if (this.offered) this.#offerDraft(this.offered);
    addEventListener("pagehide", () => this.#keep());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.#keep(); });
  }

  get sheet() { return this.grid.sheet; }
  get reasonField() { return this.reason.querySelector("textarea, input"); }

  changed() {
    this.edition += 1;
    this.grid.asking.goOn = null;
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.#keep(), KEEP_AFTER);
  }

  // Sending

  async save() {
    const rows = this.sheet.dirtyRows();
    clearTimeout(this.checking);
    if (this.isBusy) return;
    if (!rows.length) { this.grid.notices.say("save", "info", words.nothingToSave); return; }
    this.#setBusy(true);
    const sent = { rows, body: bodyOf(this.sheet, rows, this.reasonField.value.trim()) };
    const { status, answer } = await send(this.saveUrl, sent.body);
    this.#setBusy(false);
    this.#heard(status, answer, sent);
  }

  #setBusy(isBusy) {
    this.isBusy = isBusy;
    this.grid.table.setAttribute("aria-busy", String(isBusy));
    this.grid.editor.field.readOnly = isBusy;
    this.grid.frame.classList.toggle("grid--busy", isBusy);
    this.grid.announce(isBusy ? words.saving : "");
  }

  #heard(status, answer, sent) {
    const problems = answer?.report ? placed(answer.report.problems || [], sent, this.sheet) : [];
    this.grid.notices.clear("save");
    for (const kind of ["problems", "accounts", "meanwhile"]) this.grid.notices.clear(kind);
    if (status === 200 && answer?.report) return this.#saved(answer, problems, sent);
    if (status === 409 && answer?.report) return this.#meanwhile(answer, problems, sent);
    if (answer?.report && problems.length) return this.#refused(problems, answer);
    return this.#unheard(status, answer);
  }

  #unheard(status, answer) {
    const said = answer?.says ? `${answer.says}${answer.do || ""}` : NO_ANSWER[status] || words.broken;
    this.grid.show();
    this.grid.notices.say("save", "error", said).focus();
  }

  #saved(answer, problems, sent) {
    const refused = new Set(problems.filter((problem) => problem.severity === "error").map((problem) => problem.row));
    const became = new Map(answeredRows(answer, sent).map((line) => [line.row, this.#takeOnce(line)]));
    for (const problem of problems) problem.row = became.get(problem.row) ?? problem.row;
    const gone = new Set(sent.rows.filter((row) => row.withdrawn && !refused.has(row)));
    this.sheet.rows = this.sheet.rows.filter((row) => !gone.has(row));
    this.sheet.forget();
    this.#mark(problems);
    this.#renew(answer.html);
    this.#hideReason();
    this.grid.settle();
    if (!this.sheet.dirtyRows().length) this.#forgetDraft();
    this.#keep();
    for (const kind of ["placed", "moved", "elsewhere"]) this.grid.notices.clear(kind);
    this.grid.notices.say("save", "success", words.saved(answer.report));
    if (problems.length) this.#tell(problems, words.warnings);
  }

  // A new row that was saved before stands once in the table: in this one.
  #takeOnce(line) {
    const before = this.sheet.rows.find((row) => row !== line.row && row.id !== null && row.id === line.id);
    const row = before && line.row.id === null ? before : line.row;
    if (row !== line.row) this.sheet.rows.splice(this.sheet.rows.indexOf(line.row), 1);
    this.#take({ ...line, row });
    return row;
  }

  // The row as it is now kept, its values written as the server writes them.
  #take({ row, id, seen, values }) {
    row.values = inOrder(values, row, this.sheet.columns);
    Object.assign(row, { id: id ?? row.id, seen: seen ?? row.seen, saved: row.values.slice(), movedTo: null });
  }

  #renew(html) {
    for (const [selector, content] of Object.entries(html || {})) {
      const place = document.querySelector(selector);
      if (!place) continue;
      place.innerHTML = content;
      window.htmx?.process(place);
    }
  }

  #refused(problems, answer) {
    const others = problems.filter((problem) => problem.rule !== REASON_NEEDED);
    this.#mark(others);
    this.grid.show();
    if (others.length) this.#tell(others, words.notSaved).focus();
    if (answer.reason_needed || others.length < problems.length) this.#askReason(!others.length, problems.filter(isOfNewRow));
  }

  // Whoever writes a new row may not know that it is one that is saved: he is told which, and what it would change.
  #askReason(isAll, unmeant) {
    this.showReason();
    const told = unmeant.map((problem) => ({ ...problem, do: "" }));
    const about = told.length ? [make("p", {}, words.unmeant), listOfProblems(told, this.sheet, (row, column) => this.grid.jump(row, column))] : [];
    this.grid.notices.say("save", "error", words.reasonNeeded, ...about);
    if (isAll) this.reasonField.focus();
  }

  showReason() {
    this.reason.hidden = false;
  }

  #hideReason() {
    this.reason.hidden = true;
    this.reasonField.value = "";
  }

  // Problems

  #mark(problems) {
    for (const row of this.sheet.rows) row.problems = [];
    for (const problem of problems) problem.row?.problems.push(problem);
    this.grid.repaint();
  }

  #tell(problems, title) {
    const ordered = [...problems].sort((one, other) => this.#place(one) - this.#place(other));
    this.grid.accounts.ask(problems);
    const told = ordered.filter((problem) => !this.grid.accounts.asks(problem));
    if (!told.length) return this.grid.notices.notice("accounts");
    const isRefused = told.some((problem) => problem.severity === "error");
    const list = listOfProblems(told, this.sheet, (row, column) => this.grid.jump(row, column));
    return this.grid.notices.say("problems", isRefused ? "error" : "warning", isRefused ? title : words.warnings, list);
  }

  #place({ row, column, severity }) {
    return (severity === "error" ? 0 : 1e9) + this.sheet.rows.indexOf(row) * 1e3 + (column ?? -1);
  }

  // Somebody else was quicker

  #meanwhile(answer, problems, sent) {
    const now = new Map(answeredRows(answer, sent).filter(({ row, seen }) => String(seen) !== String(row.seen)).map((line) => [line.row, line]));
    const rows = [...new Set([...problems.filter((problem) => problem.row && problem.severity === "error").map((problem) => problem.row), ...now.keys()])];
    this.#mark([...problems, ...rows.flatMap((row) => this.#differences(row, now.get(row)))]);
    this.grid.show();
    const about = rows.map((row) => this.#choice(row, now.get(row), problems.find((problem) => problem.row === row)));
    this.grid.notices.say("meanwhile", "error", words.meanwhile, ...about).focus();
  }

  #differences(row, line) {
    if (!line) return [];
    const theirs = inOrder(line.values, row, this.sheet.columns);
    return theirs.flatMap((value, column) => (value === row.values[column] ? [] : [{ row, column, severity: "error", says: words.now(value) }]));
  }

  // Both values of each cell that differs, and the two ways on.
  #choice(row, line, problem) {
    const at = this.sheet.rows.indexOf(row) + 1;
    const items = this.#differences(row, line).map(({ column, says }) => make("li", {}, `${this.sheet.columns[column].label}：${words.yours(row.values[column])}　${says}`));
    const block = make("div", { className: "grid__meanwhile", role: "group", "aria-label": words.row(at) }, make("p", {}, `${words.row(at)}：${problem?.says || ""}`), make("ul", {}, ...items));
    block.append(buttonRow(button(words.mine, () => this.#decide(block, row, line, true)), button(words.theirs, () => this.#decide(block, row, line, false))));
    return block;
  }

  #decide(block, row, line, isMine) {
    row.problems = [];
    if (isMine) this.#keepMine(row, line);
    else this.#takeTheirs(row, line);
    this.changed();
    this.grid.settle();
    const notice = block.closest(".notice");
    block.remove();
    if (!notice.querySelector(".grid__meanwhile")) this.grid.notices.say("meanwhile", "info", words.took);
    this.grid.jump(row, 0);
  }

  #keepMine(row, line) {
    if (!line) return Object.assign(row, { id: null, seen: null, saved: null });
    return Object.assign(row, { seen: line.seen, saved: inOrder(line.values, row, this.sheet.columns) });
  }

  #takeTheirs(row, line) {
    this.sheet.forget();
    if (!line) this.sheet.rows.splice(this.sheet.rows.indexOf(row), 1);
    else this.#take(line);
    row.withdrawn = false;
  }

  // Checking without saving

  checkSoonIfChanged() {
    if (this.mayCheck) this.checkSoon();
  }

  checkSoon() {
    this.mayCheck = false;
    clearTimeout(this.checking);
    if (this.checkUrl) this.checking = setTimeout(() => this.check(false), CHECK_AFTER);
  }

  // `isAsked`: somebody pressed the button and wants to hear that all is well, too.
  async check(isAsked) {
    const rows = this.sheet.dirtyRows();
    if (!rows.length && isAsked) this.grid.notices.say("save", "info", words.nothingToCheck);
    if (!rows.length || this.isBusy || !this.checkUrl) return;
    const { edition } = this;
    if (isAsked) this.grid.announce(words.checking);
    const sent = { rows, body: bodyOf(this.sheet, rows, this.reasonField.value.trim()) };
    const { answer } = await send(this.checkUrl, sent.body);
    if (this.isBusy) return;
    if (edition !== this.edition) { this.checkSoon(); return; }
    this.#checked(answer, sent, isAsked);
  }

  #checked(answer, sent, isAsked) {
    if (!answer?.report) {
      if (isAsked) this.grid.notices.say("save", "warning", words.uncheckable);
      return;
    }
    const told = placed(answer.report.problems || [], sent, this.sheet);
    const problems = told.filter(({ rule }) => rule !== REASON_NEEDED && rule !== OTHER_THAN_SAVED);
    if (answer.reason_needed || told.some(({ rule }) => rule === REASON_NEEDED)) this.showReason();
    const isAsking = this.grid.asking.ask();
    if (!this.grid.editor.isEditing) this.#mark(problems);
    this.grid.notices.clear("save");
    for (const kind of ["problems", "accounts"]) this.grid.notices.clear(kind);
    if (problems.length) this.#tell(problems, words.wouldNotSave);
    else if (isAsked && !isAsking) this.grid.notices.say("save", "success", words.checked);
  }

  // Drafts

  #keep() {
    clearTimeout(this.keeping);
    const rows = this.sheet.dirtyRows().map(({ id, seen, values, withdrawn }) => ({ id, seen, values, withdrawn }));
    keepDraft([...rows, ...(this.offered?.rows || [])]);
  }

  #offerDraft({ at, rows }) {
    const when = new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    const choices = buttonRow(button(words.restore, () => this.#restore(rows), "primary"), button(words.discard, () => this.#decideDraft()));
    this.grid.notices.say("draft", "info", words.draft(rows.length, when), choices);
  }

  // What was offered and not taken up is settled once all that is written here has been saved.
  #forgetDraft() {
    this.offered = null;
    this.grid.notices.clear("draft");
  }

  #decideDraft() {
    this.#forgetDraft();
    if (this.sheet.dirtyRows().length) this.#keep();
    else dropDraft();
  }

  #restore(rows) {
    const byId = new Map(this.sheet.rows.filter((row) => row.id !== null).map((row) => [String(row.id), row]));
    this.sheet.step((step) => {
      for (const draft of rows) this.#restoreRow(step, draft, draft.id === null ? null : byId.get(String(draft.id)));
    }, this.grid.selection.copy());
    this.#decideDraft();
    this.grid.show();
    this.grid.announce(words.restored(rows.length));
    this.checkSoon();
  }

  // A row that was saved keeps the version it was written against, so that a change in between is noticed.
  #restoreRow(step, draft, kept) {
    const row = kept || this.#blankRow(step);
    if (kept) row.seen = draft.seen;
    draft.values.forEach((value, column) => step.put(row, column, value));
    if (kept && draft.withdrawn) step.withdraw(row, true);
    if (kept && draft.withdrawn) this.showReason();
  }

  #blankRow(step) {
    const blank = this.sheet.rows.find(isBlank);
    if (blank) return blank;
    const row = newRow(this.sheet.columns.length);
    step.insert(row, this.sheet.rows.length);
    return row;
  }
}
