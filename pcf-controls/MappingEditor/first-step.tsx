import { Field, Select, Text } from '@fluentui/react-components';
import * as React from 'react';
import { type TargetDocument, targetDocuments } from '../../shared/canonical/target-schema.ts';
import { textOf } from '../../shared/core/json.ts';
import type { Failure } from '../host/failure.ts';
import type { Host } from '../host/host.ts';
import { Failed, Loading } from '../host/states.tsx';
import { Act } from './act.tsx';
import { useStyles } from './styles.ts';
import { readVersions } from './use-rows.ts';
import { draftRow, shippedOnly } from './versions.ts';

interface Known {
  stores?: { key: string; name: string }[];
  failure?: Failure;
}

/** A form that does not say yet which rules it holds: the person does, and a draft begins. */
export function FirstStep({ host, store, document }: { host: Host; store: string; document?: TargetDocument }): React.ReactElement {
  const styles = useStyles();
  const say = host.text;
  const [{ stores, failure }, setKnown] = React.useState<Known>({});
  const [chosen, setChosen] = React.useState({ store, document: document ?? targetDocuments[0] });
  const [busy, setBusy] = React.useState(false);
  const fail = (error: unknown) => setKnown((before) => ({ ...before, failure: host.failure(error) }));
  const look = () => {
    setKnown({});
    host.rows
      .read('cmc_store', { select: ['cmc_key', 'cmc_name'], order: 'cmc_name asc' })
      .then((rows) => setKnown({ stores: rows.map((row) => ({ key: textOf(row.cmc_key), name: textOf(row.cmc_name) })) }))
      .catch(fail);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  React.useEffect(look, []);
  if (failure) return <Failed failure={failure} onAgain={look} />;
  if (!stores) return <Loading onAgain={look} />;
  const about = { ...chosen, store: chosen.store || stores[0]?.key || '' };
  const begin = async (): Promise<void> => {
    setBusy(true);
    try {
      const versions = await readVersions(host, about.store, about.document);
      host.open('cmc_mappingset', await host.rows.create('cmc_mappingset', draftRow(about, shippedOnly(about.document), versions)));
    } catch (error) {
      fail(error);
    }
    setBusy(false);
  };
  const none = stores.length === 0 ? say('first_step_none') : undefined;
  return (
    <div className={styles.panel}>
      <Text weight="semibold">{say('first_step')}</Text>
      <Text>{none ?? say('first_step_how')}</Text>
      <div className={styles.ends}>
        <Field label={say('MappingEditor_Store')}>
          <Select value={about.store} onChange={(_event, { value }) => setChosen({ ...about, store: value })}>
            {stores.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={say('MappingEditor_Document')}>
          <Select value={about.document} onChange={(_event, { value }) => setChosen({ ...about, document: value as TargetDocument })}>
            {targetDocuments.map((one) => (
              <option key={one} value={one}>
                {say(`document_${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Act
          look="primary"
          label={say('begin_draft')}
          why={host.may('publish-mapping').because || none || (busy ? say('busy') : undefined)}
          onClick={begin}
        />
      </div>
    </div>
  );
}
