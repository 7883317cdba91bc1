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

/** The same change to each language's text. */
export const eachText = ({ en, de }: Wording, change: (text: string) => string): Wording => ({ en: change(en), de: change(de) });

/** The counterparts of English columns, by the number that Dynamics gives the language: `{ "1031": { "title": "…" } }`. */
export type Texts = Record<string, Record<string, string>>;

const german = '1031';

/** What stands beside the English columns, for a `cmc_texts` column. */
export const textsOf = (columns: Record<string, Wording | undefined>): Texts => ({
  [german]: Object.fromEntries(Object.entries(columns).flatMap(([name, words]) => (words ? [[name, words.de]] : []))),
});

/** A remote side's status, as the reason why something did not work. */
export const answered = (status: number): Wording => wording(`it answered ${status}`, `Antwort ${status}`);
