/** What people read, in every language of the product. */
export interface Wording {
  en: string;
  de: string;
}

export type Language = keyof Wording;

export const wording = (en: string, de: string): Wording => ({ en, de });

/** Several sentences, one after the other. */
export const inOneText = (parts: readonly Wording[], between = ' '): Wording => ({
  en: parts.map(({ en }) => en).join(between),
  de: parts.map(({ de }) => de).join(between),
});

/** `{name}` becomes the fact of that name, once: what a fact holds is never read again. */
export const filledIn = (text: string, facts: Record<string, string | number> = {}): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(facts, name) ? String(facts[name]) : whole));

/** The same change to each language's text. */
export const eachText = ({ en, de }: Wording, change: (text: string) => string): Wording => ({ en: change(en), de: change(de) });

/** The counterparts of English columns, by the number that Dynamics gives the language: `{ "1031": { "title": "…" } }`. */
export type Texts = Record<string, Record<string, string>>;

/** As Dynamics numbers it. */
export const german = '1031';

/** What stands beside the English columns, for a `cmc_texts` column. */
export const textsOf = (columns: Record<string, Wording | undefined>): Texts => ({
  [german]: Object.fromEntries(Object.entries(columns).flatMap(([name, words]) => (words ? [[name, words.de]] : []))),
});

/** For JSON that people read: the English words under their names, the others in `texts`. */
export const inLanguages = <Name extends string>(words: Record<Name, Wording>): Record<Name, string> & { texts: Texts } => ({
  ...(Object.fromEntries(Object.entries<Wording>(words).map(([name, { en }]) => [name, en])) as Record<Name, string>),
  texts: textsOf(words),
});

/** What a row says in its English column, with the counterpart from its `cmc_texts` (as text); English where there is none. */
export function wordingOf(english: string, texts: string, name: string): Wording {
  try {
    const read = JSON.parse(texts) as Partial<Texts> | null;
    const own: unknown = read?.[german]?.[name];
    return wording(english, typeof own === 'string' && own !== '' ? own : english);
  } catch {
    return wording(english, english);
  }
}

/** A remote side's status, as the reason why something did not work. */
export const answered = (status: number): Wording => wording(`it answered ${status}`, `Antwort ${status}`);
