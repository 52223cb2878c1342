// A file that was chosen stays chosen when the form comes back because something else in it was wrong. It waits in the
// browser for the next page and no longer.

import { choose, within } from "./browser_files.js";

const BASE = "jieyue-chosen";

// Where the form of a field goes, and the field.
const nameOf = (field) => `${new URL(field.form.action, location.href).pathname} ${field.name}`;

export function keep(field) {
  if (field.form) within(BASE, "readwrite", (files) => files.put([...field.files], nameOf(field))).catch(() => {});
}

// Puts back what was chosen; true where there was something.
async function putBack(field) {
  const kept = await within(BASE, "readonly", (files) => files.get(nameOf(field)));
  if (!kept?.length || field.files.length) return false;
  choose(field, kept);
  return true;
}

// Fields of a form that came back with something wrong elsewhere say so by `data-again`: their note is for whoever has no
// script. A file that was itself refused is not put back.
export async function restore(root) {
  for (const note of root.querySelectorAll("[data-again]")) {
    const field = note.closest("[data-drop]")?.querySelector("input[type=file]");
    if (field && await putBack(field).catch(() => false)) note.textContent = note.dataset.again;
  }
}

export async function forget() {
  const kept = [...document.querySelectorAll("[data-again]")].length;
  if (!kept) await within(BASE, "readwrite", (files) => files.clear()).catch(() => {});
}
