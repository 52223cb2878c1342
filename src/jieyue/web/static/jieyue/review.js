// Keys for whoever looks at one report after the other: J and K lead on, A and R go to the buttons and press nothing.
// They can be turned off; whoever types into a field types.

const kept = "jieyue keys off";
const box = document.querySelector("[data-keys]");
const buttons = { a: ["button-accept", "button-accept_again", "button-agree"], r: ["button-return", "button-return_changed"] };

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function follow(key) {
  const link = document.querySelector(`[data-key="${key}"]`);
  if (link) link.click();
  const found = (buttons[key] || []).map((id) => document.getElementById(id)).find(Boolean);
  if (found) found.focus();
  return Boolean(link || found);
}

if (box) {
  box.checked = window.localStorage.getItem(kept) === null;
  box.addEventListener("change", () => {
    if (box.checked) window.localStorage.removeItem(kept);
    else window.localStorage.setItem(kept, "1");
  });
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    if (follow(event.key.toLowerCase())) event.preventDefault();
  });
}
