import type { LegalEntityId } from '../../core/ids.ts';
import { textOf } from '../../core/json.ts';
import type { ErpProduct, ProductSearch } from '../erp-target.ts';
import { literal, type ODataClient, readRows } from '../odata-client.ts';
import { readProducts } from './products.ts';

const mostPerLookUp = 40;
const mostProducts = 60;
const fewestCharacters = 3;

/** What contains one of the texts, in any company for names, in this one for codes. Three round trips. */
export async function searchProducts(client: ODataClient, company: LegalEntityId, { codes, words }: ProductSearch): Promise<ErpProduct[]> {
  const [ofCodes, ofWords] = [searchable(codes), searchable(words)];
  const here = `dataAreaId eq ${literal(company)} and `;
  const released = [...contains('ItemNumber', ofCodes), ...contains('SearchName', ofWords)];
  const variants = [...contains('ProductVariantNumber', ofCodes), ...contains('ProductName', ofWords)];
  const lookUps = [
    lookUp('ReleasedProductsV2', here, released, 'ItemNumber'),
    lookUp('ProductBarcodesV3', here, contains('Barcode', ofCodes), 'ItemNumber'),
    lookUp('ReleasedProductVariantExternalCodesV2', here, contains('ExternalCode', ofCodes), 'ItemNumber'),
    lookUp('ReleasedProductVariantsV2', here, variants, 'ItemNumber'),
    lookUp('ProductsV2', '', contains('ProductName', ofWords), 'ProductNumber'),
  ].filter((path) => path !== undefined);
  if (lookUps.length === 0) return [];
  const answers = await client.batch(lookUps.map((path) => ({ method: 'GET', path })));
  const items = new Set<string>();
  for (const answer of answers) {
    if ('changeset' in answer) continue;
    // A product's number is nearly always its item number; where it is not, no item answers to it.
    for (const row of readRows(client.remote, answer)) items.add(textOf(row.ItemNumber) || textOf(row.ProductNumber));
  }
  if (items.size === 0) return [];
  return (await readProducts(client, company, { items: [...items].slice(0, mostProducts) })).products;
}

/** An asterisk would change the question: texts with one are not looked for. */
const searchable = (texts: readonly string[]): string[] =>
  [...new Set(texts.map((text) => text.trim()))].filter((text) => text.length >= fewestCharacters && !text.includes('*')).slice(0, 10);

const contains = (field: string, texts: readonly string[]): string[] => texts.map((text) => `${field} eq ${literal(`*${text}*`)}`);

const lookUp = (set: string, where: string, any: readonly string[], select: string): string | undefined =>
  any.length === 0 ? undefined : `${set}?cross-company=true&$filter=${where}(${any.join(' or ')})&$select=${select}&$top=${mostPerLookUp}`;
