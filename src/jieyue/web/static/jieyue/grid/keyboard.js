// Which key does what, as in Excel and WPS.

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };

const WITH_CTRL = {
  a: (grid) => grid.selectAll(),
  d: (grid) => grid.fillDown(),
  s: (grid) => grid.save(),
  y: (grid) => grid.redo(),
  z: (grid, event) => (event.shiftKey ? grid.redo() : grid.undo()),
  Home: (grid, event) => grid.goTo(0, 0, event.shiftKey),
  End: (grid, event) => grid.goTo(grid.lastFilled(), grid.lastInSight, event.shiftKey),
};

const PLAIN = {
  Enter: (grid, event) => grid.enter(event.shiftKey ? -1 : 1),
  F2: (grid) => grid.open("inside"),
  Delete: (grid) => grid.clear(),
  Home: (grid, event) => grid.goTo(grid.head.row, 0, event.shiftKey),
  End: (grid, event) => grid.goTo(grid.head.row, grid.lastInSight, event.shiftKey),
  Escape: (grid) => grid.letTabLeave(),
};

// What the key does while nothing is being written; false where it is left to the browser.
export function navigate(grid, event) {
  const isCtrl = event.ctrlKey || event.metaKey;
  if (event.key === "Tab") return isCtrl ? false : grid.tab(event.shiftKey ? -1 : 1);
  if (event.altKey) return event.key === "ArrowDown" && grid.openChoices();
  if (event.key in ARROWS) return arrow(grid, event, isCtrl);
  if (event.key === " " && grid.toggleYesNo()) return true;
  const act = isCtrl ? WITH_CTRL[event.key.length === 1 ? event.key.toLowerCase() : event.key] : PLAIN[event.key];
  if (!act) return false;
  act(grid, event);
  return true;
}

function arrow(grid, event, isCtrl) {
  const [down, right] = ARROWS[event.key];
  const far = isCtrl ? 1e6 : 1;
  const from = event.shiftKey ? grid.head : grid.active;
  const row = isCtrl && down > 0 ? grid.lastFilled() : from.row + down * far;
  grid.goTo(row, right ? grid.besideOf(from.column, right * far) : from.column, event.shiftKey);
  return true;
}

// What the key does while something is being written.
export function write(grid, event) {
  const isCtrl = event.ctrlKey || event.metaKey;
  if (grid.choices.isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) return grid.moveChoice(event.key === "ArrowDown" ? 1 : -1);
  if (event.key === "Escape") return grid.cancel();
  if (event.key === "Enter" && event.altKey) return grid.breakLine();
  if (event.key === "Enter") return grid.commit(true) && grid.enter(event.shiftKey ? -1 : 1);
  if (event.key === "Tab") return grid.commit(true) && grid.tab(event.shiftKey ? -1 : 1);
  if (isCtrl && event.key.toLowerCase() === "s") return grid.save() || true;
  if (event.key in ARROWS && grid.leavesOnArrows && !isCtrl) return grid.commit(false) && arrow(grid, { key: event.key, shiftKey: false }, false);
  return false;
}
