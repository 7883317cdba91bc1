import { Field, Input, mergeClasses, Select } from '@fluentui/react-components';
import * as React from 'react';
import type { MappingContext } from '../../shared/canonical/command.ts';
import { VirtualList } from '../lists/VirtualList.tsx';
import type { Desk } from './desk.ts';
import { useStyles } from './styles.ts';
import { matching, type SourceNode, visible } from './tree.ts';
import { shown } from './try-out.ts';

interface SourceProps {
  desk: Desk;
  samples: MappingContext['samples'];
  chosen: number;
  onChoose(sample: number): void;
  tree: readonly SourceNode[];
  /** There is no room beside the rules. */
  narrow: boolean;
}

const rowHeight = 32;

/** The values of one recent document. Each can be dragged to a field, or picked with Enter and put there with Enter. */
export function SourcePane({ desk, samples, chosen, onChoose, tree, narrow }: SourceProps): React.ReactElement {
  const styles = useStyles();
  const { say, picked } = desk;
  const [search, setSearch] = React.useState('');
  const [open, setOpen] = React.useState<ReadonlySet<string>>(new Set(['order', 'line', 'customer', 'product', 'order.shippingAddress']));
  const found = matching(tree, search);
  const nodes = visible(found, ({ path }) => search.trim() !== '' || open.has(path ?? ''));
  const choose = ({ path = '', children }: SourceNode): void => {
    if (children.length === 0) desk.pick(picked === path ? undefined : path);
    else setOpen(new Set(open.has(path) ? [...open].filter((one) => one !== path) : [...open, path]));
  };
  return (
    <section className={mergeClasses(styles.stack, styles.source)} aria-label={say('source')}>
      <Field label={say('sample')}>
        <Select value={String(chosen)} onChange={(_event, { value }) => onChoose(Number(value))}>
          {samples.map(({ label }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two documents may have the same number
            <option key={index} value={index}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Input
        type="search"
        aria-label={say('search_source')}
        placeholder={say('search_source')}
        value={search}
        onChange={(_event, { value }) => setSearch(value)}
      />
      <VirtualList
        label={say('source_list')}
        items={nodes}
        keyOf={({ path, name }) => path ?? name}
        rowHeight={rowHeight}
        maxHeight={narrow ? 160 : 480}
        selected={new Set(picked === undefined ? [] : [picked])}
        onOpen={choose}
        render={(node) => (
          <Node
            node={node}
            desk={desk}
            isOpen={open.has(node.path ?? '') || search.trim() !== ''}
            className={mergeClasses(styles.node, styles.clip)}
          />
        )}
      />
      <span className={styles.faint}>{say('source_hint')}</span>
    </section>
  );
}

interface NodeProps {
  node: SourceNode;
  desk: Desk;
  isOpen: boolean;
  className: string;
}

function Node({ node, desk, isOpen, className }: NodeProps): React.ReactElement {
  const styles = useStyles();
  const { path, name, value, depth, children } = node;
  const group = children.length > 0;
  const draggable = path !== undefined && !desk.readOnly;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are the list's, dragging is only the other way
    <div
      className={className}
      style={{ paddingInlineStart: 8 + depth * 12 }}
      draggable={draggable}
      title={path}
      onDragStart={(event) => event.dataTransfer.setData('text/plain', path ?? '')}
    >
      <span aria-hidden>{group ? (isOpen ? '▾' : '▸') : '·'}</span>
      <span>{name}</span>
      {group ? (
        <span className={styles.hidden}>{desk.say(isOpen ? 'opened' : 'closed')}</span>
      ) : (
        <span className={mergeClasses(styles.strong, styles.clip)}>{shown(value)}</span>
      )}
    </div>
  );
}
