import type { StoreCheck } from '../../canonical/command.ts';
import { explainError, IntegrationError } from '../../core/errors.ts';

export const right = (id: string, title: string, says: string): StoreCheck => ({ id, title, state: 'right', says, advice: '' });
export const wrong = (id: string, title: string, says: string, advice: string): StoreCheck => ({ id, title, state: 'wrong', says, advice });
export const missing = (id: string, title: string, says: string, advice: string): StoreCheck => ({
  id,
  title,
  state: 'missing',
  says,
  advice,
});
export const notChecked = (id: string, title: string, because: string): StoreCheck => ({
  id,
  title,
  state: 'not-checked',
  says: `Not looked at: ${because}`,
  advice: 'It is looked at when that is right.',
});

/** The checks of one thing; what goes wrong on the way to them is itself a finding. */
export async function looking(id: string, title: string, look: () => Promise<StoreCheck[]>): Promise<StoreCheck[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    const { title: says, advice } = explainError(error);
    return [wrong(id, title, says, advice)];
  }
}
