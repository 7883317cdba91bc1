import { Field, Input, Select } from '@fluentui/react-components';
import * as React from 'react';
import { VirtualList } from '../lists/VirtualList.tsx';
import { Act } from './act.tsx';
import { type CsvReading, fromCsv, toCsv } from './csv.ts';
import type { Say } from './desk.ts';
import { changesTo, type EntryRow, folded } from './entries.ts';
import { useStyles } from './styles.ts';

/** How entries are written; each call gives back when it is done and throws what Dataverse says. */
export interface EntryWriter {
  save(entry: Omit<EntryRow, 'id'>, id?: string): Promise<void>;
  remove(id: string): Promise<void>;
}

interface PaneProps {
  say: Say;
  store: string;
  names: readonly string[];
  rows: readonly EntryRow[];
  writer: EntryWriter;
  /** Why nothing can be written. */
  why?: string;
  /** Rows were written: they have to be read again. */
  onWritten(sentence: string): void;
  onFailed(error: unknown): void;
}

/** The tables that translate codes of the shop, for this store and for all stores. */
export function ValueMapPane({ say, store, names, rows, writer, why, onWritten, onFailed }: PaneProps): React.ReactElement {
  const styles = useStyles();
  const all = [...new Set([...names, ...rows.map(({ map }) => map)])].sort();
  const [map, setMap] = React.useState(rows[0]?.map ?? all[0] ?? '');
  const [owner, setOwner] = React.useState(rows[0]?.store ?? store);
  const [draft, setDraft] = React.useState<EntryRow>(blank);
  const [reading, setReading] = React.useState<CsvReading>();
  const [busy, setBusy] = React.useState(false);
  const shown = rows.filter((row) => row.map === map && row.store === owner).sort((a, b) => (folded(a.from) < folded(b.from) ? -1 : 1));
  const run = async (work: () => Promise<unknown>, sentence: string): Promise<void> => {
    setBusy(true);
    try {
      await work();
      onWritten(sentence);
    } catch (error) {
      onFailed(error);
    }
    setBusy(false);
    setDraft(blank);
    setReading(undefined);
  };
  const cannot = why ?? (busy ? say('map_writing') : undefined);
  const twice = shown.some(({ id, from }) => id !== draft.id && folded(from) === folded(draft.from));
  const saved = () => writer.save({ store: owner, map, from: draft.from.trim(), to: draft.to }, draft.id || undefined);
  return (
    <section className={styles.stack} aria-label={say('maps')}>
      <div className={styles.row}>
        <Field label={say('map')}>
          <Select value={map} onChange={(_event, { value }) => setMap(value)}>
            {all.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </Field>
        <Field label={say('map_for')}>
          <Select value={owner} onChange={(_event, { value }) => setOwner(value)}>
            <option value={store}>{say('map_store', { store })}</option>
            <option value="">{say('map_all')}</option>
          </Select>
        </Field>
      </div>
      {shown.length === 0 ? (
        <span className={styles.faint}>{say('map_empty')}</span>
      ) : (
        <VirtualList
          label={say('map_entries', { count: shown.length })}
          items={shown}
          keyOf={({ id }) => id}
          rowHeight={32}
          maxHeight={360}
          selected={new Set([draft.id])}
          onOpen={(row) => setDraft(row)}
          render={({ from, to }) => (
            <div className={styles.node}>
              <span>{from}</span>
              <span aria-hidden>→</span>
              <span className={styles.strong}>{to}</span>
            </div>
          )}
        />
      )}
      <div className={styles.fields}>
        <Field label={say('map_from')} validationMessage={twice ? say('map_twice') : undefined}>
          <Input value={draft.from} maxLength={400} onChange={(_event, { value }) => setDraft({ ...draft, from: value })} />
        </Field>
        <Field label={say('map_to')}>
          <Input value={draft.to} maxLength={400} onChange={(_event, { value }) => setDraft({ ...draft, to: value })} />
        </Field>
      </div>
      <div className={styles.row}>
        <Act
          look="primary"
          label={say(draft.id ? 'map_change' : 'map_add')}
          why={cannot ?? (draft.from.trim() === '' ? say('csv_empty') : twice ? say('map_twice') : undefined)}
          onClick={() => run(saved, say('map_saved', { count: 1 }))}
        />
        {draft.id && <Act label={say('remove')} why={cannot} onClick={() => run(() => writer.remove(draft.id), say('map_removed'))} />}
        {draft.id && <Act look="subtle" label={say('cancel')} onClick={() => setDraft(blank)} />}
        <Act
          label={say('csv_export')}
          why={shown.length === 0 ? say('map_empty') : undefined}
          onClick={() => download(`${owner || 'all'}-${map}.csv`, toCsv(shown))}
        />
        <FileAct label={say('csv_import')} why={cannot} onText={(text) => setReading(fromCsv(text, true))} />
      </div>
      {reading && (
        <Import
          say={say}
          reading={reading}
          rows={shown}
          why={cannot}
          onCancel={() => setReading(undefined)}
          onImport={({ added, changed, missing }, alsoRemove) =>
            run(
              async () => {
                for (const entry of added) await writer.save({ store: owner, map, ...entry });
                for (const { row, to } of changed) await writer.save({ ...row, to }, row.id);
                if (alsoRemove) for (const { id } of missing) await writer.remove(id);
              },
              say('map_saved', { count: added.length + changed.length }),
            )
          }
        />
      )}
    </section>
  );
}

const blank: EntryRow = { id: '', store: '', map: '', from: '', to: '' };

interface ImportProps {
  say: Say;
  reading: CsvReading;
  rows: readonly EntryRow[];
  why?: string;
  onImport(changes: ReturnType<typeof changesTo>, alsoRemove: boolean): void;
  onCancel(): void;
}

/** What a file would change, before anything is written. */
function Import({ say, reading, rows, why, onImport, onCancel }: ImportProps): React.ReactElement {
  const styles = useStyles();
  const changes = changesTo(rows, reading.entries);
  const count = changes.added.length + changes.changed.length;
  return (
    <section className={styles.panel} aria-label={say('csv_import')}>
      <span role="status">
        {say('csv_found', {
          added: changes.added.length,
          changed: changes.changed.length,
          same: changes.same,
          missing: changes.missing.length,
        })}
      </span>
      {reading.problems.length > 0 && (
        <ul className={styles.bad}>
          {reading.problems.slice(0, 20).map(({ line, say: key, facts }) => (
            <li key={line}>{say('csv_line', { line, problem: say(key, facts) })}</li>
          ))}
          {reading.problems.length > 20 && <li>{`+ ${reading.problems.length - 20}`}</li>}
        </ul>
      )}
      <div className={styles.row}>
        <Act
          look="primary"
          label={say('csv_take', { count })}
          why={why ?? (count === 0 ? say('csv_nothing') : undefined)}
          onClick={() => onImport(changes, false)}
        />
        {changes.missing.length > 0 && (
          <Act label={say('csv_replace', { count, missing: changes.missing.length })} why={why} onClick={() => onImport(changes, true)} />
        )}
        <Act look="subtle" label={say('cancel')} onClick={onCancel} />
      </div>
    </section>
  );
}

function FileAct({ label, why, onText }: { label: string; why?: string; onText(text: string): void }): React.ReactElement {
  const styles = useStyles();
  const input = React.useRef<HTMLInputElement>(null);
  const read = async ({ target }: React.ChangeEvent<HTMLInputElement>): Promise<void> => {
    const text = await target.files?.[0]?.text();
    target.value = '';
    if (text !== undefined) onText(text);
  };
  return (
    <>
      <Act label={label} why={why} onClick={() => input.current?.click()} />
      <input ref={input} type="file" accept=".csv,.txt" className={styles.hidden} tabIndex={-1} aria-hidden onChange={read} />
    </>
  );
}

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
