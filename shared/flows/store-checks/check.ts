import type { StoreCheck } from '../../canonical/command.ts';
import { explainError, IntegrationError, titleOf } from '../../core/errors.ts';
import { inLanguages, type Wording, wording } from '../../core/wording.ts';

/** What a check is about. */
export interface About {
  id: string;
  title: Wording;
}

const nothing = wording('', '');

const found = (state: StoreCheck['state'], { id, title }: About, says: Wording, advice: Wording): StoreCheck => ({
  id,
  state,
  ...inLanguages({ title, says, advice }),
});

export const right = (about: About, says: Wording): StoreCheck => found('right', about, says, nothing);
export const wrong = (about: About, says: Wording, advice: Wording): StoreCheck => found('wrong', about, says, advice);
export const missing = (about: About, says: Wording, advice: Wording): StoreCheck => found('missing', about, says, advice);
export const notChecked = (about: About, because: Wording): StoreCheck =>
  found(
    'not-checked',
    about,
    wording(`Not looked at: ${because.en}`, `Nicht nachgesehen: ${because.de}`),
    wording('It is looked at when that is right.', 'Das wird nachgesehen, sobald das andere stimmt.'),
  );

export const settingsNotRight = wording('the settings of the store are not right yet.', 'Die Einstellungen des Shops stimmen noch nicht.');

/** The checks of one thing; what goes wrong on the way to them is itself a finding. */
export async function looking(about: About, look: () => Promise<StoreCheck[]>): Promise<StoreCheck[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    return [wrong(about, titleOf(error), wording(explainError(error).advice, explainError(error, 'de').advice))];
  }
}
