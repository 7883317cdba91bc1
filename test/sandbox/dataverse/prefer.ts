/** What a `Prefer` header asks for. */
export interface Preferences {
  representation: boolean;
  continueOnError: boolean;
  trackChanges: boolean;
  maxPageSize?: number;
  /** Patterns of annotations, for example `*`. */
  annotations: readonly string[];
  /** What is said back in `Preference-Applied`. */
  applied: string[];
}

export function readPreferences(header: string | undefined): Preferences {
  const preferences: Preferences = { representation: false, continueOnError: false, trackChanges: false, annotations: [], applied: [] };
  for (const part of (header ?? '').match(/[^,"]+(?:"[^"]*")?/g) ?? []) {
    const [name = '', value] = part.trim().split(/\s*=\s*/, 2);
    const plain = value?.replaceAll('"', '') ?? '';
    switch (name.toLowerCase()) {
      case 'return':
        preferences.representation = plain === 'representation';
        break;
      case 'odata.continue-on-error':
        preferences.continueOnError = plain !== 'false';
        break;
      case 'odata.track-changes':
        preferences.trackChanges = true;
        break;
      case 'odata.maxpagesize':
        if (/^[1-9]\d*$/.test(plain)) preferences.maxPageSize = Number(plain);
        break;
      case 'odata.include-annotations':
        preferences.annotations = plain.split(',').map((pattern) => pattern.trim());
        break;
      default:
        continue;
    }
    preferences.applied.push(part.trim());
  }
  return preferences;
}

/** Whether the patterns ask for an annotation: `*`, `Microsoft.Dynamics.CRM.*` or its own name; `-` before a pattern takes it out. */
export function wantsAnnotation(patterns: readonly string[], annotation: string): boolean {
  const fits = (pattern: string) => (pattern.endsWith('*') ? annotation.startsWith(pattern.slice(0, -1)) : pattern === annotation);
  return patterns.some(fits) && !patterns.some((pattern) => pattern.startsWith('-') && fits(pattern.slice(1)));
}
