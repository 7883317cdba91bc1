import type { Store } from '../../canonical/store.ts';
import { explainError, IntegrationError, SeveralErrors } from '../../core/errors.ts';
import { inOneText, type Wording, wording } from '../../core/wording.ts';
import type { Configuration } from '../configuration.ts';
import type { LookPorts } from '../explain/look.ts';
import type { CommandPorts, CommandResult } from './command.ts';
import { refused } from './command.ts';

/** What a dry run of this store's documents is made with. */
export const lookPortsOf = (store: Store, { mappings, links }: Configuration, ports: CommandPorts): LookPorts => ({
  erp: ports.erp(store),
  notebook: ports.notebook,
  articles: ports.articles,
  shop: ports.attach(store),
  records: ports.records,
  bodies: ports.bodies,
  mappings,
  links,
});

/** Refuses with what is wrong and what to do where waiting does not help; what passes by itself is thrown on and tried again. */
export async function orWhyNot(work: () => Promise<CommandResult>): Promise<CommandResult> {
  try {
    return await work();
  } catch (error) {
    const errors = error instanceof SeveralErrors ? error.errors : error instanceof IntegrationError ? [error] : [];
    if (errors.length === 0 || errors.some(({ disposition }) => disposition === 'retry')) throw error;
    return refused(inOneText(errors.map(whatToDo)));
  }
}

export function whatToDo(error: IntegrationError): Wording {
  const [en, de] = [explainError(error), explainError(error, 'de')];
  return wording(`${en.title} ${en.advice}`, `${de.title} ${de.advice}`);
}
