// The entry grid: what is selected, what is written, what is pasted. Saving is in saving.js.
import { Accounts } from "./accounts.js";
import { Asking } from "./asking.js";
import { Beside } from "./beside.js";
import { Choices } from "./choices.js";
import { blockOfClipboard, textOfBlock } from "./clipboard.js";
import { choicesOf, columnsOf, tidy } from "./columns.js";
import { Editor } from "./editor.js";
import { columnsFrom, isForeign, toldByHeader } from "./header.js";
import { readElsewhere } from "./reading.js";
import { navigate, write } from "./keyboard.js";
import { isOther, keyOf, placesOf, subjectOf, usualOf } from "./placing.js";
import { Saving } from "./saving.js";
import { Selection } from "./selection.js";
import { Sheet, isAsOffered, isBlank, isDirty, newRow } from "./sheet.js";
import { paintTotals, saidOf } from "./sums.js";
import { Notices, button, buttonRow } from "./notices.js";
import { View, bringIntoView, make, severityOf } from "./view.js";
import { words } from "./words.js";

const KEPT_BLANK = 1;
const FILL = "#fill";
// Characters, so that what stands beside the rows of a month is in sight too.
const NARROW = { text: 8, date: 6.5, number: 6, choice: 4.5, yes_no: 4, unit: 3.5 };

