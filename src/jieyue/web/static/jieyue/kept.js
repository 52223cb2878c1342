// What is typed and photographed where the network is bad stays in this browser until the server has said that it has
// it. A form with `data-kept` is kept under whoever is signed in and its address; its mark (`press`) tells the
// confirmation. What was sent and not confirmed is sent again by itself, under the same mark as long as it says the same,
// so that the server takes it once.

import { choose, within } from "./browser_files.js";

const BASE = "jieyue-kept";
const AGAIN_MS = 15000;
const nameOf = (form) => `${BASE} ${document.body.dataset.person} ${new URL(form.action, location.href).pathname}`;
const isKept = (field) => field.name && !["hidden", "file", "password", "submit", "button"].includes(field.type);
const filesIn = (form) => [...form.elements].filter((field) => field.type === "file" && field.name);

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function write(name, kept) {
  try {
    localStorage.setItem(name, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

function valuesOf(form) {
  const values = {};
  for (const field of [...form.elements].filter(isKept)) {
    if (field.type === "radio") {
      if (field.checked) values[field.name] = field.value;
    } else values[field.name] = field.type === "checkbox" ? field.checked : field.value;
  }
  return values;
}

function putBack(form, values) {
  for (const field of [...form.elements].filter(isKept)) {
    if (!(field.name in values)) continue;
    if (field.type === "radio") field.checked = field.value === values[field.name];
    else if (field.type === "checkbox") field.checked = values[field.name];
    else field.value = values[field.name];
  }
}

const rangeOf = (name) => IDBKeyRange.bound(`${name}|`, `${name}|\uffff`);

function keepFiles(name, field) {
  const work = (files) => files.put([...field.files], `${name}|${field.name}`);
  return within(BASE, "readwrite", work).then(() => true, () => false);
}

async function putFilesBack(form, name) {
  for (const field of filesIn(form)) {
    const kept = await within(BASE, "readonly", (files) => files.get(`${name}|${field.name}`)).catch(() => null);
    if (kept?.length && !field.files.length) choose(field, kept);
  }
}

function drop(name) {
  localStorage.removeItem(name);
  return within(BASE, "readwrite", (files) => files.delete(rangeOf(name))).catch(() => {});
}

// The form that was sent under this mark has arrived.
function forget(mark) {
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith(BASE))) {
    if (read(name)?.marks?.includes(mark)) drop(name);
  }
}

// All that a form says, photos by what tells them from others.
function saidBy(form) {
  const photos = filesIn(form).map((field) => [...field.files].map((file) => [field.name, file.name, file.size]));
  return JSON.stringify([valuesOf(form), photos]);
}

function tell(form, what) {
  const note = form.querySelector("[data-kept-note]");
  for (const each of note.children) each.hidden = each.dataset.when !== what;
  note.hidden = false;
}

async function reaches() {
  if (!navigator.onLine) return false;
  try {
    return (await fetch(location.href, { method: "HEAD", cache: "no-store" })).status < 500;
  } catch {
    return false;
  }
}

async function dress(form) {
  const name = nameOf(form);
  const press = form.elements.press;
  const own = press?.value ?? "";
  const cameBack = form.querySelector(".field--wrong") !== null;
  const keep = (more = {}) => {
    const before = read(name) ?? {};
    const marks = [...new Set([...(before.marks ?? []), press?.value ?? ""])];
    return write(name, { ...before, values: valuesOf(form), marks, ...more });
  };
  let isSure = false;
  let isTrying = false;

  // Under the mark of the last time where it says the same, under its own where it says something else.
  function send(submitter) {
    const sent = read(name)?.sent;
    const said = saidBy(form);
    if (press) press.value = sent?.said === said ? sent.mark : own;
    keep({ waits: true, sent: { said, mark: press?.value ?? "" } });
    isSure = true;
    form.requestSubmit(submitter ?? undefined);
    isSure = false;
  }

  async function tryAgain() {
    if (isTrying || !read(name)?.waits) return;
    isTrying = true;
    if (await reaches()) send();
    isTrying = false;
  }

  form.addEventListener("input", () => keep());
  form.addEventListener("change", async (event) => {
    keep();
    if (event.target.type !== "file") return;
    navigator.storage?.persist?.();
    if (!(await keepFiles(name, event.target))) tell(form, "full");
  });
  form.querySelector("[data-kept-clear]")?.addEventListener("click", () => {
    drop(name);
    form.reset();
    form.querySelector("[data-kept-note]").hidden = true;
  });
  form.addEventListener("submit", async (event) => {
    if (isSure) return;
    event.preventDefault();
    keep({ waits: true });
    if (await reaches()) {
      send(event.submitter);
      return;
    }
    tell(form, "offline");
    form.querySelector("[data-kept-note]").scrollIntoView({ block: "center" });
  });
  addEventListener("online", tryAgain);
  setInterval(tryAgain, AGAIN_MS);

  const before = read(name);
  if (!before) return;
  if (cameBack) {
    await putFilesBack(form, name);
    keep({ waits: false, sent: null });
    return;
  }
  putBack(form, before.values);
  await putFilesBack(form, name);
  tell(form, before.waits ? "again" : "restored");
  tryAgain();
}

const here = new URL(location.href);
if (here.searchParams.has("kept")) {
  forget(here.searchParams.get("kept"));
  here.searchParams.delete("kept");
  history.replaceState(null, "", here);
}
if (document.body.dataset.person) document.querySelectorAll("form[data-kept]").forEach(dress);
