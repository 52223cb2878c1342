// Small help for parts of a page, those that HTMX brings in later included.
import { dropOldDrafts, forgetOnSigningOut } from "./grid/drafts.js";

const focusSummary = (root) => root.querySelector("[data-focus-me]")?.focus();

focusSummary(document);
document.addEventListener("htmx:load", (event) => focusSummary(event.detail.elt));
forgetOnSigningOut();
dropOldDrafts();

// What is refused or fails is told in the part's own place; a part that asks again by itself stays and asks again.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const asksAgain = detail.requestConfig.elt.getAttribute("hx-trigger")?.startsWith("every");
  if (detail.xhr.status < 400 || !detail.xhr.responseText || asksAgain) return;
  Object.assign(detail, { shouldSwap: true, isError: false });
});
