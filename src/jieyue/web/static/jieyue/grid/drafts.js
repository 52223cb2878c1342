// What has not been saved, kept in this browser for this person and address until it is saved or he signs out.

const PREFIX = "jieyue-draft:";
const KEPT_DAYS = 7;

const person = () => document.body.dataset.person || "";
const keyHere = () => `${PREFIX}${person()}:${location.pathname}${location.search}`;

// A browser may refuse to keep anything; then there are no drafts, and the grid works all the same.
function quietly(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

let isForgetting = false;

export function keepDraft(rows, at = Date.now()) {
  if (isForgetting) return;
  quietly((store) => (rows.length ? store.setItem(keyHere(), JSON.stringify({ at, rows })) : store.removeItem(keyHere())));
}

export const draftHere = () => quietly((store) => JSON.parse(store.getItem(keyHere())));

export const dropDraft = () => quietly((store) => store.removeItem(keyHere()));

export function dropAllDrafts() {
  for (const key of draftKeys()) quietly((store) => store.removeItem(key));
}

export function dropOldDrafts(now = Date.now()) {
  for (const key of draftKeys()) quietly((store) => dropIfOld(store, key, now));
}

const draftKeys = () => quietly((store) => Object.keys(store).filter((key) => key.startsWith(PREFIX))) || [];

function dropIfOld(store, key, now) {
  if (now - JSON.parse(store.getItem(key)).at > KEPT_DAYS * 86400000) store.removeItem(key);
}

// Signing out takes every draft along; on a shared machine nothing stays behind.
export function forgetOnSigningOut() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]")) return;
    dropAllDrafts();
    isForgetting = true;
    // Whoever is still here was asked about unsaved rows and stayed.
    setTimeout(() => { isForgetting = false; }, 5000);
  });
}
