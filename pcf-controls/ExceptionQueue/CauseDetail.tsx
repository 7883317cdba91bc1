import { Badge, Button, Text as Line, makeStyles, Subtitle1, Subtitle2, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { useKeptFor } from '../lists/use-kept-for.ts';
import { VirtualList } from '../lists/VirtualList.tsx';
import { ActionBar } from './ActionBar.tsx';
import { ActionForm, type AskedAction } from './ActionForm.tsx';
import { actOn } from './acting.ts';
import { CauseFix } from './CauseFix.tsx';
import { burdenOf, type Cause } from './causes.ts';
import { DocumentLine, lineHeight } from './DocumentLine.tsx';
import { DocumentView } from './DocumentView.tsx';
import { actionLetters, actionsFor, type QueueAction } from './fixes.ts';
import type { QueueTools } from './queue-tools.ts';
import { Remarks } from './Remarks.tsx';
import type { ExceptionRow } from './rows.ts';
import { teamName } from './team-name.ts';

interface Props {
  cause: Cause;
  /** Whether these are all open rows of the cause, not only those that the selection lets through. */
  whole: boolean;
  tools: QueueTools;
  onClose?(): void;
}

const none: ReadonlySet<string> = new Set();

/** One cause: what happened, what it means, what to do; what mends it; what waits for it. */
export function CauseDetail({ cause, whole, tools, onClose }: Props): React.ReactElement {
  const styles = useStyles();
  const { words, asking, now } = tools;
  const { text } = words;
  const [marked, setMarked] = useKeptFor<ReadonlySet<string>>(cause.cause, none);
  const [form, setForm] = useKeptFor<AskedAction | undefined>(cause.cause, undefined);
  const [openId, setOpenId] = useKeptFor<string | undefined>(cause.cause, undefined);
  const chosen = cause.rows.filter(({ id }) => marked.has(id));
  const open = cause.rows.find(({ id }) => id === openId);
  const subject = open ? [open] : chosen.length > 0 ? chosen : cause.rows;
  const actions = actionsFor(subject);

  const doIt = (action: QueueAction, body: object) => {
    actOn(action, subject, {
      cause: whole && subject === cause.rows ? cause.cause : undefined,
      about: subject.length === 1 ? (subject[0]?.number ?? '') : words.documents(burdenOf(subject)),
      body,
      asking,
    });
    setForm(undefined);
  };
  const start = async (action: QueueAction) => {
    if (asking.denied(action) !== undefined) return;
    if (action === 'resubmit') doIt(action, {});
    else if (action === 'assign') {
      const user = await asking.choosePerson();
      if (user) doIt(action, { user });
    } else setForm(action);
  };
  const close = () => (open ? setOpenId(undefined) : onClose?.());

  return (
    <section
      className={styles.detail}
      aria-label={cause.title}
      onKeyDown={(event) => {
        const action = actions.find((one) => actionLetters[one] === event.key);
        if (event.key === 'Escape') close();
        else if (action && isBare(event)) void start(action);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {(onClose || open) && (
        <div>
          <Button appearance="subtle" size="small" onClick={close} title={text('Back_Key')}>
            {open ? text('Back_Cause') : text('Back')}
          </Button>
        </div>
      )}
      <div className={styles.head}>
        <Subtitle1 as="h2" className={styles.title}>
          {cause.title}
        </Subtitle1>
        <div className={styles.facts}>
          <Badge appearance="tint" color="informative">
            {teamName(text, cause.team)}
          </Badge>
          <Line>{words.documents(cause)}</Line>
          {cause.money.length > 0 && <Line weight="semibold">{words.money(cause.money)}</Line>}
          <Line>{words.age(cause.oldest)}</Line>
        </div>
        <Line>{cause.meaning}</Line>
        <Line weight="semibold">{cause.advice}</Line>
      </div>
      {!open && <CauseFix key={cause.cause} cause={cause} text={text} asking={asking} />}
      <ActionBar
        actions={actions}
        chosen={open ? 0 : chosen.length}
        count={open ? 1 : cause.rows.length}
        text={text}
        denied={(action) => asking.denied(action)}
        onAction={(action) => void start(action)}
      />
      {form && (
        <ActionForm
          key={form}
          action={form}
          count={subject.length}
          text={text}
          now={now}
          onDo={(body) => doIt(form, body)}
          onCancel={() => setForm(undefined)}
        />
      )}
      {open ? (
        <DocumentView row={open} tools={tools} />
      ) : (
        <>
          <Remarks remarks={remarksOf(cause.rows)} text={text} nameOf={tools.nameOf} moment={tools.moment} />
          <Subtitle2 as="h3">{text('Waiting_List')}</Subtitle2>
          <VirtualList
            label={text('Waiting_List')}
            items={cause.rows}
            keyOf={({ id }) => id}
            rowHeight={lineHeight}
            maxHeight={lineHeight * 8}
            selected={marked}
            onToggle={({ id }) => setMarked(toggled(marked, id))}
            onToggleAll={() => setMarked(marked.size === cause.rows.length ? none : new Set(cause.rows.map(({ id }) => id)))}
            onOpen={({ id }) => setOpenId(id)}
            render={(row, { selected }) => <DocumentLine row={row} selected={selected} words={words} />}
          />
        </>
      )}
      <Line size={200} className={styles.code}>
        {text('Code', cause.code)}
      </Line>
    </section>
  );
}

/** A letter is an action only where it is not typed into a field, and without a key that makes it something else. */
const isBare = ({ target, ctrlKey, metaKey, altKey }: React.KeyboardEvent): boolean =>
  !ctrlKey && !metaKey && !altKey && !(target as Element).closest('input, textarea, select');

const toggled = (marked: ReadonlySet<string>, id: string): ReadonlySet<string> => {
  const next = new Set(marked);
  if (!next.delete(id)) next.add(id);
  return next;
};

/** What was said to all of them is said once. */
const remarksOf = (rows: readonly ExceptionRow[]) =>
  [...new Map(rows.flatMap(({ remarks }) => remarks).map((remark) => [`${remark.at}|${remark.by}|${remark.text}`, remark])).values()]
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(-5);

const useStyles = makeStyles({
  detail: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, minWidth: 0 },
  head: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXS },
  title: { overflowWrap: 'anywhere' },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    fontVariantNumeric: 'tabular-nums',
  },
  code: { color: tokens.colorNeutralForeground3 },
});
