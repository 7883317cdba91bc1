/** Which rows of a long list are drawn, and how much empty space stands for the others. Heights in pixels. */
export interface Slice {
  from: number;
  /** Not included. */
  to: number;
  before: number;
  after: number;
}

const spare = 6;

/** Rows of equal height: those in view, and a few on either side so that a quick scroll shows no gap. */
export function sliceOf(count: number, rowHeight: number, scrolled: number, viewHeight: number): Slice {
  const last = Math.max(0, count - 1);
  const first = Math.min(last, Math.max(0, Math.floor(scrolled / rowHeight) - spare));
  const to = Math.min(count, Math.ceil((Math.max(0, scrolled) + viewHeight) / rowHeight) + spare);
  const from = Math.min(first, to);
  return { from, to, before: from * rowHeight, after: (count - to) * rowHeight };
}

/** Where to scroll so that a row is wholly in view; the same place when it is. */
export function scrollTo(index: number, rowHeight: number, scrolled: number, viewHeight: number): number {
  const top = index * rowHeight;
  if (top < scrolled) return top;
  return top + rowHeight > scrolled + viewHeight ? top + rowHeight - viewHeight : scrolled;
}
