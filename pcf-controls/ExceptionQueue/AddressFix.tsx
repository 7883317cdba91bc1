import { Button, Field, Input, makeStyles, tokens, Text as Words } from '@fluentui/react-components';
import * as React from 'react';
import type { Text } from '../rows/words.ts';

const parts = ['firstName', 'lastName', 'company', 'street', 'postalCode', 'city', 'region', 'country', 'phone'] as const;
type Part = (typeof parts)[number];
type Entered = Partial<Record<Part, string>>;

interface Props {
  text: Text;
  onCorrect(address: Record<string, string | string[]>): void;
}

/** What a person knows better than the shop; what is left empty stays the shop's. */
export function AddressFix({ text, onCorrect }: Props): React.ReactElement {
  const styles = useStyles();
  const [entered, setEntered] = React.useState<Entered>({});
  const country = entered.country?.trim() ?? '';
  const wrongCountry = country !== '' && !/^[a-z]{2}$/i.test(country);
  const address = toAddress(entered);
  const [shown, setShown] = React.useState(false);
  if (!shown)
    return (
      <div>
        <Button onClick={() => setShown(true)}>{text('Address_Title')}</Button>
      </div>
    );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrongCountry && address) onCorrect(address);
      }}
    >
      <Words className={styles.end}>{text('Address_Hint')}</Words>
      {parts.map((part) => (
        <Field
          key={part}
          size="small"
          label={text(`Address_${part}`)}
          validationMessage={part === 'country' && wrongCountry ? text('Address_CountryWrong') : undefined}
        >
          <Input
            size="small"
            autoComplete="off"
            maxLength={part === 'street' ? 250 : 60}
            value={entered[part] ?? ''}
            onChange={(_event, { value }) => setEntered((before) => ({ ...before, [part]: value }))}
          />
        </Field>
      ))}
      <div className={styles.end}>
        <Button type="submit" appearance="primary" disabledFocusable={!address || wrongCountry}>
          {text('Address_Correct')}
        </Button>
      </div>
    </form>
  );
}

/** As `correct-address` takes it; undefined when nothing is said. */
function toAddress({ street, country, ...rest }: Entered): Record<string, string | string[]> | undefined {
  const said = Object.entries({ ...rest, country: country?.toUpperCase() })
    .map(([part, value]) => [part, value?.trim() ?? ''] as const)
    .filter(([, value]) => value !== '');
  const lines = (street ?? '')
    .split(';')
    .map((line) => line.trim())
    .filter(Boolean);
  if (said.length === 0 && lines.length === 0) return undefined;
  return { ...Object.fromEntries(said), ...(lines.length > 0 ? { street: lines } : {}) };
}

const useStyles = makeStyles({
  form: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(160px, 1fr))',
    gap: tokens.spacingVerticalS,
    alignItems: 'start',
  },
  end: { gridColumnStart: 1, gridColumnEnd: -1 },
});
