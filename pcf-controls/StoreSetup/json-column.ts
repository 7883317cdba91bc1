import { type Json, type JsonObject, parseJson } from '../../shared/core/json.ts';
import { isRecord } from './field.ts';

/** A JSON column as it stands: readable, or the raw text that somebody has to put right. */
export type JsonColumn = { value: JsonObject } | { raw: string };

/** An empty column is an empty object. */
export function readColumn(text: string | null | undefined): JsonColumn {
  if (!text?.trim()) return { value: {} };
  try {
    const value = parseJson(text);
    return isRecord(value) ? { value } : { raw: text };
  } catch {
    return { raw: text };
  }
}

export const writeColumn = (value: JsonObject): string => JSON.stringify(value, null, 2);

/** What stands at a dotted path. */
export function at(value: JsonObject, path: string): Json | undefined {
  return path
    .split('.')
    .reduce<Json | undefined>((within, key) => (isRecord(within) && Object.hasOwn(within, key) ? within[key] : undefined), value);
}

/** The same object with this at the path, or without it; everything else stays as it was, known or not. */
export function put(value: JsonObject, path: string, next: Json | undefined): JsonObject {
  const [key = '', ...rest] = path.split('.');
  const within = value[key];
  const child = rest.length === 0 ? next : put(isRecord(within) ? within : {}, rest.join('.'), next);
  const isEmpty = child === undefined || (rest.length > 0 && isRecord(child) && Object.keys(child).length === 0);
  if (!isEmpty) return { ...value, [key]: child };
  const { [key]: _left, ...others } = value;
  return others;
}
