/** How rules calculate and compare. */
export const operations = ['add', 'subtract', 'multiply', 'divide', 'negate', 'round'] as const;
export type Operation = (typeof operations)[number];

export const operators = ['present', 'empty', 'equals', 'not-equals', 'one-of', 'contains', 'starts-with', 'above', 'below'] as const;
export type Operator = (typeof operators)[number];
