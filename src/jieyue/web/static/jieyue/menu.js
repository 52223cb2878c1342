// The navigation and the filters of lists are open <details>: they work without this file, which folds them on a phone.
const wide = matchMedia("(min-width: 48em)");

for (const menu of document.querySelectorAll("[data-menu]")) {
  const fit = () => { menu.open = wide.matches; };
  fit();
  wide.addEventListener("change", fit);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || wide.matches) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
