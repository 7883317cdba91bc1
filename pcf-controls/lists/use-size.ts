import * as React from 'react';

/** The width of an element in pixels, whatever the platform says of it. Before it is drawn: 0. */
export function useWidth(box: React.RefObject<HTMLElement>): number {
  const [width, setWidth] = React.useState(0);
  React.useLayoutEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    setWidth(current.clientWidth);
    const watch = new ResizeObserver(() => setWidth(current.clientWidth));
    watch.observe(current);
    return () => watch.disconnect();
  }, [box]);
  return width;
}

/** The height that a list may take; where Dynamics does not say, most of the window. */
export const heightOf = (allocated: number): number | string => (allocated > 0 ? allocated : 'max(480px, calc(100vh - 160px))');

const tickMs = 30_000;

/** The time, often enough for ages. Epoch milliseconds. */
export function useNow(): number {
  const [now, setNow] = React.useState(Date.now);
  React.useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
