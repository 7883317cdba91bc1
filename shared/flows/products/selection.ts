import type { Store } from '../../canonical/store.ts';
import type { ErpProduct } from '../../d365/erp-target.ts';

/** Why a released product has no place in this shop; undefined when it has. */
export function whyNotForShop({ kind, group, variants }: ErpProduct, { policies }: Store): string | undefined {
  const { groups } = policies.products;
  if (kind === 'service') return 'it is a service';
  if (groups.length > 0 && !groups.some((one) => one.toLowerCase() === group.toLowerCase()))
    return `its product group "${group}" is none of this store's`;
  return variants.length === 0 ? 'it has no released variants' : undefined;
}

/** The product with its name and description in this language where Dynamics has them; `en` also takes `en-us` and the other way round. */
export function inLanguage(product: ErpProduct, language: string): ErpProduct {
  const wanted = language.toLowerCase();
  const [root] = wanted.split('-');
  const text =
    product.texts.find((one) => one.language === wanted) ??
    product.texts.find((one) => one.language === root) ??
    product.texts.find((one) => one.language.split('-')[0] === root);
  return { ...product, name: text?.name || product.name, description: text?.description || product.description };
}
