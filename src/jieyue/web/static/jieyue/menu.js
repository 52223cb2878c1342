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

// What one rarely needs: closed by Escape, by leaving it, by a click beside it.
for (const more of document.querySelectorAll("[data-more]")) {
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more.open) return;
    more.open = false;
    more.querySelector("summary").focus();
    event.stopPropagation();
  });
  more.addEventListener("focusout", ({ relatedTarget }) => {
    if (wide.matches && relatedTarget && !more.contains(relatedTarget)) more.open = false;
  });
  document.addEventListener("click", ({ target }) => { if (wide.matches && !more.contains(target)) more.open = false; });
}
