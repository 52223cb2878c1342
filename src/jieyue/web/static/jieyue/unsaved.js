// A page with several forms: whoever presses the button of one is asked before what he typed into another is lost.

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

document.addEventListener("submit", (event) => {
  const others = [...document.querySelectorAll("main form[method=post]")].filter((form) => form !== event.target);
  if (others.some(holdsTyped) && !window.confirm(document.body.dataset.unsaved)) event.preventDefault();
}, true);