export class Grid {
  constructor(table) {
    const frame = table.closest("[data-grid-frame]");
    const part = (name) => frame.querySelector(`[data-grid-${name}]`);
    Object.assign(this, { table, frame, region: part("region"), status: part("status"), sums: part("sums"), announcer: part("announcer") });
    const columns = columnsOf(table);
    this.sheet = new Sheet(columns, rowsOf(table, columns), (parts) => this.#changed(parts), table.dataset);
    this.mostRows = Number(table.dataset.mostRows || 2000);
    this.#keepRoom(Number(table.dataset.blankRows || 5));
    table.tBodies[0].textContent = "";
    this.beside = new Beside(table, columns);
    this.view = new View(table, this.sheet, this.beside);
    this.isNarrow = this.beside.isThere && columns.some((column) => column.rare) && !this.sheet.rows.some((row) => this.#saysRare(row));
    frame.classList.toggle("grid--month", this.beside.isThere);
    frame.classList.toggle("grid--narrow", this.isNarrow);
    for (const press of frame.querySelectorAll('[data-do="widen"]')) press.hidden = !this.isNarrow;
    const width = (column) => (this.beside.isThere && NARROW[column.key === "unit" ? "unit" : column.type]) || column.width;
    columns.forEach((column, n) => { if (width(column)) table.tHead.rows[0].cells[n + 1].style.minWidth = `${width(column)}em`; });
    this.view.paintAll();
    this.selection = new Selection();
    this.editor = new Editor(`${table.id}-help`);
    this.choices = new Choices(`${table.id}-choices`);
    this.says = make("div", { id: `${table.id}-says`, className: "grid__says", hidden: true });
    this.layer = make("div", { className: "grid__layer" }, this.says, this.choices.list);
    this.frame.append(this.layer);
    this.notices = new Notices(part("notices"), frame.dataset.icons);
    this.asking = new Asking(this);
    this.accounts = new Accounts(this);
    this.saving = new Saving(this, part("reason"));
    this.#listen();
    this.#begin();
    this.#tellStatus();
    paintTotals(this.sums, this.sheet);
    frame.classList.add("grid--ready");
  }

  // In the table of a month at the first cell that is to be typed; the cursor is put there where the address asks for it.
  #begin() {
    const { rows, columns } = this.sheet;
    const first = rows.findIndex((row) => row.offered !== null && !isBlank(row));
    if (this.beside.isThere && first >= 0) this.selection.set(first, columns.findIndex((_, column) => this.#isToType(rows[first], column)));
    this.#placeEditor(location.hash === FILL);
  }

  get active() { return this.selection.anchor; }
  get head() { return this.selection.head; }
  get activeRow() { return this.sheet.rows[this.active.row]; }
  get activeColumn() { return this.sheet.columns[this.active.column]; }
  get activeValue() { return this.activeRow.values[this.active.column]; }
  get lastInSight() { return this.besideOf(-1, this.sheet.columns.length); }
  get lastColumn() { return this.sheet.columns.length - 1; }
  get hasFocus() { return this.table.contains(document.activeElement); }
  keyOf(row) { return keyOf(this.sheet.columns, row.values); }
  get leavesOnArrows() { return this.editor.mode === "typed"; }

  lastFilled() {
    for (let at = this.sheet.rows.length - 1; at > 0; at -= 1) if (!isBlank(this.sheet.rows[at])) return at;
    return 0;
  }

  // Listening

  #listen() {
    const { table, frame } = this;
    table.addEventListener("keydown", (event) => this.#keydown(event));
    table.addEventListener("input", () => this.#typed());
    table.addEventListener("compositionstart", () => this.#typed(false));
    table.addEventListener("focusin", () => this.#focused());
    table.addEventListener("focusout", (event) => this.#left(event));
    for (const kind of ["copy", "cut", "paste"]) table.addEventListener(kind, (event) => this.#clipboard(event));
    this.#listenToPointer();
    frame.querySelectorAll("[data-do]").forEach((each) => each.addEventListener("click", () => this.#press(each.dataset.do)));
    this.choices.list.addEventListener("mousedown", (event) => this.#chooseWithPointer(event));
    document.addEventListener("jieyue:answered", (event) => this.#answered(event.detail));
    addEventListener("beforeunload", (event) => this.#holdBack(event));
    addEventListener("resize", () => this.#placeLayer());
    this.region.addEventListener("scroll", () => this.#placeLayer());
  }

  #listenToPointer() {
    const body = this.view.body;
    body.addEventListener("mousedown", (event) => { if (!this.#isInOpenEditor(event)) event.preventDefault(); });
    body.addEventListener("pointerdown", (event) => { if (event.pointerType !== "touch" && event.button === 0) this.#point(event); });
    body.addEventListener("pointerover", (event) => this.#drag(event));
    body.addEventListener("dblclick", (event) => { if (!this.#isInOpenEditor(event)) this.open("inside"); });
    body.addEventListener("click", (event) => { if (event.pointerType === "touch") this.#tap(event); });
    document.addEventListener("pointerup", () => { this.isDragging = false; });
  }

  #isInOpenEditor(event) {
    return this.editor.isEditing && event.target === this.editor.field;
  }

  #keydown(event) {
    // Keys that belong to an input method are its own.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.saving.isBusy && event.key !== "Tab") return event.preventDefault();
    if (event.key !== "Escape" && event.key !== "Tab" && event.key !== "Shift") this.mayLeave = false;
    const isDone = this.editor.isEditing ? write(this, event) : navigate(this, event);
    if (isDone) event.preventDefault();
  }

  #typed(isWritten = true) {
    if (!this.editor.isEditing) this.editor.open("typed");
    if (isWritten && choicesOf(this.activeColumn).length) this.#showChoices(this.editor.value.trim());
  }

  #focused() {
    this.frame.classList.add("grid--focused");
    this.#showProblem();
  }

  #left(event) {
    if (this.editor.isMoving || this.table.contains(event.relatedTarget) || !document.hasFocus()) return;
    this.commit(false);
    this.frame.classList.remove("grid--focused");
    this.says.hidden = true;
    this.mayLeave = false;
    this.saving.checkSoonIfChanged();
  }

  // Where one is

  goTo(row, column, isExtending = false) {
    const before = this.active.row;
    if (isExtending) this.selection.reach(row, column);
    else this.selection.set(row, column);
    this.selection.keepWithin(this.sheet.rows.length, this.sheet.columns.length);
    this.tabFrom = null;
    if (before !== this.active.row) this.saving.checkSoonIfChanged();
    this.show();
    return true;
  }

  show() {
    this.#placeEditor(true);
    bringIntoView(this.view.cell(this.head.row, this.head.column), this.region);
  }

  jump(row, column) {
    if (this.isHidden(column)) this.widen();
    const at = this.sheet.rows.indexOf(row);
    if (at >= 0) this.goTo(at, column);
    this.editor.field.scrollIntoView({ block: "center" });
  }

  // Tab goes from cell to cell and leaves at the end, or after Escape. What is known of a row already it passes over.
  tab(by) {
    if (this.mayLeave) return false;
    const from = this.tabFrom ?? this.active.column;
    const { rows, columns } = this.sheet;
    let at = this.active.row * columns.length + this.active.column + by;
    while (at >= 0 && at < rows.length * columns.length && !this.#isToType(rows[Math.floor(at / columns.length)], at % columns.length)) at += by;
    if (at < 0 || at >= rows.length * columns.length) return false;
    this.goTo(Math.floor(at / columns.length), at % columns.length);
    this.tabFrom = this.active.column < from && by > 0 ? this.active.column : from;
    return true;
  }

  isHidden(column) { return this.isNarrow && Boolean(this.sheet.columns[column]?.rare); }

  // So many columns further that are in sight; as far as there are any.
  besideOf(column, by) {
    let at = column;
    for (let left = Math.min(Math.abs(by), this.sheet.columns.length); left > 0; left -= 1) {
      let next = at + Math.sign(by);
      while (this.isHidden(next)) next += Math.sign(by);
      if (next < 0 || next > this.lastColumn) break;
      at = next;
    }
    return at;
  }

  #isToType(row, column) {
    if (this.isHidden(column)) return false;
    const { identifies, key } = this.sheet.columns[column];
    const isKnown = this.beside.isThere && (row.id !== null || row.offered !== null) && !isBlank(row);
    return !isKnown || !(identifies || key === "unit") || row.values[column] === "";
  }

  // Whether it says something in a column that is usually out of sight.
  #saysRare(row) {
    return this.sheet.columns.some((column, n) => column.rare && row.values[n] !== "" && row.values[n] !== usualOf(column, this.sheet.columns, row.values));
  }

  widen() {
    this.isNarrow = false;
    this.frame.classList.remove("grid--narrow");
    for (const press of this.frame.querySelectorAll('[data-do="widen"]')) press.hidden = true;
    this.show();
  }

  letTabLeave() {
    this.mayLeave = true;
    this.announce(words.leave);
  }

  // Down to where the run of Tabs began.
  enter(by) {
    return this.goTo(this.active.row + by, this.tabFrom ?? this.active.column);
  }

  selectAll() {
    this.selection.set(0, 0);
    this.selection.reach(this.lastFilled(), this.lastColumn);
    this.#placeEditor(true);
  }

  #point(event) {
    const place = this.view.placeOf(event.target);
    if (!place || this.#isInOpenEditor(event) || this.saving.isBusy) return;
    this.commit(false);
    this.isDragging = true;
    this.isByRows = place.column < 0;
    if (!this.isByRows) return this.goTo(place.row, place.column, event.shiftKey);
    this.goTo(event.shiftKey ? this.active.row : place.row, 0);
    this.#reachRow(place.row);
  }

  #drag(event) {
    const place = this.isDragging && this.view.placeOf(event.target);
    if (!place) return;
    if (this.isByRows) this.#reachRow(place.row);
    else this.goTo(place.row, Math.max(place.column, 0), true);
  }

  #reachRow(row) {
    this.selection.reach(row, this.lastColumn);
    this.#placeEditor(true);
  }

  #tap(event) {
    const place = this.view.placeOf(event.target);
    if (!place || this.#isInOpenEditor(event) || this.saving.isBusy) return;
    this.commit(false);
    if (place.column < 0) return this.#point(event);
    this.goTo(place.row, place.column);
    return this.open("inside");
  }

  #placeEditor(focus) {
    const { activeRow: row, activeColumn: column } = this;
    const problems = this.#problemsHere();
    this.choices.hide(this.editor.field);
    this.editor.place(this.view.cell(this.active.row, this.active.column), {
      column, focus, value: this.activeValue,
      label: words.cell(column.label, this.active.row + 1) + (column.required ? `，${words.required}` : ""),
      readonly: row.readonly || row.withdrawn || Boolean(column.readonly),
      problem: problems.length ? this.says.id : "",
      invalid: severityOf(problems) === "error",
    });
    this.view.select(this.selection);
    this.#showProblem();
    this.#tellStatus();
  }

  // Writing

  open(mode) {
    if (!this.editor.open(mode)) return true;
    if (choicesOf(this.activeColumn).length) this.#showChoices(this.activeValue, true);
    return true;
  }

  openChoices() {
    if (!choicesOf(this.activeColumn).length) return false;
    return this.open("inside");
  }

  #showChoices(typed, all = false) {
    this.choices.show(this.activeColumn, typed, this.editor.field, this.activeColumn.label, all);
    this.#placeLayer();
  }

  moveChoice(by) {
    this.choices.move(by, this.editor.field);
    return true;
  }

  #chooseWithPointer(event) {
    event.preventDefault();
    const item = event.target.closest("[role=option]");
    if (!item) return;
    this.#write(item.textContent);
    this.#placeEditor(true);
  }

  // Take what is written; with `takesChoice` the marked choice.
  commit(takesChoice) {
    if (!this.editor.isEditing) return true;
    this.#write((takesChoice && this.choices.chosen) || this.editor.value);
    return true;
  }

  #write(text) {
    const value = tidy(this.activeColumn, text);
    this.choices.hide(this.editor.field);
    this.editor.close(value);
    this.sheet.step((step) => step.put(this.activeRow, this.active.column, value), this.selection.copy());
    this.saving.mayCheck = true;
    const said = this.beside.said(this.activeRow, this.activeColumn);
    if (said) this.announce(said);
  }

  cancel() {
    this.#placeEditor(true);
    return true;
  }

  breakLine() {
    this.editor.breakLine();
    return true;
  }

  toggleYesNo() {
    if (this.activeColumn.type !== "yes_no") return false;
    this.#write(this.activeValue === "是" ? "" : "是");
    this.#placeEditor(true);
    return true;
  }

  #eachSelected(act) {
    const { top, bottom, left, right } = this.selection;
    for (let row = top; row <= bottom; row += 1) for (let column = left; column <= right; column += 1) act(this.sheet.rows[row], column);
  }

  clear() {
    this.#stepHere((step) => this.#eachSelected((row, column) => step.put(row, column, "")));
  }

  fillDown() {
    const { top, bottom, left, right, height } = this.selection;
    const from = height === 1 ? top - 1 : top;
    if (from < 0) return;
    const source = this.sheet.rows[from].values.slice();
    this.#stepHere((step) => {
      for (let row = from + 1; row <= bottom; row += 1) for (let column = left; column <= right; column += 1) step.put(this.sheet.rows[row], column, source[column]);
    });
    this.saving.checkSoon();
  }

  #stepHere(build) {
    this.sheet.step(build, this.selection.copy());
    this.#placeEditor(true);
  }

  undo() { this.#goBack(this.sheet.undo(), words.undone); }
  redo() { this.#goBack(this.sheet.redo(), words.redone); }

  #goBack(step, said) {
    if (step?.where) this.selection = step.where.copy();
    this.selection.keepWithin(this.sheet.rows.length, this.sheet.columns.length);
    this.show();
    this.announce(step ? said : words.nothing);
  }

  // Rows

  addRow() {
    if (this.sheet.rows.length >= this.mostRows) return this.notices.say("save", "warning", words.tooMany(this.mostRows));
    const at = this.selection.bottom + 1;
    this.sheet.step((step) => step.insert(newRow(this.sheet.columns.length), at), this.selection.copy());
    this.announce(words.added);
    return this.goTo(at, 0);
  }

  // Rows that were never saved go; of those that were, it is asked whether they are to be withdrawn.
  removeRows() {
    const rows = this.sheet.rows.slice(this.selection.top, this.selection.bottom + 1);
    const fresh = rows.filter((row) => row.id === null);
    const saved = rows.filter((row) => row.id !== null && !row.readonly);
    this.#stepHere((step) => fresh.forEach((row) => step.remove(row)));
    if (fresh.length) this.announce(words.removed(fresh.length));
    if (saved.length) this.#askToWithdraw(saved);
  }

  #askToWithdraw(rows) {
    const answered = (isYes) => {
      this.notices.clear("withdraw");
      if (isYes) this.sheet.step((step) => rows.forEach((row) => step.withdraw(row, true)), this.selection.copy());
      if (isYes) this.saving.showReason();
      this.show();
    };
    const choices = buttonRow(button(words.withdraw, () => answered(true), "danger"), button(words.cancel, () => answered(false)));
    this.notices.say("withdraw", "warning", words.askWithdraw(rows.length), choices).querySelector("button").focus();
  }

  // The clipboard

  #clipboard(event) {
    if (this.editor.isEditing) return;
    event.preventDefault();
    if (this.saving.isBusy) return;
    if (event.type === "paste") this.paste(blockOfClipboard(event.clipboardData));
    else event.clipboardData.setData("text/plain", textOfBlock(this.#selectedBlock()));
    if (event.type === "cut") this.clear();
  }

  #selectedBlock() {
    const { top, bottom, left, right } = this.selection;
    return this.sheet.rows.slice(top, bottom + 1).map((row) => row.values.slice(left, right + 1));
  }

  // A block goes in at the selection's corner and fills a selection that is a multiple of it; its header says which
  // column is which. Rows that say which they are go to the saved row of the same key, or to rows of their own.
  paste(copied, isAsPointed = false) {
    if (!copied) return undefined;
    if (!isAsPointed && this.table.dataset.readingUrl && isForeign(this.sheet.columns, copied)) return this.#askToRead(copied);
    const { lines, at, notes, isTold } = this.#laidOut(copied);
    const places = placesOf(this.sheet, lines, this.selection.top, at, isTold);
    if (Math.max(...places) >= this.mostRows) return this.notices.say("save", "warning", words.tooMany(this.mostRows));
    const { top } = this.selection;
    this.#putLines(lines, places, at);
    if (this.isNarrow && places.some((place) => this.#saysRare(this.sheet.rows[place]))) this.widen();
    this.#selectPasted(places, at);
    this.announce([words.pasted(lines.length, at.length), ...notes].join("。"));
    this.#tellPlaces(places, top, notes);
    return this.saving.checkSoon();
  }

  // Another table's block is not scattered over this one: it is read where any office's sheet is, unless one says so.
  #askToRead(block) {
    const read = button(words.readIt, () => readElsewhere(this.table.dataset, block), "primary");
    const asPointed = button(words.asPointed, () => { this.notices.clear("foreign"); this.paste(block, true); });
    return this.notices.say("foreign", "info", words.foreign, buttonRow(read, asPointed)).querySelector("button").focus();
  }

  // The lines, in the columns `at`, and what is to be said of it.
  #laidOut(block) {
    const told = toldByHeader(this.sheet.columns, block);
    if (told) return this.#laidOutByHeader(block, told);
    const height = times(block.length, this.selection.height);
    const width = times(block[0].length, this.selection.width);
    const wide = Array.from({ length: height }, (_, n) => Array.from({ length: width }, (__, m) => block[n % block.length][m % block[0].length]));
    const at = columnsFrom(this.sheet.columns, this.selection.left, wide, (column) => this.isHidden(column));
    return { lines: wide.map((line) => this.#tidied(line, at)), at, notes: width > at.length ? [words.cut(width - at.length)] : [], isTold: false };
  }

  #laidOutByHeader(block, { at: named, unplaced }) {
    const taken = named.flatMap((column, n) => (column < 0 ? [] : [n]));
    const at = taken.map((n) => named[n]);
    const lines = block.slice(1).filter((line) => line.some(Boolean)).map((line) => this.#tidied(taken.map((n) => line[n]), at));
    return { lines, at, notes: [words.headless, ...(unplaced.length ? [words.unplaced(unplaced)] : [])], isTold: true };
  }

  #tidied(values, at) {
    return at.map((column, n) => tidy(this.sheet.columns[column], values[n]));
  }

  #putLines(lines, places, at) {
    this.sheet.step((step) => {
      while (this.sheet.rows.length <= Math.max(...places)) step.insert(newRow(this.sheet.columns.length), this.sheet.rows.length);
      lines.forEach((line, n) => this.#putLine(step, this.sheet.rows[places[n]], at, line));
    }, this.selection.copy());
  }

  // A blank says nothing over what is known of a row already.
  #putLine(step, row, at, line) {
    const isItself = row.id !== null && line.length > 1;
    const isOffered = row.offered !== null && !isBlank(row) && line.length > 1;
    line.forEach((value, n) => {
      const column = at[n];
      if (isItself ? isOther(this.sheet.columns[column], value, row.values[column]) : value !== "" || !isOffered) step.put(row, column, value);
    });
  }

  #selectPasted(places, at) {
    const [first, last] = [Math.min(...places), Math.max(...places)];
    const [left, right] = [Math.min(...at), Math.max(...at)];
    this.selection.set(first, left);
    if (last - first === places.length - 1) this.selection.reach(last, right);
    this.#placeEditor(true);
    bringIntoView(this.view.cell(first, left), this.region);
  }

  // Where rows went to saved ones, or not where one had pointed, it is said.
  #tellPlaces(places, top, notes) {
    this.notices.clear("placed");
    const left = notes.find((note) => note !== words.headless);
    const same = places.map((at) => this.sheet.rows[at]).filter((row) => row.id !== null);
    const corrected = same.filter(isDirty).length;
    const own = places.filter((at) => this.sheet.rows[at].id === null && this.sheet.rows[at].offered === null).length;
    const isAsPointed = !same.length && places.every((at, n) => at === top + n);
    if (isAsPointed && !left) return;
    const filled = places.length - same.length - own;
    const said = isAsPointed ? "" : words.placed(own, corrected, same.length - corrected, filled);
    this.notices.say("placed", "info", [said, left].filter(Boolean).join(" "));
  }

  // What follows a change

  #changed(parts) {
    for (const part of parts) forgetProblems(part);
    const isOtherRows = parts.some((part) => part.does === "insert" || part.does === "remove");
    const isLonger = this.#keepRoom(KEPT_BLANK);
    if (isOtherRows || isLonger) this.repaint();
    else for (const row of new Set(parts.map((part) => part.row))) this.view.paintRow(row);
    this.saving.changed();
    this.#tellStatus();
    this.#sumSoon();
  }

  repaint() {
    this.selection.keepWithin(this.sheet.rows.length, this.sheet.columns.length);
    const hadFocus = this.hasFocus;
    this.editor.isMoving = true;
    this.view.paintAll();
    this.editor.isMoving = false;
    this.#placeEditor(hadFocus);
  }

  // All as it now is, after saving.
  settle() {
    this.#keepRoom(KEPT_BLANK);
    this.repaint();
    this.#sumSoon();
  }

  #keepRoom(many) {
    const before = this.sheet.rows.length;
    let blank = 0;
    while (blank < before && blank < many && isBlank(this.sheet.rows[before - 1 - blank])) blank += 1;
    for (; blank < many && this.sheet.rows.length < this.mostRows; blank += 1) this.sheet.rows.push(newRow(this.sheet.columns.length));
    return this.sheet.rows.length !== before;
  }

  #sumSoon() {
    clearTimeout(this.summing);
    this.summing = setTimeout(() => paintTotals(this.sums, this.sheet), 50);
  }

  #problemsHere() {
    const { problems } = this.activeRow;
    const here = problems.filter((problem) => problem.column === this.active.column);
    return here.length ? here : problems.filter((problem) => problem.column === null);
  }

  #showProblem() {
    const problems = this.#problemsHere();
    this.says.hidden = !problems.length || !this.hasFocus;
    this.says.className = `grid__says grid__says--${severityOf(problems)}`;
    this.says.textContent = "";
    for (const { severity, says, do: what } of problems) this.says.append(make("p", {}, `${severity === "error" ? words.error : words.warning}：${says}${what || ""}`));
    this.#placeLayer();
  }

  // Under the active cell, inside the frame at its right end; unseen while the cell is scrolled away.
  #placeLayer() {
    const { layer } = this;
    const there = this.view.cell(this.active.row, this.active.column).getBoundingClientRect();
    const [frame, region] = [this.frame.getBoundingClientRect(), this.region.getBoundingClientRect()];
    layer.style.minWidth = `${Math.min(there.width, frame.width - 16)}px`;
    layer.style.left = `${Math.max(Math.min(there.left - frame.left, frame.width - layer.offsetWidth), 0)}px`;
    layer.style.top = `${there.bottom - frame.top}px`;
    layer.classList.toggle("grid__layer--away", there.top >= region.bottom || there.bottom <= region.top || there.left >= region.right);
  }

  #tellStatus() {
    const said = this.selection.isOne ? "" : saidOf(this.#selectedBlock().flat());
    this.status.textContent = "";
    this.status.append(make("span", { className: "grid__dirty" }, words.dirty(this.sheet.dirtyRows().length)), make("span", { className: "grid__selected" }, said));
  }

  announce(said) {
    this.announcer.textContent = said;
  }

  #press(name) {
    const act = { save: "save", check: "check", undo: "undo", redo: "redo", add: "addRow", remove: "removeRows", fill: "fillDown", widen: "widen" }[name];
    this[act]();
  }

