// A rectangle of cells. It was begun at the anchor, where the editor stands, and reaches to the head.

export class Selection {
  constructor(row = 0, column = 0) {
    this.set(row, column);
  }

  set(row, column) {
    this.anchor = { row, column };
    this.head = { row, column };
  }

  reach(row, column) {
    this.head = { row, column };
  }

  get top() { return Math.min(this.anchor.row, this.head.row); }
  get bottom() { return Math.max(this.anchor.row, this.head.row); }
  get left() { return Math.min(this.anchor.column, this.head.column); }
  get right() { return Math.max(this.anchor.column, this.head.column); }
  get height() { return this.bottom - this.top + 1; }
  get width() { return this.right - this.left + 1; }
  get isOne() { return this.height === 1 && this.width === 1; }

  has(row, column) {
    return row >= this.top && row <= this.bottom && column >= this.left && column <= this.right;
  }

  // Where it may stand in a grid of this size.
  keepWithin(rows, columns) {
    for (const end of [this.anchor, this.head]) {
      end.row = Math.max(0, Math.min(end.row, rows - 1));
      end.column = Math.max(0, Math.min(end.column, columns - 1));
    }
  }

  copy() {
    const other = new Selection(this.anchor.row, this.anchor.column);
    other.reach(this.head.row, this.head.column);
    return other;
  }
}
