import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import * as React from 'react';
import { scrollTo, sliceOf } from './window.ts';

interface Props<Item> {
  label: string;
  items: readonly Item[];
  keyOf(item: Item): string;
  /** In pixels, the same for all rows. */
  rowHeight: number;
  /** Keys; one that is open or many that are chosen. */
  selected: ReadonlySet<string>;
  /** The key of the row that is open beside the list, where `selected` says something else. */
  current?: string;
  /** Space and a click on the mark choose; without it Enter alone does something. */
  onToggle?(item: Item): void;
  onToggleAll?(): void;
  onOpen(item: Item): void;
  render(item: Item, state: { selected: boolean; active: boolean }): React.ReactElement;
  /** In pixels; of a list that fills what its surroundings leave: absent. */
  maxHeight?: number;
  /** Takes the keyboard when this changes to another value. */
  focusToken?: number;
}

/** A list of any length of which only what is in view is drawn. The keyboard stays on the list, which names its active row. */
export function VirtualList<Item>(props: Props<Item>): React.ReactElement {
  const { items, keyOf, rowHeight, selected, onOpen, onToggle, render, label, maxHeight } = props;
  const styles = useStyles();
  const box = React.useRef<HTMLDivElement>(null);
  const [id] = React.useState(nextId);
  const [active, setActive] = React.useState(0);
  const view = useView(box, rowHeight);
  const at = Math.min(active, Math.max(0, items.length - 1));
  const { from, to, before, after } = sliceOf(items.length, rowHeight, view.scrolled, view.height);

  const go = (index: number) => {
    const next = Math.max(0, Math.min(items.length - 1, index));
    setActive(next);
    const { current } = box;
    if (current) current.scrollTop = scrollTo(next, rowHeight, current.scrollTop, current.clientHeight);
  };
  useFocusOn(box, props.focusToken, () => go(at));
  const onKeyDown = (event: React.KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    if (handled(event, { go, at, page, last: items.length - 1, item: items[at], ...props })) event.preventDefault();
  };

  return (
    <div
      ref={box}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-multiselectable={onToggle ? true : undefined}
      aria-activedescendant={items.length > 0 ? `${id}-${at}` : undefined}
      className={mergeClasses(styles.box, maxHeight === undefined && styles.fills)}
      style={maxHeight === undefined ? undefined : { height: Math.min(maxHeight, items.length * rowHeight + 2) }}
      onScroll={view.onScroll}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: before }} />
      {items.slice(from, to).map((item, offset) => {
        const index = from + offset;
        const key = keyOf(item);
        return (
          // The keyboard is the list's: see onKeyDown above.
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles keys for all its rows
          // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant
          <div
            key={key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={selected.has(key)}
            aria-current={props.current === key ? true : undefined}
            aria-setsize={items.length}
            aria-posinset={index + 1}
            data-active={index === at ? true : undefined}
            className={mergeClasses(styles.row, (selected.has(key) || props.current === key) && styles.selected)}
            style={{ height: rowHeight }}
            onClick={(event) => {
              setActive(index);
              if (onToggle && (event.target as Element).closest('[data-mark]')) onToggle(item);
              else onOpen(item);
            }}
          >
            {render(item, { selected: selected.has(key), active: index === at })}
          </div>
        );
      })}
      <div role="presentation" style={{ height: after }} />
    </div>
  );
}

let ids = 0;
const nextId = (): string => {
  ids += 1;
  return `cc-list-${ids}`;
};

interface Keys<Item> extends Pick<Props<Item>, 'onOpen' | 'onToggle' | 'onToggleAll'> {
  go(index: number): void;
  at: number;
  page: number;
  last: number;
  item: Item | undefined;
}

function handled<Item>(event: React.KeyboardEvent, { go, at, page, last, item, onOpen, onToggle, onToggleAll }: Keys<Item>): boolean {
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: last };
  const step = steps[event.key];
  if (step !== undefined) go(step);
  else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && onToggleAll) onToggleAll();
  else if (item === undefined) return false;
  else if (event.key === 'Enter') onOpen(item);
  else if (event.key === ' ') (onToggle ?? onOpen)(item);
  else return false;
  return true;
}

/** How far the list is scrolled, in whole rows (a smaller step draws nothing new), and how much of it is in view. */
function useView(box: React.RefObject<HTMLDivElement>, rowHeight: number) {
  const [scrolled, setScrolled] = React.useState(0);
  const [height, setHeight] = React.useState(600);
  const onScroll = React.useCallback(
    (event: React.UIEvent<HTMLDivElement>) => setScrolled(Math.floor(event.currentTarget.scrollTop / rowHeight) * rowHeight),
    [rowHeight],
  );
  React.useLayoutEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    const watch = new ResizeObserver(() => setHeight(current.clientHeight + rowHeight));
    watch.observe(current);
    return () => watch.disconnect();
  }, [box, rowHeight]);
  return { scrolled, height, onScroll };
}

function useFocusOn(box: React.RefObject<HTMLDivElement>, token: number | undefined, shows: () => void): void {
  const seen = React.useRef(token);
  const latest = React.useRef(shows);
  latest.current = shows;
  React.useEffect(() => {
    if (seen.current === token) return;
    seen.current = token;
    box.current?.focus();
    latest.current();
  }, [box, token]);
}

const useStyles = makeStyles({
  box: {
    overflowY: 'auto',
    overflowX: 'hidden',
    position: 'relative',
    borderRadius: tokens.borderRadiusMedium,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    ':focus-visible [data-active]': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-4px' },
  },
  fills: { flexGrow: 1, minHeight: 0 },
  row: {
    boxSizing: 'border-box',
    display: 'flex',
    cursor: 'pointer',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    ':hover': { backgroundColor: tokens.colorNeutralBackground3 },
    borderInlineStartWidth: '3px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: 'transparent',
  },
  selected: { backgroundColor: tokens.colorNeutralBackground3, borderInlineStartColor: tokens.colorCompoundBrandStroke },
});
