import Big from 'big.js';
import { salesTax } from '../../world.ts';
import { folded } from '../cells.ts';

interface CompanyTax {
  groups: Readonly<Record<string, readonly string[]>>;
  itemGroups: Readonly<Record<string, readonly string[]>>;
  rates: Readonly<Record<string, string>>;
}

const taxOf: Readonly<Record<string, CompanyTax>> = salesTax;

/** Percentage of sales tax on a line: the codes that its sales tax group and its item group share. */
export function taxRate(company: string, taxGroup: string, itemGroup: string): Big {
  const tax = taxOf[folded(company)];
  if (!tax) return new Big(0);
  const ofItem = codesOf(tax.itemGroups, itemGroup);
  return codesOf(tax.groups, taxGroup)
    .filter((code) => ofItem.includes(code))
    .reduce((sum, code) => sum.plus(tax.rates[code] ?? '0'), new Big(0));
}

function codesOf(groups: Readonly<Record<string, readonly string[]>>, name: string): readonly string[] {
  const known = Object.keys(groups).find((group) => folded(group) === folded(name));
  return known ? (groups[known] ?? []) : [];
}

/** Sales tax on an amount, not rounded. */
export const taxOn = (amount: Big, rate: Big, included: boolean): Big =>
  included ? amount.times(rate).div(rate.plus(100)) : amount.times(rate).div(100);
