// A pasted table of another layout, sent to where any office's sheet is read and confirmed.
import { textOfBlock } from "./clipboard.js";
import { csrf } from "./sending.js";
import { make } from "./view.js";

export function readElsewhere({ readingUrl, readingKind }, block) {
  const told = { csrfmiddlewaretoken: csrf()["X-CSRFToken"] || "", kind: readingKind, pasted: textOfBlock(block), token: newToken() };
  const fields = Object.entries(told).map(([name, value]) => Object.assign(make("textarea"), { name, value }));
  const form = make("form", { method: "post", action: readingUrl, enctype: "multipart/form-data", hidden: true }, ...fields);
  document.body.append(form);
  form.submit();
}

// Of random bytes, because a page without a certificate has no other way.
function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
