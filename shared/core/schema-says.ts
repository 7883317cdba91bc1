const germanOf = new Map<string, string>();

/** A schema's own sentence. The schema keeps the English one; its German counterpart is found again by it. */
export function schemaSays(en: string, de: string): string {
  germanOf.set(en, de);
  return en;
}

/** The German counterpart of a schema's own sentence; undefined where it is none. */
export const schemaSaysInGerman = (en: string): string | undefined => germanOf.get(en);
