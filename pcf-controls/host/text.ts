import { german } from './german.ts';
import { english, type HostWord } from './words.ts';

/** What stands in a sentence for `{count}`, or for `{0}` when it is a list. */
export type Values = Readonly<Record<string, string | number>> | readonly (string | number)[];

/** A sentence by its key. With `count: 1` the key followed by `_one` is taken where there is one. */
export type Text = (key: string, values?: Values) => string;

/**
 * Sentences from the control's resources; those that every control says (`Host_…`) ship with the host and may be overridden by a resource of
 * the same key. An unknown key comes back as it is.
 */
export function createText(resource: (key: string) => string, language: string): Text {
  const own: Record<string, string | undefined> = language.startsWith('de') ? german : english;
  const find = (key: string): string | undefined => {
    const found = resource(key);
    return found && found !== key ? found : own[key];
  };
  return (key, values = {}) => {
    const filled = values as Readonly<Record<string, string | number>>;
    const sentence = (filled.count === 1 ? find(`${key}_one`) : undefined) ?? find(key) ?? key;
    return sentence.replace(/\{(\w+)\}/g, (place, name: string) => (Object.hasOwn(filled, name) ? String(filled[name]) : place));
  };
}

export type { HostWord };
