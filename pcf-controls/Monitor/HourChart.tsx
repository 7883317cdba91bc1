import { makeStyles, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { useWidth } from '../lists/use-size.ts';
import type { Period, Series } from './board.ts';
import type { Format, Formats } from './formats.ts';
import { type Area, barsOf, linePath, scaleTo } from './scale.ts';

interface Props {
  hours: readonly number[];
  period: Period;
  series: readonly Series[];
  kind: 'bars' | 'lines';
  format: Format;
  formats: Formats;
  /** Names of the series, for the legend and for what a pointer shows. */
  names: readonly string[];
  /** What is counted cannot be half. */
  whole: boolean;
  /** Size of one step that reads well on the axis: 60 for seconds shown as minutes. */
  unit?: number;
  height?: number;
  /** The end of the axis, when several charts share it. */
  most?: number;
  label: string;
}

const gutter = 52;
const foot = 20;

/** Values of each hour as bars or lines, in plain SVG and the colours of the theme. Time runs from left to right in every language. */
export function HourChart(props: Props): React.ReactElement {
  const { hours, period, series, kind, format, formats, names, whole, unit = 1, height = 140, label } = props;
  const styles = useStyles();
  const box = React.useRef<HTMLDivElement>(null);
  const measured = useWidth(box);
  const width = Math.max(200, measured);
  const area: Area = { left: gutter, top: 8, width: width - gutter - 4, height: height - 8 - foot };
  const most = props.most ?? Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const scale = scaleTo(most / unit, whole);
  const top = scale.top * unit;
  // Hundreds of shapes that the next moment draws anew: before its width is known, a chart only takes its place.
  if (measured === 0) return <div ref={box} style={{ height }} />;
  const y = (value: number) => area.top + area.height - (value / top) * area.height;
  return (
    <div ref={box} dir="ltr">
      <svg width="100%" height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} className={styles.chart}>
        {scale.ticks.map((tick) => (
          <g key={tick}>
            <line x1={area.left} x2={area.left + area.width} y1={y(tick * unit)} y2={y(tick * unit)} className={styles.grid} />
            <text x={area.left - 6} y={y(tick * unit) + 3} textAnchor="end" className={styles.axis}>
              {format(tick * unit)}
            </text>
          </g>
        ))}
        {series.map(({ name, values }, index) =>
          kind === 'bars' ? (
            <g key={name}>
              {barsOf(values, area, top).map(({ index: at, ...bar }) => (
                <rect key={at} {...bar} className={styles.bar} />
              ))}
            </g>
          ) : (
            <path key={name} d={linePath(values, area, top)} className={styles.line} {...strokes[index % strokes.length]} />
          ),
        )}
        <HourLabels {...{ hours, period, formats, area }} y={height - 5} />
        {hours.map((hour, index) => (
          <rect
            key={hour}
            x={area.left + (index * area.width) / hours.length}
            y={area.top}
            width={area.width / hours.length}
            height={area.height}
            className={styles.touch}
          >
            <title>{[formats.full(hour), ...series.map(({ values }, one) => said(names[one], values[index], format))].join('\n')}</title>
          </rect>
        ))}
      </svg>
      {kind === 'lines' && <Legend names={names} />}
    </div>
  );
}

const said = (name = '', value: number | undefined, format: Format): string => `${name}: ${value === undefined ? '–' : format(value)}`;

interface LabelsProps {
  hours: readonly number[];
  period: Period;
  formats: Formats;
  area: Area;
  y: number;
}

function HourLabels({ hours, period, formats, area, y }: LabelsProps): React.ReactElement {
  const styles = useStyles();
  const every = (period === 'day' ? 6 : 48) * (area.width < 220 ? 2 : 1);
  return (
    <>
      {hours.map((hour, index) =>
        index % every === 0 ? (
          <text key={hour} x={area.left + (index * area.width) / hours.length} y={y} className={styles.axis}>
            {formats.axis(hour, period)}
          </text>
        ) : null,
      )}
    </>
  );
}

/** Lines differ by their pattern and strength as well, so that no colour has to be told from another. */
const strokes: React.SVGProps<SVGPathElement>[] = [
  { stroke: tokens.colorNeutralForeground2, strokeWidth: 1.5 },
  { stroke: tokens.colorBrandForeground1, strokeWidth: 2.5 },
  { stroke: tokens.colorPaletteRedForeground1, strokeWidth: 1.5, strokeDasharray: '5 3' },
];

function Legend({ names }: { names: readonly string[] }): React.ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.legend} aria-hidden="true">
      {names.map((name, index) => (
        <span key={name} className={styles.key}>
          <svg width="24" height="8" aria-hidden="true">
            <path d="M0 4H24" className={styles.line} {...strokes[index % strokes.length]} />
          </svg>
          {name}
        </span>
      ))}
    </div>
  );
}

const useStyles = makeStyles({
  chart: { display: 'block', overflow: 'visible' },
  grid: { stroke: tokens.colorNeutralStroke2, strokeWidth: '1px' },
  axis: { fill: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase100, fontFamily: tokens.fontFamilyBase },
  bar: { fill: tokens.colorBrandForeground1 },
  line: { fill: 'none', strokeLinejoin: 'round', strokeLinecap: 'round' },
  touch: { fill: 'transparent' },
  legend: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM, fontSize: tokens.fontSizeBase200 },
  key: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, color: tokens.colorNeutralForeground2 },
});
