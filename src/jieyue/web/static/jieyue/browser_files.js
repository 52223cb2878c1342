// Files that wait in this browser, by name.

const FILES = "files";

function opened(base) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(base, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(FILES);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

export async function within(name, mode, work) {
  const base = await opened(name);
  return new Promise((resolve, reject) => {
    const change = base.transaction(FILES, mode);
    const asked = work(change.objectStore(FILES));
    change.oncomplete = () => { base.close(); resolve(asked?.result); };
    change.onerror = change.onabort = () => { base.close(); reject(change.error); };
  });
}

// Lets a field have these files, as if somebody had chosen them.
export function choose(field, files) {
  const chosen = new DataTransfer();
  files.forEach((file) => chosen.items.add(file));
  field.files = chosen.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
