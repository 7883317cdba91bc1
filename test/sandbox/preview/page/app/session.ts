import type { AppModel, PersonaModel, TableModel, Words } from '../../app/model.ts';
import type { Format } from './format.ts';
import type { Settings } from './settings.ts';
import type { WebApi } from './web-api.ts';
import type { Say } from './words.ts';

/** Everything a part of the shell needs to know of who looks, how and at what. */
export interface Session {
  app: AppModel;
  settings: Settings;
  persona: PersonaModel;
  api: WebApi;
  format: Format;
  /** The shell's own texts. */
  text: Say;
  /** The solution's texts. */
  words(words: Words | undefined): string;
  announce(sentence: string): void;
}

/** @throws Error when the app has no such table */
export function tableOf({ app, text }: Pick<Session, 'app' | 'text'>, name: string): TableModel {
  const table = app.tables[name];
  if (!table) throw new Error(text('noTable', name));
  return table;
}
