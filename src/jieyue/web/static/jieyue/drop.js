// A file dropped on its field is chosen there; the names of what was chosen are listed.
const listNames = (area) => {
  const names = [...area.querySelector("input[type=file]").files].map((file) => file.name);
  area.querySelector("[data-drop-files]").replaceChildren(
    ...names.map((name) => Object.assign(document.createElement("li"), { textContent: name })),
  );
};

const prepare = (area) => {
  const input = area.querySelector("input[type=file]");
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("drop--over");
  });
  area.addEventListener("dragleave", () => area.classList.remove("drop--over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("drop--over");
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      listNames(area);
    }
  });
  input.addEventListener("change", () => listNames(area));
};

document.querySelectorAll("[data-drop]").forEach(prepare);
