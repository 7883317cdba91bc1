import { Text as Line, ToggleButton } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import { toggled } from '../lists/toggled.ts';
import { useKeptFor } from '../lists/use-kept-for.ts';
import { VirtualList } from '../lists/VirtualList.tsx';
import { sums } from '../rows/amounts.ts';
import type { Text, Words } from '../rows/words.ts';
import { type Decision, DecisionBar } from './DecisionBar.tsx';
import type { Limits } from './decision.ts';
import { Question } from './Question.tsx';
import { QuestionLine, questionHeight } from './QuestionLine.tsx';
import { type ApprovalRow, sorted } from './rows.ts';

/** What the inbox works with. Moments are epoch milliseconds. */
export interface InboxTools {
  words: Words;
  now: number;
  userId: string;
  limits: Limits;
  /** Why this person cannot decide at all now, if so. */
  denied: string | undefined;
  /** Keys of what has a decision under way. */
  pending: ReadonlySet<string>;
  moment(at: number): string;
  decide(decision: Decision, rows: readonly ApprovalRow[], comment: string): void;
  openOrder(row: ApprovalRow): (() => void) | undefined;
}

interface Props {
  rows: readonly ApprovalRow[];
  loading: boolean;
  checkedAt: number;
  /** In pixels. */
  width: number;
  tools: InboxTools;
}

type List = 'waiting' | 'decided';
const none: ReadonlySet<string> = new Set();
const wideFrom = 880;

/** What finance is asked to accept, what it rests on, and the decision. */
export function Inbox({ rows, loading, checkedAt, width, tools }: Props): React.ReactElement {
  const layout = useLayout();
  const { words, now } = tools;
  const { text } = words;
  const [list, setList] = React.useState<List>('waiting');
  const [openId, setOpenId] = useKeptFor<string | undefined>(list, undefined);
  const [marked, setMarked] = useKeptFor<ReadonlySet<string>>(list, none);
  const [focusToken, setFocusToken] = React.useState(0);
  const [openTurn, setOpenTurn] = React.useState(0);
  const lists = React.useMemo(() => sorted(rows, now), [rows, now]);
  const shown = lists[list];
  const wide = width >= wideFrom;
  const open = shown.find(({ id }) => id === openId) ?? (wide ? shown[0] : undefined);
  const chosen = shown.filter(({ id }) => marked.has(id));
  const subject = chosen.length > 0 ? chosen : open ? [open] : [];
  const close = () => {
    setOpenId(undefined);
    setFocusToken((before) => before + 1);
  };
  const decides = list === 'waiting';

  const questions = (
    <VirtualList
      label={text(`List_${list}`)}
      items={shown}
      keyOf={({ id }) => id}
      rowHeight={questionHeight}
      selected={decides ? marked : new Set(open ? [open.id] : [])}
      current={open?.id}
      onToggle={decides ? ({ id }) => setMarked(toggled(marked, id)) : undefined}
      onToggleAll={decides ? () => setMarked(marked.size === shown.length ? none : new Set(shown.map(({ id }) => id))) : undefined}
      onOpen={({ id }) => {
        setOpenId(id);
        setOpenTurn((before) => before + 1);
      }}
      render={(row, { selected }) => <QuestionLine row={row} words={words} marked={decides ? selected : undefined} />}
      focusToken={focusToken}
    />
  );
  const bar = decides && subject.length > 0 && (
    <DecisionBar
      rows={subject}
      words={words}
      userId={tools.userId}
      limits={tools.limits}
      denied={tools.denied ?? (subject.some(({ key }) => tools.pending.has(key)) ? text('Pending') : undefined)}
      onDecide={(decision, comment) => {
        tools.decide(decision, subject, comment);
        setMarked(none);
      }}
    />
  );
  const question = open && (
    <Question
      row={open}
      words={words}
      moment={tools.moment}
      openOrder={tools.openOrder(open)}
      focusToken={openTurn}
      onClose={wide ? undefined : close}
    />
  );

  return (
    <section
      aria-label={text('ApprovalInbox_Name')}
      className={layout.fills}
      style={{ rowGap: 12 }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || openId === undefined) return;
        event.preventDefault();
        close();
      }}
    >
      <div className={layout.line} style={{ justifyContent: 'space-between' }}>
        <Line as="h2" size={400} weight="semibold" className={layout.heading}>
          {summary(lists.waiting, words)}
        </Line>
        <Line className={layout.line}>{limitsText(tools.limits, words)}</Line>
      </div>
      <Switch selected={list} counts={{ waiting: lists.waiting.length, decided: lists.decided.length }} text={text} onSelect={setList} />
      {shown.length === 0 ? (
        !loading && (
          <div className={layout.nothing}>
            <Line size={500} weight="semibold">
              {text(`Empty_${list}`)}
            </Line>
            <Line>{text('Empty_More', tools.moment(checkedAt))}</Line>
          </div>
        )
      ) : (
        <div className={wide ? layout.beside : layout.fills}>
          <div className={layout.fills} style={!wide && open ? { display: 'none' } : undefined}>
            {questions}
            {!wide && !open && bar}
          </div>
          {open && (
            <div className={wide ? layout.fills : layout.scrolls}>
              <div className={wide ? layout.scrolls : undefined}>{question}</div>
              {bar}
            </div>
          )}
        </div>
      )}
    </section>
  );
}

interface SwitchProps {
  selected: List;
  counts: Record<List, number>;
  text: Text;
  onSelect(list: List): void;
}

/** Which list is shown. */
function Switch({ selected, counts, text, onSelect }: SwitchProps): React.ReactElement {
  return (
    <div>
      {(['waiting', 'decided'] as const).map((list) => (
        <ToggleButton key={list} size="small" appearance="subtle" checked={selected === list} onClick={() => onSelect(list)}>
          {text(`Tab_${list}`, counts[list])}
        </ToggleButton>
      ))}
    </div>
  );
}

function summary(waiting: readonly ApprovalRow[], { text, money }: Words): string {
  if (waiting.length === 0) return text('Questions_None');
  const count = waiting.length === 1 ? text('Questions_One') : text('Questions_Many', waiting.length);
  return [count, money(sums(waiting))].filter(Boolean).join(' · ');
}

function limitsText(limits: Limits, { text, money }: Words): string {
  if (limits.size === 0) return text('Limits_None');
  return text('Limits', [...limits].map(([currency, amount]) => money([{ currency, amount }])).join(', '));
}
