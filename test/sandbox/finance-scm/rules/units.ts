/** Units of measure and how many decimals a quantity in them may have. */
const decimalsOf: Readonly<Record<string, number>> = { ea: 0, pcs: 0, box: 0, pack: 0, kg: 3, g: 0, m: 2, cm: 0, l: 3, hr: 2 };

export const unitDecimals = (symbol: string): number | undefined => decimalsOf[symbol.toLowerCase()];

export const unitLookup = (label: string) => ({
  label,
  related: 'Units',
  has: (_erp: unknown, _company: string, symbol: string) => unitDecimals(symbol) !== undefined,
});
