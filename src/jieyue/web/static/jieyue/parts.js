// Small help for parts of a page, those that HTMX brings in later included.
import { dropOldDrafts, forgetOnSigningOut } from "./grid/drafts.js";

const focusSummary = (root) => root.querySelector("[data-focus-me]")?.focus();

focusSummary(document);
document.addEventListener("htmx:load", (event) => focusSummary(event.detail.elt));
forgetOnSigningOut();
dropOldDrafts();
document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
