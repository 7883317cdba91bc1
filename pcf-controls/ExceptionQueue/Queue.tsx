import { Button, Text as Line } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import { VirtualList } from '../lists/VirtualList.tsx';
import { CauseCard, causeHeight } from './CauseCard.tsx';
import { CauseDetail } from './CauseDetail.tsx';
import { type Cause, causesOf, chosen, type Onlooker, type Selection } from './causes.ts';
import { QueueTop } from './QueueTop.tsx';
import type { QueueTools } from './queue-tools.ts';
import type { ExceptionRow } from './rows.ts';

interface Props {
  rows: readonly ExceptionRow[];
  /** Not all rows have come yet. */
  loading: boolean;
  onlooker: Onlooker;
  tools: QueueTools;
  /** Epoch milliseconds of the last look at the rows. */
  checkedAt: number;
  /** In pixels. */
  width: number;
}

const everything: Selection = { scope: 'all', snoozed: false, search: '' };
const wideFrom = 880;

/** What is broken now, causes first; beside it, or in its place where it is narrow, the cause that is open. */
export function Queue({ rows, loading, onlooker, tools, checkedAt, width }: Props): React.ReactElement {
  const layout = useLayout();
  const { words, now } = tools;
  const [selection, setSelection] = React.useState(everything);
  const seen = React.useMemo(() => chosen(rows, selection, onlooker, now), [rows, selection, onlooker, now]);
  const causes = React.useMemo(() => causesOf(seen.rows), [seen]);
  const totals = React.useMemo(() => countsOf(rows), [rows]);
  const wide = width >= wideFrom;
  const painted = usePainted();
  const { open, byHand, turn, show } = useOpen(causes, wide);

  return (
    <div className={layout.fills} style={{ rowGap: 12 }}>
      {(rows.length > 0 || loading) && (
        <QueueTop
          rows={seen.rows}
          causes={causes.length}
          snoozed={seen.snoozed}
          loaded={loading ? rows.length : undefined}
          selection={selection}
          words={words}
          onSelect={setSelection}
        />
      )}
      {causes.length === 0 && !loading && (
        <Nothing filtered={rows.some((row) => row.open)} onAll={() => setSelection(everything)} tools={tools} checkedAt={checkedAt} />
      )}
      {causes.length > 0 && (
        <div className={wide ? layout.beside : layout.fills}>
          <div className={layout.fills} style={!wide && open ? { display: 'none' } : undefined}>
            <VirtualList
              label={words.text('Causes_List')}
              items={causes}
              keyOf={causeKey}
              rowHeight={causeHeight}
              selected={new Set(open ? [open.cause] : [])}
              onOpen={({ cause }) => show(cause)}
              render={(cause) => <CauseCard cause={cause} words={words} />}
              focusToken={turn.list}
            />
          </div>
          {open && painted && (
            <div className={layout.scrolls}>
              <CauseDetail
                cause={open}
                whole={totals.get(open.cause) === open.rows.length}
                tools={tools}
                focusToken={turn.detail}
                onClose={byHand ? () => show(undefined) : undefined}
              />
            </div>
          )}
        </div>
      )}
    </div>
  );
}

const causeKey = ({ cause }: Cause): string => cause;

/** Which cause is open: the one that was chosen; where there is room, else the first, and that one as long as it is there. */
function useOpen(causes: readonly Cause[], wide: boolean) {
  const [chosenCause, setChosenCause] = React.useState<string>();
  const [turn, setTurn] = React.useState({ list: 0, detail: 0 });
  const pinned = React.useRef<string>();
  const find = (key: string | undefined) => causes.find(({ cause }) => cause === key);
  const byHand = find(chosenCause);
  const open = byHand ?? (wide ? (find(pinned.current) ?? causes[0]) : undefined);
  pinned.current = open?.cause;
  return {
    open,
    byHand: byHand !== undefined,
    turn,
    show(cause: string | undefined) {
      setChosenCause(cause);
      setTurn(({ list, detail }) => (cause === undefined ? { list: list + 1, detail } : { list, detail: detail + 1 }));
    },
  };
}

/** The causes stand there a frame before what the first of them is about: they are what is looked for. */
function usePainted(): boolean {
  const [painted, setPainted] = React.useState(false);
  React.useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setPainted(true));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
  return painted;
}

interface NothingProps extends Pick<Props, 'tools' | 'checkedAt'> {
  filtered: boolean;
  onAll(): void;
}

/** An empty queue is good news; one that only the filter empties is not. */
function Nothing({ filtered, onAll, tools: { words, moment }, checkedAt }: NothingProps): React.ReactElement {
  const layout = useLayout();
  return (
    <div className={layout.nothing}>
      <Line as="h2" size={500} weight="semibold" className={layout.heading}>
        {words.text(filtered ? 'Empty_Filter' : 'Empty')}
      </Line>
      <Line>{filtered ? words.text('Empty_Filter_More') : words.text('Empty_More', moment(new Date(checkedAt).toISOString()))}</Line>
      {filtered && <Button onClick={onAll}>{words.text('Empty_Filter_All')}</Button>}
    </div>
  );
}

function countsOf(rows: readonly ExceptionRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { cause, open, named } of rows) if (open && named) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return counts;
}
