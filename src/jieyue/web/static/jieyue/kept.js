// What is typed where the network is bad stays in this browser until the server has said that it has it.
// A form with `data-kept` is kept under whoever is signed in and its address; its mark (`press`) tells the confirmation.

const BASE = "jieyue-kept";
const nameOf = (form) => `${BASE} ${document.body.dataset.person} ${new URL(form.action, location.href).pathname}`;
const isKept = (field) => field.name && !["hidden", "file", "password", "submit", "button"].includes(field.type);

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

const markOf = (form) => form.elements.press?.value ?? "";

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

// The form that was sent under this mark has arrived.
function forget(mark) {
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith(BASE))) {
    if (read(name)?.marks?.includes(mark)) localStorage.removeItem(name);
  }
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

function dress(form) {
  const name = nameOf(form);
  const before = read(name);
  const keep = () => write(name, { values: valuesOf(form), marks: [...new Set([...(read(name)?.marks ?? []), markOf(form)])] });
  if (before && !form.querySelector(".field--wrong")) {
    putBack(form, before.values);
    tell(form, "restored");
  }
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.querySelector("[data-kept-clear]")?.addEventListener("click", () => {
    localStorage.removeItem(name);
    form.reset();
    form.querySelector("[data-kept-note]").hidden = true;
  });
  let isSure = false;
  form.addEventListener("submit", async (event) => {
    if (isSure) return;
    event.preventDefault();
    keep();
    if (!(await reaches())) {
      tell(form, "offline");
      form.querySelector("[data-kept-note]").scrollIntoView({ block: "center" });
      return;
    }
    isSure = true;
    form.requestSubmit(event.submitter ?? undefined);
    isSure = false;
  });
}

const here = new URL(location.href);
if (here.searchParams.has("kept")) {
  forget(here.searchParams.get("kept"));
  here.searchParams.delete("kept");
  history.replaceState(null, "", here);
}
if (document.body.dataset.person) document.querySelectorAll("form[data-kept]").forEach(dress);
