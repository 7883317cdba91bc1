import * as React from 'react';
import type { MappingSet } from '../../shared/mapping/mapping-set.ts';
import { amend, begin, change, type History, redo, undo } from './model.ts';
import { type ColumnRules, type RowHead, readRules, writeRules } from './read-rules.ts';

/** The bound column: what it holds, what people made of it, and the way back. */
export interface Column {
  read: ColumnRules;
  /** As it stands in the form now. */
  text: string;
  history?: History<MappingSet>;
  edit(set: MappingSet, topic?: string): void;
  /** Takes a text as people wrote it. */
  replace(text: string): void;
  undo(): void;
  redo(): void;
}

const pauseMs = 1500;
const sameLines = (text: string): string => text.replace(/\r\n?/g, '\n');

/** Follows the column; what the form brings back of our own writing changes nothing. */
export function useColumn(raw: string, head: RowHead, write: (text: string) => void): Column {
  const [opened, setOpened] = React.useState(() => openedAs(raw, head));
  const ours = React.useRef(raw);
  const typing = React.useRef<{ topic: string; at: number }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the head is read anew only together with its text
  React.useEffect(() => {
    if (sameLines(raw) === sameLines(ours.current)) return;
    ours.current = raw;
    setOpened(openedAs(raw, head));
  }, [raw]);

  const put = (text: string, next: ReturnType<typeof openedAs>): void => {
    ours.current = text;
    setOpened(next);
    write(text);
  };
  const step = (history: History<MappingSet> | undefined): void => {
    typing.current = undefined;
    if (history && history !== opened.history)
      put(writeRules(history.present), { read: { set: history.present }, text: writeRules(history.present), history });
  };
  return {
    ...opened,
    edit(set, topic) {
      const { current } = typing;
      const goesOn = topic !== undefined && current?.topic === topic && Date.now() - current.at < pauseMs;
      const history = opened.history ? (goesOn ? amend(opened.history, set) : change(opened.history, set)) : begin(set);
      step(history);
      typing.current = topic === undefined ? undefined : { topic, at: Date.now() };
    },
    replace: (text) => put(text, openedAs(text, head)),
    undo: () => step(opened.history && undo(opened.history)),
    redo: () => step(opened.history && redo(opened.history)),
  };
}

function openedAs(text: string, head: RowHead): Pick<Column, 'read' | 'text' | 'history'> {
  const read = readRules(text, head);
  return { read, text, history: 'set' in read ? begin(read.set) : undefined };
}
