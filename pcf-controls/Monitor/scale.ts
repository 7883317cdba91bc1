/** Where an axis ends and what is written on it. */
export interface Scale {
  top: number;
  ticks: number[];
}

/** An axis from 0 to at least `most`, with two to four round steps. Whole numbers stay whole. */
export function scaleTo(most: number, whole: boolean): Scale {
  const rough = Math.max(most, whole ? 1 : 0.001) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(whole ? 1 : 0, ([1, 2, 5].find((unit) => unit * power >= rough) ?? 10) * power);
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  return { top: step * count, ticks: Array.from({ length: count + 1 }, (_, index) => rounded(index * step)) };
}

/** Steps of 0.1 add up to 0.30000000000000004. */
const rounded = (value: number): number => Number(value.toPrecision(6));

export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** SVG path through the values that are there; where one is absent the line is interrupted, and a value alone is a dot. */
export function linePath(values: readonly (number | undefined)[], area: Area, top: number): string {
  const step = values.length > 1 ? area.width / (values.length - 1) : 0;
  return values
    .flatMap((value, index) => {
      if (value === undefined) return [];
      const at = `${digits(area.left + index * step)} ${digits(area.top + area.height - (value / top) * area.height)}`;
      if (values[index - 1] !== undefined) return [`L${at}`];
      return values[index + 1] === undefined ? [`M${at}h0.01`] : [`M${at}`];
    })
    .join('');
}

export interface Bar {
  index: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Bars for the values above zero, at least one unit high so that one order among hundreds is still seen. */
export function barsOf(values: readonly (number | undefined)[], area: Area, top: number): Bar[] {
  const slot = area.width / Math.max(1, values.length);
  const width = slot * 0.8;
  return values.flatMap((value, index) => {
    if (!value) return [];
    const height = Math.max(1, (value / top) * area.height);
    return [
      {
        index,
        x: digits(area.left + index * slot),
        y: digits(area.top + area.height - height),
        width: digits(width),
        height: digits(height),
      },
    ];
  });
}

const digits = (value: number): number => Math.round(value * 100) / 100;
