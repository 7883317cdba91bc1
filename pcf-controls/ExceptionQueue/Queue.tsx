import { Button, Text as Line, makeStyles, SearchBox, Spinner, ToggleButton, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { VirtualList } from '../lists/VirtualList.tsx';
import { CauseCard, causeHeight } from './CauseCard.tsx';
import { CauseDetail } from './CauseDetail.tsx';
import { burdenOf, type Cause, causesOf, chosen, type Onlooker, type Scope } from './causes.ts';
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

const scopes: readonly Scope[] = ['mine', 'team', 'all'];
const wideFrom = 880;

/** What is broken now, causes first; beside it, or in its place where it is narrow, the cause that is open. */
export function Queue({ rows, loading, onlooker, tools, checkedAt, width }: Props): React.ReactElement {
  const styles = useStyles();
  const { words, now } = tools;
  const { text } = words;
  const [scope, setScope] = React.useState<Scope>('all');
  const [snoozed, setSnoozed] = React.useState(false);
  const [search, setSearch] = React.useState('');
  const [openCause, setOpenCause] = React.useState<string>();
  const [focusToken, setFocusToken] = React.useState(0);

  const seen = React.useMemo(() => chosen(rows, { scope, snoozed, search }, onlooker, now), [rows, scope, snoozed, search, onlooker, now]);
  const causes = React.useMemo(() => causesOf(seen.rows), [seen]);
  const totals = React.useMemo(() => countsOf(rows), [rows]);
  const wide = width >= wideFrom;
  const open = causes.find(({ cause }) => cause === openCause) ?? (wide ? causes[0] : undefined);
  const close = () => {
    setOpenCause(undefined);
    setFocusToken((before) => before + 1);
  };

  const list = causes.length > 0 && (
    <VirtualList
      label={text('Causes_List')}
      items={causes}
      keyOf={({ cause }) => cause}
      rowHeight={causeHeight}
      selected={new Set(open ? [open.cause] : [])}
      onOpen={({ cause }) => setOpenCause(cause)}
      render={(cause) => <CauseCard cause={cause} words={words} />}
      focusToken={focusToken}
    />
  );
  const detail = open && (
    <CauseDetail cause={open} whole={totals.get(open.cause) === open.rows.length} tools={tools} onClose={openCause ? close : undefined} />
  );

  return (
    <div className={styles.queue}>
      <div className={styles.top}>
        <Line size={400} weight="semibold" className={styles.summary}>
          {summary(causes, seen.rows, tools)}
        </Line>
        {loading && <Spinner size="tiny" label={text('Loading_More', rows.length)} />}
        <div className={styles.filters}>
          <fieldset className={styles.scopes} aria-label={text('Scope')}>
            {scopes.map((one) => (
              <ToggleButton key={one} size="small" appearance="subtle" checked={scope === one} onClick={() => setScope(one)}>
                {text(`Scope_${one}`)}
              </ToggleButton>
            ))}
          </fieldset>
          {(seen.snoozed > 0 || snoozed) && (
            <ToggleButton size="small" appearance="subtle" checked={snoozed} onClick={() => setSnoozed(!snoozed)}>
              {text('Snoozed', seen.snoozed)}
            </ToggleButton>
          )}
          <SearchBox
            size="small"
            aria-label={text('Search')}
            placeholder={text('Search')}
            value={search}
            onChange={(_event, { value }) => setSearch(value)}
          />
        </div>
      </div>
      {causes.length === 0 ? (
        <Nothing filtered={rows.some((row) => row.open)} loading={loading} onAll={() => showAll()} tools={tools} checkedAt={checkedAt} />
      ) : wide ? (
        <div className={styles.both}>
          <div className={styles.causes}>{list}</div>
          <div className={styles.pane}>{detail}</div>
        </div>
      ) : (
        <div className={open ? styles.pane : styles.causes}>{open ? detail : list}</div>
      )}
    </div>
  );

  function showAll(): void {
    setScope('all');
    setSnoozed(false);
    setSearch('');
  }
}

interface NothingProps extends Pick<Props, 'loading' | 'tools' | 'checkedAt'> {
  filtered: boolean;
  onAll(): void;
}

/** An empty queue is good news; one that only the filter empties is not. */
function Nothing({ filtered, loading, onAll, tools: { words, moment }, checkedAt }: NothingProps): React.ReactElement | null {
  const styles = useStyles();
  if (loading) return null;
  return (
    <div className={styles.nothing}>
      <Line size={500} weight="semibold">
        {words.text(filtered ? 'Empty_Filter' : 'Empty')}
      </Line>
      <Line>{filtered ? words.text('Empty_Filter_More') : words.text('Empty_More', moment(new Date(checkedAt).toISOString()))}</Line>
      {filtered && <Button onClick={onAll}>{words.text('Empty_Filter_All')}</Button>}
    </div>
  );
}

function summary(causes: readonly Cause[], rows: readonly ExceptionRow[], { words }: QueueTools): string {
  const { text } = words;
  if (causes.length === 0) return text('Causes_None');
  const burden = burdenOf(rows);
  const parts = [causes.length === 1 ? text('Causes_One') : text('Causes_Many', causes.length)];
  parts.push(text(burden.documents === 1 ? 'Waits_One' : 'Waits_Many', words.documents(burden)));
  if (burden.money.length > 0) parts.push(text('At_Risk', words.money(burden.money)));
  return parts.join(' · ');
}

function countsOf(rows: readonly ExceptionRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { cause, open, named } of rows) if (open && named) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return counts;
}

const useStyles = makeStyles({
  queue: { display: 'flex', flexDirection: 'column', height: '100%', minHeight: 0, minWidth: 0, rowGap: tokens.spacingVerticalM },
  top: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: tokens.spacingHorizontalM },
  summary: { fontVariantNumeric: 'tabular-nums' },
  filters: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  scopes: { display: 'flex', border: 'none', margin: 0, padding: 0 },
  both: {
    display: 'grid',
    gridTemplateColumns: 'minmax(320px, 2fr) 3fr',
    columnGap: tokens.spacingHorizontalXL,
    flexGrow: 1,
    minHeight: 0,
  },
  causes: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0, minWidth: 0 },
  pane: { overflowY: 'auto', minHeight: 0, minWidth: 0, flexGrow: 1, paddingInlineEnd: tokens.spacingHorizontalS },
  nothing: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    textAlign: 'center',
    rowGap: tokens.spacingVerticalS,
    paddingBlock: tokens.spacingVerticalXXXL,
  },
});
