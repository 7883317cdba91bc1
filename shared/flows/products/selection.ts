import type { Store } from '../../canonical/store.ts';
import type { Wording } from '../../core/wording.ts';
import type { ErpProduct } from '../../d365/erp-target.ts';
import { problems } from '../sentences.ts';

/** Why a released product has no place in this shop; undefined when it has. */
export function whyNotForShop({ kind, group, variants }: ErpProduct, { policies }: Store): Wording | undefined {
  const { groups } = policies.products;
  if (kind === 'service') return problems.isService;
  if (groups.length > 0 && !groups.some((one) => one.toLowerCase() === group.toLowerCase())) return problems.otherGroup(group);
  return variants.length === 0 ? problems.noVariants : undefined;
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
