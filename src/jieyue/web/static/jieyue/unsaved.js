// What was typed is not lost without a word: neither by the button of another form of the page, nor by leaving it.

const typed = "textarea, select, input:not([type=hidden]):not([type=submit]):not([type=button])";

function isTyped(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") {
    const usual = [...field.options].some((each) => each.defaultSelected);
    return [...field.options].some((each, nth) => each.selected !== (usual ? each.defaultSelected : nth === 0));
  }
  return field.value !== field.defaultValue;
}

function holdsTyped(form) {
  return [...form.elements].some((field) => field.matches(typed) && !field.disabled && isTyped(field));
}

const formsToSend = () => [...document.querySelectorAll("main form[method=post]")];

// A form that came back with something wrong holds what was typed before.
const cameBack = (form) => form.querySelector(".field--wrong") !== null;

let isSending = false;

document.addEventListener("submit", (event) => {
  const others = formsToSend().filter((form) => form !== event.target);
  if (others.some(holdsTyped) && !window.confirm(document.body.dataset.unsaved)) event.preventDefault();
}, true);
document.addEventListener("submit", (event) => { isSending = !event.defaultPrevented; });

// The browser asks in its own words. Nobody is asked about a password.
addEventListener("beforeunload", (event) => {
  const asks = (form) => !form.querySelector("input[type=password]") && (holdsTyped(form) || cameBack(form));
  if (isSending || !document.body.dataset.person || !formsToSend().some(asks)) return;
  event.preventDefault();
  event.returnValue = "";
});
addEventListener("pageshow", () => { isSending = false; });
