import { Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import * as React from 'react';
import type { StoreCheck } from '../../shared/canonical/command.ts';
import { useAnnounce, useHost } from '../host/surface.tsx';
import { CheckMark } from './CheckMark.tsx';
import { type ConnectorGuide, secretNames } from './connections.ts';
import { useLayout } from './layout.ts';

interface Props {
  storeKey: string;
  connector: string;
  guide: ConnectorGuide | undefined;
  checks: readonly StoreCheck[];
}

/** Under which names Key Vault has to hold the secrets of this store, where each comes from, and whether it is there. */
export function Secrets({ storeKey, connector, guide, checks }: Props): React.ReactElement {
  const { text } = useHost();
  const styles = useStyles();
  const layout = useLayout();
  const announce = useAnnounce();
  const [said, setSaid] = React.useState<{ name: string; sentence: string }>();
  if (!storeKey || !guide) return <Text>{text('Secrets_NeedKey')}</Text>;
  const copy = async (name: string) => {
    const sentence = await navigator.clipboard.writeText(name).then(
      () => text('Copied', { name }),
      () => text('Copy_Failed'),
    );
    setSaid({ name, sentence });
    announce(sentence);
  };
  return (
    <>
      <Text>{text('Secrets_Says')}</Text>
      <ul className={mergeClasses(layout.close, layout.bare)}>
        {secretNames(storeKey, guide).map(({ purpose, name }) => {
          const check = checks.find(({ id }) => id === `secret:${purpose}`);
          return (
            <li key={name} className={layout.closest}>
              <div className={layout.line}>
                <code className={styles.name}>{name}</code>
                <Button size="small" aria-label={text('Copy_Name', { name })} onClick={() => void copy(name)}>
                  {text('Copy')}
                </Button>
                {check && <CheckMark state={check.state} />}
                {said?.name === name && <Text size={200}>{said.sentence}</Text>}
              </div>
              <Text size={200} className={layout.hint}>
                {text(`Secret_${connector}_${purpose}`)}
              </Text>
            </li>
          );
        })}
      </ul>
    </>
  );
}

const useStyles = makeStyles({
  name: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', userSelect: 'all' },
});
