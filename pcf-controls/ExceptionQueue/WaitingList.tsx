import { Subtitle2 } from '@fluentui/react-components';
import * as React from 'react';
import { useLayout } from '../lists/layout.ts';
import { toggled } from '../lists/toggled.ts';
import { VirtualList } from '../lists/VirtualList.tsx';
import type { Words } from '../rows/words.ts';
import { DocumentLine, lineHeight } from './DocumentLine.tsx';
import type { ExceptionRow } from './rows.ts';

interface Props {
  rows: readonly ExceptionRow[];
  words: Words;
  marked: ReadonlySet<string>;
  focusToken: number;
  onMark(marked: ReadonlySet<string>): void;
  onOpen(row: ExceptionRow): void;
}

const shownAtOnce = 8;

/** The documents that wait for one cause, to choose some of them or to look at one. */
export function WaitingList({ rows, words, marked, focusToken, onMark, onOpen }: Props): React.ReactElement {
  const layout = useLayout();
  const title = words.text('Waiting_List');
  return (
    <>
      <Subtitle2 as="h4" className={layout.heading}>
        {title}
      </Subtitle2>
      <VirtualList
        label={title}
        items={rows}
        keyOf={({ id }) => id}
        rowHeight={lineHeight}
        maxHeight={lineHeight * shownAtOnce}
        selected={marked}
        onToggle={({ id }) => onMark(toggled(marked, id))}
        onToggleAll={() => onMark(new Set(marked.size === rows.length ? [] : rows.map(({ id }) => id)))}
        onOpen={onOpen}
        render={(row, { selected }) => <DocumentLine row={row} selected={selected} words={words} />}
        focusToken={focusToken}
      />
    </>
  );
}
