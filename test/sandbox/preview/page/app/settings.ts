/** How the page is looked at. It lies in the address, so that a link shows the same thing to somebody else. */
export interface Settings {
  persona: string;
  theme: Theme;
  direction: 'ltr' | 'rtl';
  language: Language;
}

export type Theme = 'light' | 'dark' | 'contrast';
export type Language = 1033 | 1031;

export const themes = ['light', 'dark', 'contrast'] as const;
export const languages = [1033, 1031] as const;

export function readSettings(search: string, personas: readonly { key: string }[]): Settings {
  const query = new URLSearchParams(search);
  const wanted = query.get('persona') ?? '';
  const persona =
    personas.find(({ key }) => key === wanted)?.key ?? personas.find(({ key }) => key === 'kim')?.key ?? personas[0]?.key ?? '';
  const theme = themes.find((one) => one === query.get('theme')) ?? preferredTheme();
  const language = languages.find((one) => String(one) === query.get('language')) ?? 1033;
  return { persona, theme, language, direction: query.get('dir') === 'rtl' ? 'rtl' : 'ltr' };
}

export function writeSettings({ persona, theme, direction, language }: Settings): void {
  const query = new URLSearchParams({ persona, theme, dir: direction, language: String(language) });
  history.replaceState(null, '', `?${query}${location.hash}`);
}

function preferredTheme(): Theme {
  if (matchMedia('(forced-colors: active)').matches) return 'contrast';
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
