import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import * as React from 'react';
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

const head = 8;
const foot = 20;

/**
 * Values of each hour as bars or lines, in plain SVG and the colours of the theme. Time runs from left to right in every language. Across,
 * everything is a part of the whole: the chart is drawn once, without measuring, and is never drawn anew for another width.
 */
export function HourChart(props: Props): React.ReactElement {
  const { hours, period, series, kind, format, formats, names, whole, unit = 1, height = 140, label } = props;
  const styles = useStyles();
  const [pointed, setPointed] = React.useState(false);
  const area: Area = { left: 0, top: head, width: 100, height: height - head - foot };
  const most = props.most ?? Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const scale = scaleTo(most / unit, whole);
  const top = scale.top * unit;
  const y = (value: number) => area.top + area.height - (value / top) * area.height;
  return (
    <div dir="ltr" className={styles.box} onPointerEnter={() => setPointed(true)}>
      <svg height={height} role="img" aria-label={label} className={styles.chart}>
        {scale.ticks.map((tick) => (
          <React.Fragment key={tick}>
            <line x1="0" x2="100%" y1={y(tick * unit)} y2={y(tick * unit)} className={styles.grid} />
            <text x={-6} y={y(tick * unit) + 3} textAnchor="end" className={styles.axis}>
              {format(tick * unit)}
            </text>
          </React.Fragment>
        ))}
        {kind === 'bars' ? (
          series.map(({ name, values }) => (
            <g key={name}>
              {barsOf(values, area, top).map(({ index: at, x, width, ...bar }) => (
                <rect key={at} x={`${x}%`} width={`${width}%`} {...bar} className={styles.bar} />
              ))}
            </g>
          ))
        ) : (
          <svg aria-hidden="true" width="100%" height={height} viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" overflow="visible">
            {series.map(({ name, values }, index) => (
              <path
                key={name}
                d={linePath(values, area, top)}
                vectorEffect="non-scaling-stroke"
                className={styles.line}
                {...strokes[index % strokes.length]}
              />
            ))}
          </svg>
        )}
        <HourLabels {...{ hours, period, formats }} y={height - 5} />
        {pointed && (
          <HourTips
            {...{ hours, area, formats }}
            says={(index) => series.map(({ values }, one) => said(names[one], values[index], format))}
          />
        )}
      </svg>
      {kind === 'lines' && <Legend names={names} />}
    </div>
  );
}

const said = (name = '', value: number | undefined, format: Format): string => `${name}: ${value === undefined ? '–' : format(value)}`;

interface TipsProps {
  hours: readonly number[];
  area: Area;
  formats: Formats;
  says(index: number): readonly string[];
}

/** What a pointer over an hour is told. Nobody else meets it, so it is drawn when the first pointer comes. */
function HourTips({ hours, area, formats, says }: TipsProps): React.ReactElement {
  const styles = useStyles();
  return (
    <>
      {hours.map((hour, index) => (
        <rect
          key={hour}
          x={`${(100 * index) / hours.length}%`}
          y={area.top}
          width={`${100 / hours.length}%`}
          height={area.height}
          className={styles.touch}
        >
          <title>{[formats.full(hour), ...says(index)].join('\n')}</title>
        </rect>
      ))}
    </>
  );
}

interface LabelsProps {
  hours: readonly number[];
  period: Period;
  formats: Formats;
  y: number;
}

function HourLabels({ hours, period, formats, y }: LabelsProps): React.ReactElement {
  const styles = useStyles();
  const every = period === 'day' ? 6 : 48;
  return (
    <>
      {hours.map((hour, index) =>
        index % every === 0 ? (
          <text
            key={hour}
            x={`${(100 * index) / hours.length}%`}
            y={y}
            className={mergeClasses(styles.axis, index % (2 * every) !== 0 && styles.second)}
          >
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
  box: { containerType: 'inline-size' },
  // What is written on the axis stands beside it, in the margin.
  chart: { display: 'block', overflow: 'visible', marginLeft: '52px', width: 'calc(100% - 56px)' },
  second: { '@container (max-width: 276px)': { display: 'none' } },
  grid: { stroke: tokens.colorNeutralStroke2, strokeWidth: '1px' },
  axis: { fill: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase100, fontFamily: tokens.fontFamilyBase },
  bar: { fill: tokens.colorBrandForeground1 },
  line: { fill: 'none', strokeLinejoin: 'round', strokeLinecap: 'round' },
  touch: { fill: 'transparent' },
  legend: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM, fontSize: tokens.fontSizeBase200 },
  key: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, color: tokens.colorNeutralForeground2 },
});
