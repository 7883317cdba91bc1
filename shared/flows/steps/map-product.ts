import * as z from 'zod';
import type { TargetFields } from '../../canonical/target-schema.ts';
import type { ErpProduct } from '../../d365/erp-target.ts';
import { mapDocument } from '../map-document.ts';
import type { ProductTexts } from '../products/draft.ts';
import { inLanguage } from '../products/selection.ts';
import { defineStep } from '../step.ts';

/** What the store's mapping set makes of the product. */
export const mapProduct = defineStep({
  name: 'map-product',
  settings: z.strictObject({}),
  reads: ['store', 'product'],
  gives: ['texts'],
  async run({ store, product }, { mappings }) {
    const fields = mapDocument(mappings, store, 'product', { product: inLanguage(product, store.policies.products.language) });
    return { texts: toTexts(fields, product) };
  },
});

function toTexts({ title = '', description, vendor, productType, tags, attributes }: TargetFields, product: ErpProduct): ProductTexts {
  return {
    title,
    ...(description ? { description: toHtml(description) } : {}),
    ...(vendor ? { vendor } : {}),
    ...(productType ? { productType } : {}),
    ...(tags ? { tags: listOf(tags) } : {}),
    attributes: chosen(product.attributes, listOf(attributes ?? '')),
  };
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function chosen(all: Record<string, string>, names: readonly string[]): Record<string, string> {
  if (names.includes('*')) return { ...all };
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.has(name.toLowerCase())));
}

/** Descriptions in Dynamics are plain text, or HTML that somebody has pasted; shops take HTML only. */
function toHtml(text: string): string {
  if (/<\/?[a-z][^<>]*>/i.test(text)) return text;
  const escaped = text.trim().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const paragraphs = escaped.split(/(?:\r?\n){2,}/).map((part) => `<p>${part.replace(/\r?\n/g, '<br>')}</p>`);
  return paragraphs.join('');
}
