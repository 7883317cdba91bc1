/** What a document in Dynamics 365 consists of, as far as a mapping may fill it. Given by the ERP target, read by mapping checks and the editor. */
export interface TargetField {
  name: string;
  type: 'text' | 'decimal' | 'integer' | 'date' | 'datetime' | 'choice';
  mandatory: boolean;
  /** Filled by Dynamics or by the flow itself; a rule may not. */
  readOnly?: boolean;
  maxLength?: number;
  /** For `choice`: the member names. */
  members?: readonly string[];
  /** For people. */
  label?: string;
}

export interface TargetSchema {
  /** `sales-order-header`, `sales-order-line`, `customer`. */
  document: TargetDocument;
  fields: readonly TargetField[];
}

export const targetDocuments = ['sales-order-header', 'sales-order-line', 'customer'] as const;
export type TargetDocument = (typeof targetDocuments)[number];

/** Mapped fields by name. Every value is text: decimals as decimal text, days as `YYYY-MM-DD`, moments as ISO UTC, choices as member names. */
export type TargetFields = Record<string, string>;
