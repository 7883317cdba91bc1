/** A stable 64-bit FNV-1a hash as 13 characters of base 36: for keys and comparisons, never for secrets. */
export function shortHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(36).padStart(13, '0');
}

/**
 * Joins parts into a key that storage and Dataverse alternate keys accept: anything but letters, digits, `.`, `_` and `-` becomes
 * `~hex~`, so that different parts never make the same key.
 */
export function rowKey(...parts: string[]): string {
  return parts.map((part) => part.replace(/[^A-Za-z0-9._-]/gu, (character) => `~${character.codePointAt(0)?.toString(16)}~`)).join('|');
}
