import * as z from 'zod';
import type { CustomerCandidate } from '../../canonical/command.ts';
import { CustomerAccount } from '../../core/ids.ts';
import { type Json, parseJson, textOf } from '../../core/json.ts';
import { maskName } from '../../core/mask.ts';
import { inLanguages } from '../../core/wording.ts';
import { literal } from '../../d365/odata-client.ts';
import { defineCommand, done, refused } from './command.ts';
import { orWhyNot } from './look-ports.ts';
import { outcomes } from './outcomes.ts';
import { customerMatches } from './questions.ts';
import { refusals } from './refusals.ts';

const Detail = z.object({
  candidates: z.array(z.object({ account: CustomerAccount, matchedBy: z.enum(['account', 'email', 'phone']).optional() })).default([]),
});

/** The customer accounts that a buyer may be, as Dynamics has them now. Names are masked. */
export const suggestCustomers = defineCommand({
  kind: 'suggest-customers',
  asks: true,
  body: z.strictObject({}),
  run: ({ command: { cause } }, ports) =>
    orWhyNot(async () => {
      const [code, storeId = ''] = cause.split('|');
      if (code !== 'SEVERAL_CUSTOMERS') return refused(refusals.needsCause);
      const store = (await ports.configuration()).store(storeId);
      if (!store) return refused(refusals.noStore(storeId));
      const rows = await ports.dataverse.read(
        'cmc_exceptions',
        `$filter=cmc_causekey eq ${literal(cause.slice(0, 400))}&$select=cmc_detail&$orderby=cmc_openedon desc&$top=5`,
      );
      const found = new Map(rows.flatMap(({ cmc_detail }) => candidatesIn(cmc_detail)).map((one) => [one.account, one]));
      if (found.size === 0) return refused(refusals.causeGone);
      const cards = await ports.erp(store).describeCustomers(store.legalEntity, [...found.keys()]);
      const answer = cards.map(
        ({ account, name, blocked }): CustomerCandidate => ({
          account,
          name: maskName(name),
          blocked,
          ...inLanguages({ because: customerMatches[found.get(account)?.matchedBy ?? 'account'] }),
        }),
      );
      return done(outcomes.customersAlike(answer.length), { answer });
    }),
});

function candidatesIn(detail: Json | undefined) {
  try {
    const parsed = Detail.safeParse(parseJson(textOf(detail)));
    return parsed.success ? parsed.data.candidates : [];
  } catch {
    return [];
  }
}
