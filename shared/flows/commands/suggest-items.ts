import * as z from 'zod';
import type { ItemCandidate } from '../../canonical/command.ts';
import { inLanguages } from '../../core/wording.ts';
import type { ErpProduct } from '../../d365/erp-target.ts';
import { likenessOf, type WantedArticle, wordsOf } from '../../insights/likeness.ts';
import { defineCommand, done, refused } from './command.ts';
import { orWhyNot } from './look-ports.ts';
import { outcomes } from './outcomes.ts';
import { refusals } from './refusals.ts';

const most = 8;
const leastLikeness = 30;

/** Items of Dynamics that an article of the shop may be, most alike first. */
export const suggestItems = defineCommand({
  kind: 'suggest-items',
  asks: true,
  body: z.strictObject({
    sku: z.string().trim().max(200).default(''),
    name: z.string().trim().max(300).optional(),
    barcode: z.string().trim().max(100).optional(),
  }),
  run: ({ command, body }, ports) =>
    orWhyNot(async () => {
      const store = (await ports.configuration()).store(command.store);
      if (!store) return refused(refusals.noStore(command.store));
      if (!body.sku && !body.name && !body.barcode) return refused(refusals.needsArticle);
      const products = await ports.erp(store).searchProducts(store.legalEntity, {
        codes: partsOfCode(body.sku, body.barcode),
        words: wordsOf(body.name ?? ''),
      });
      const answer = mostAlike(body, products);
      if (answer.length === 0) return done(outcomes.noItemAlike(store.legalEntity), { answer });
      return done(outcomes.itemsAlike(answer.length), { answer });
    }),
});

/** What a code is looked for by: itself, its parts, its beginning and its end. */
export function partsOfCode(sku: string, barcode = ''): string[] {
  const parts = sku.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length >= 3);
  const plain = sku.replace(/[^\p{L}\p{N}]/gu, '');
  const ends = plain.length >= 6 ? [plain.slice(0, 4), plain.slice(-4)] : [];
  return [...new Set([sku, barcode, plain, ...parts, ...ends].filter((part) => part !== ''))];
}

export function mostAlike(wanted: WantedArticle, products: readonly ErpProduct[]): ItemCandidate[] {
  return products
    .flatMap(({ item, name, variants }) =>
      variants.map((variant) => {
        const dimensions = Object.fromEntries(Object.entries(variant.dimensions).filter(([, value]) => value)) as Record<string, string>;
        const full = variant.name && variant.name !== name ? `${name} ${variant.name}` : name;
        const offered = { itemNumber: item, name: full, codes: [variant.sku], barcode: variant.barcode, dimensions };
        const { score, because } = likenessOf(wanted, offered);
        return { itemNumber: item, name: variant.name || name, dimensions, likeness: score, ...inLanguages({ because }) };
      }),
    )
    .filter(({ likeness }) => likeness >= leastLikeness)
    .sort((a, b) => b.likeness - a.likeness || orderOf(a, b))
    .slice(0, most);
}

const orderOf = (a: ItemCandidate, b: ItemCandidate): number => {
  const [left, right] = [a, b].map(({ itemNumber, dimensions }) => JSON.stringify([itemNumber, dimensions])) as [string, string];
  return left < right ? -1 : 1;
};
