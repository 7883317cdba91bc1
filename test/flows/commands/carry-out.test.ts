import { expect, it } from 'vitest';
import { instant } from '../../../shared/core/time.ts';
import { commandState } from '../../../shared/d365/dataverse/choices.ts';
import { carryOutCommands } from '../../../shared/flows/commands/carry-out.ts';
import { useDataverse } from '../../sandbox/dataverse-caller.ts';
import { desk } from './desk.ts';

const { call, query, product } = useDataverse();

it('many slow commands are left to the next time, before the host ends the process over them', async () => {
  for (let n = 0; n < 9; n += 1)
    await call('POST', 'cmc_commands', { cmc_key: `c-${n}`, cmc_name: 'resubmit', cmc_kind: 'nothing', cmc_state: commandState.Requested });
  const { ports } = desk(product());
  let now = Date.now();
  const update: typeof ports.dataverse.update = (...written) => {
    now += 20_000;
    return ports.dataverse.update(...written);
  };
  const dataverse = { ...ports.dataverse, update };
  const carryOut = () => carryOutCommands({ ...ports, dataverse, clock: { now: () => instant(now) } });
  const waiting = async () => (await query('cmc_commands', { $filter: `cmc_state eq ${commandState.Requested}` })).body.value.length;

  await carryOut();
  const left = await waiting();
  await carryOut();

  expect(left).toBeGreaterThan(0);
  expect(await waiting()).toBe(0);
});