  save() {
    this.commit(false);
    if (this.asking.ask(() => this.saving.save(), true)) return undefined;
    return this.saving.save();
  }

  check() { this.commit(false); return this.saving.check(true); }

  // An account that needs no row any more: the one that was offered for it goes, unless somebody has written in it.
  #answered(about) {
    const keys = Object.keys(about).filter((key) => this.sheet.columns.some((column) => column.key === key));
    const asked = keys.map((key) => about[key]).join("\u0000");
    const gone = this.sheet.rows.filter((row) => row.offered !== null && isAsOffered(row) && !isBlank(row) && subjectOf(this.sheet.columns, row.values, keys) === asked);
    if (!gone.length) return;
    this.sheet.rows = this.sheet.rows.filter((row) => !gone.includes(row));
    this.sheet.forget();
    this.settle();
  }

  #holdBack(event) {
    if (!this.editor.isEditing && !this.sheet.rows.some(isDirty)) return;
    event.preventDefault();
    event.returnValue = "";
  }
}

// So many times the block as fill the selection, once where they do not fit.
const times = (block, selected) => (selected % block === 0 ? selected : block);

function forgetProblems({ does, row, column }) {
  if (does === "put") row.problems = row.problems.filter((problem) => problem.column !== column && problem.column !== null);
  if (does === "withdraw") row.problems = [];
}

function rowsOf(table, columns) {
  return [...table.tBodies[0].rows].map((line) => {
    const values = [...line.cells].slice(1).map((cell) => cell.textContent);
    const isSaved = Boolean(line.dataset.id);
    return {
      ...newRow(columns.length), values, id: line.dataset.id || null, seen: line.dataset.seen || null,
      saved: isSaved ? values.slice() : null, offered: isSaved ? null : values.slice(), readonly: "readonly" in line.dataset,
    };
  });
}
