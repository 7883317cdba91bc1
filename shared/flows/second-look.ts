import { IntegrationError } from '../core/errors.ts';
import { type Clock, type Instant, isAfter, later } from '../core/time.ts';

/**
 * Does what needs a secret, and once more with what Key Vault has now (`notBefore`) when the first attempt was refused: the secret may have
 * been exchanged a moment ago. Shops and Dynamics stop delivering after a few refusals.
 * @throws IntegrationError BAD_SIGNATURE when it is refused for good
 */
export type SecondLook = <Answer>(name: string, attempt: (notBefore?: Instant) => Promise<Answer>) => Promise<Answer>;

const pauseMs = 10_000;

/** Of one name at most every ten seconds: nobody shall make the app ask the vault for each of his guesses. */
export function createSecondLook(clock: Clock): SecondLook {
  const looked = new Map<string, Instant>();
  return async (name, attempt) => {
    try {
      return await attempt();
    } catch (error) {
      const now = clock.now();
      const last = looked.get(name);
      const mayLook = !last || isAfter(now, later(last, pauseMs));
      if (!mayLook || !(error instanceof IntegrationError) || error.code !== 'BAD_SIGNATURE') throw error;
      looked.set(name, now);
      return attempt(now);
    }
  };
}
