import { refusals } from './refusal.ts';

/** A number as the sender wrote it, digit by digit. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Incoming = string | boolean | null | NumberText | Incoming[] | { [name: string]: Incoming };

type SourceReviver = (key: string, value: unknown, context?: { source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/** The object that a request carries. @throws Refusal when it is none */
export function readObject(text: string): { [name: string]: Incoming } {
  let parsed: unknown;
  try {
    parsed = parseWithSource(text, (_key, value, context) =>
      typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value,
    );
  } catch (error) {
    throw refusals.badJson(error instanceof Error ? error.message : String(error));
  }
  if (!isPlainObject(parsed)) throw refusals.badJson('The request body is not a JSON object.');
  return parsed as { [name: string]: Incoming };
}

export const isPlainObject = (value: unknown): value is { [name: string]: Incoming } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText);

/** Prints as a JSON number with exactly these digits. */
export const exactNumber = (text: string): unknown => rawJson(text);
