/** JSON as PHP writes it: slashes escaped, everything beyond ASCII as \u…. Signatures are over these bytes. */
export const phpJson = (value: unknown): string =>
  (JSON.stringify(value) ?? 'null')
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
