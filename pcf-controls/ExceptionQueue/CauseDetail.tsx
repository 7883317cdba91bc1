import { Button, Text as Line } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import { useKeptFor } from '../lists/use-kept-for.ts';
import { ActionBar } from './ActionBar.tsx';
import { ActionForm, type AskedAction } from './ActionForm.tsx';
import { actOn } from './acting.ts';
import { CauseFix } from './CauseFix.tsx';
import { CauseHead } from './CauseHead.tsx';
import { burdenOf, type Cause } from './causes.ts';
import { DocumentView } from './DocumentView.tsx';
import { actionLetters, actionsFor, type QueueAction } from './fixes.ts';
import type { QueueTools } from './queue-tools.ts';
import { Remarks } from './Remarks.tsx';
import type { ExceptionRow } from './rows.ts';
import { WaitingList } from './WaitingList.tsx';

interface Props {
  cause: Cause;
  /** Whether these are all open rows of the cause, not only those that the selection lets through. */
  whole: boolean;
  tools: QueueTools;
  /** Takes the keyboard when this changes. */
  focusToken: number;
  onClose?(): void;
}

const none: ReadonlySet<string> = new Set();

/** One cause, or one document that waits for it: what happened, what mends it, what can be done. */
export function CauseDetail({ cause, whole, tools, focusToken, onClose }: Props): React.ReactElement {
  const layout = useLayout();
  const { words, asking } = tools;
  const { text } = words;
  const box = React.useRef<HTMLElement>(null);
  const [marked, setMarked] = useKeptFor<ReadonlySet<string>>(cause.cause, none);
  const [form, setForm] = useKeptFor<AskedAction | undefined>(cause.cause, undefined);
  const [openId, setOpenId] = useKeptFor<string | undefined>(cause.cause, undefined);
  const [listFocus, setListFocus] = React.useState(0);
  const chosen = cause.rows.filter(({ id }) => marked.has(id));
  const open = cause.rows.find(({ id }) => id === openId);
  const subject = open ? [open] : chosen.length > 0 ? chosen : cause.rows;
  const { start, doIt, actions } = useActing({ cause, whole, subject, tools, setForm });
  useFocus(box, focusToken, open?.id);
  const close = () => {
    if (!open) return onClose?.();
    setOpenId(undefined);
    setListFocus((before) => before + 1);
  };

  return (
    <section
      ref={box}
      tabIndex={-1}
      className={layout.stack}
      style={{ outline: 'none' }}
      aria-label={cause.title}
      onKeyDown={(event) => {
        const action = isBare(event) ? actions.find((one) => actionLetters[one] === event.key) : undefined;
        if (event.key === 'Escape') close();
        else if (action) void start(action);
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
      <CauseHead cause={cause} words={words} />
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
          now={tools.now}
          onDo={(body) => doIt(form, body)}
          onCancel={() => {
            setForm(undefined);
            box.current?.focus();
          }}
        />
      )}
      {open && <DocumentView row={open} tools={tools} />}
      <div hidden={open !== undefined} className={open ? undefined : layout.stack}>
        <Remarks remarks={remarksOf(cause.rows)} tools={tools} />
        <WaitingList
          rows={cause.rows}
          words={words}
          marked={marked}
          focusToken={listFocus}
          onMark={setMarked}
          onOpen={({ id }) => setOpenId(id)}
        />
      </div>
      <Line className={layout.small}>{text('Code', cause.code)}</Line>
    </section>
  );
}

interface Acting extends Pick<Props, 'cause' | 'whole' | 'tools'> {
  subject: readonly ExceptionRow[];
  setForm(action: AskedAction | undefined): void;
}

/** What can be done with these rows: at once, after choosing a colleague, or after a word. */
function useActing({ cause, whole, subject, tools: { words, asking }, setForm }: Acting) {
  const doIt = (action: QueueAction, body: object) => {
    const about = subject.length === 1 ? (subject[0]?.number ?? '') : words.documents(burdenOf(subject));
    actOn(action, subject, { cause: whole && subject === cause.rows ? cause.cause : undefined, about, body, asking });
    setForm(undefined);
  };
  const start = async (action: QueueAction) => {
    if (asking.denied(action) !== undefined) return;
    if (action === 'resubmit') return doIt(action, {});
    if (action !== 'assign') return setForm(action);
    const user = await asking.choosePerson();
    if (user) doIt(action, { user });
  };
  return { doIt, start, actions: actionsFor(subject) };
}

/** Gives the keyboard to the cause or the document that has just been opened. */
function useFocus(box: React.RefObject<HTMLElement>, token: number, openId: string | undefined): void {
  const seen = React.useRef({ token: 0, openId });
  React.useEffect(() => {
    const opened = token !== seen.current.token || (openId !== undefined && openId !== seen.current.openId);
    seen.current = { token, openId };
    if (opened) box.current?.focus();
  }, [box, token, openId]);
}

/** A letter is an action only where it is not typed into a field, and without a key that makes it something else. */
const isBare = ({ target, ctrlKey, metaKey, altKey }: React.KeyboardEvent): boolean =>
  !ctrlKey && !metaKey && !altKey && !(target as Element).closest('input:not([type=radio]), textarea, select');

/** What was said to all of them is said once. */
const remarksOf = (rows: readonly ExceptionRow[]) =>
  [...new Map(rows.flatMap(({ remarks }) => remarks).map((remark) => [`${remark.at}|${remark.by}|${remark.text}`, remark])).values()]
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(-5);
