/** What a field of a document may hold, as far as a mapping may fill it. Of documents in Dynamics the ERP target says it; read by mapping checks and the editor. */
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
  document: TargetDocument;
  fields: readonly TargetField[];
}

export const targetDocuments = ['sales-order-header', 'sales-order-line', 'customer', 'product'] as const;
export type TargetDocument = (typeof targetDocuments)[number];
/** What Dynamics is the target of. */
export type ErpDocument = Exclude<TargetDocument, 'product'>;

/** A product in a shop, the same for every channel. What is left empty stays in the shop as it is. */
export const productSchema: TargetSchema = {
  document: 'product',
  fields: [
    { name: 'title', type: 'text', mandatory: true, maxLength: 255, label: 'Title' },
    { name: 'description', type: 'text', mandatory: false, label: 'Description, plain or HTML' },
    { name: 'vendor', type: 'text', mandatory: false, maxLength: 255, label: 'Vendor or brand' },
    { name: 'productType', type: 'text', mandatory: false, maxLength: 255, label: 'Product type or category' },
    { name: 'tags', type: 'text', mandatory: false, label: 'Tags, separated by commas' },
    {
      name: 'attributes',
      type: 'text',
      mandatory: false,
      label: 'Names of the attributes that the shop gets, separated by commas; * for all',
    },
  ],
};

/** Mapped fields by name. Every value is text: decimals as decimal text, days as `YYYY-MM-DD`, moments as ISO UTC, choices as member names. */
export type TargetFields = Record<string, string>;
