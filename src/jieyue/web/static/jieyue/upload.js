import { forget, keep, restore } from "./chosen.js";

// A file field to which files can be dragged. Without this file the plain field does the same.

const SIZES = ["B", "KB", "MB", "GB"];

function sizeOf(bytes) {
  const step = bytes && Math.min(Math.floor(Math.log2(bytes) / 10), SIZES.length - 1);
  return `${(bytes / 1024 ** step).toLocaleString(undefined, { maximumFractionDigits: 1 })} ${SIZES[step]}`;
}

function lineOf(file) {
  const [line, name, size] = ["li", "span", "span"].map((tag) => document.createElement(tag));
  name.textContent = file.name;
  size.textContent = sizeOf(file.size);
  size.className = "drop__size";
  line.append(name, size);
  return line;
}

function dress(drop) {
  const field = drop.querySelector("input[type=file]");
  const list = drop.querySelector("[data-drop-files]");
  const over = (isOver) => drop.classList.toggle("drop--over", isOver);
  drop.dataset.dressed = "";
  const tell = () => {
    list.textContent = "";
    list.append(...[...field.files].map(lineOf));
  };
  field.addEventListener("change", () => { tell(); keep(field); });
  drop.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  drop.addEventListener("dragleave", () => over(false));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (take(field, event.dataTransfer.files)) field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  tell();
}

// The first file only, where the field takes one.
function take(field, files) {
  const taken = new DataTransfer();
  for (const file of field.multiple ? files : [...files].slice(0, 1)) taken.items.add(file);
  if (!taken.files.length) return false;
  field.files = taken.files;
  return true;
}

const dressAll = (root) => root.querySelectorAll("[data-drop]:not([data-dressed])").forEach(dress);

dressAll(document);
restore(document).then(forget);
document.addEventListener("htmx:load", (event) => dressAll(event.detail.elt));
// A file that misses the field must not replace the page.
for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault());
