export interface WindowMetrics {
  readonly scrollTop: number;
  readonly viewportHeight: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** Rows drawn before and after those on screen. */
const OVERSCAN = 8;

/** First row to draw and the one after the last; all rows have one height, so a hundred thousand cost no more than ten. */
export function rowsToDraw({
  scrollTop,
  viewportHeight,
  rowHeight,
  count,
}: WindowMetrics): [from: number, to: number] {
  const first = Math.floor(scrollTop / rowHeight) - OVERSCAN;
  const last = Math.ceil((scrollTop + viewportHeight) / rowHeight) + OVERSCAN;
  return [Math.max(0, Math.min(first, count)), Math.max(0, Math.min(last, count))];
}

/** The least change of the scroll position that shows a row whole. */
export function scrollTopToShow(
  index: number,
  { scrollTop, viewportHeight, rowHeight }: WindowMetrics,
): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  const bottom = top + rowHeight;
  return bottom > scrollTop + viewportHeight ? bottom - viewportHeight : scrollTop;
}
