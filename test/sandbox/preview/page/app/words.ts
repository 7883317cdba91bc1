import type { Words } from '../../app/model.ts';
import type { Language } from './settings.ts';

const texts = {
  app: ['Commerce Companion', 'Commerce Companion'],
  person: ['Signed in as', 'Angemeldet als'],
  theme: ['Theme', 'Darstellung'],
  light: ['Light', 'Hell'],
  dark: ['Dark', 'Dunkel'],
  contrast: ['High contrast', 'Hoher Kontrast'],
  direction: ['Direction', 'Leserichtung'],
  ltr: ['Left to right', 'Von links nach rechts'],
  rtl: ['Right to left', 'Von rechts nach links'],
  language: ['Language', 'Sprache'],
  settings: ['Settings', 'Einstellungen'],
  siteMap: ['Site map', 'Siteübersicht'],
  skip: ['Skip to the content', 'Zum Inhalt springen'],
  tryIt: ['Try it', 'Ausprobieren'],
  world: ['The outside world', 'Die Außenwelt'],
  today: ['Today', 'Heute'],
  view: ['View', 'Ansicht'],
  search: ['Find in this table', 'In dieser Tabelle suchen'],
  searchGo: ['Find', 'Suchen'],
  refresh: ['Refresh', 'Aktualisieren'],
  add: ['New', 'Neu'],
  save: ['Save', 'Speichern'],
  saveClose: ['Save & close', 'Speichern & schließen'],
  back: ['Back', 'Zurück'],
  remove: ['Delete', 'Löschen'],
  removeSure: ['Delete "{0}"? This cannot be undone.', '„{0}“ löschen? Das lässt sich nicht rückgängig machen.'],
  cancel: ['Cancel', 'Abbrechen'],
  ok: ['OK', 'OK'],
  showAsGrid: ['Show as grid', 'Als Liste zeigen'],
  showAsControl: ['Show as board', 'Als Tafel zeigen'],
  previous: ['Previous page', 'Vorige Seite'],
  next: ['Next page', 'Nächste Seite'],
  rows: ['{0} to {1} of {2}', '{0} bis {1} von {2}'],
  noRows: ['There is nothing in this view.', 'Diese Ansicht ist leer.'],
  noMatch: ['Nothing matches "{0}".', 'Nichts passt zu „{0}“.'],
  loading: ['Reading …', 'Wird gelesen …'],
  saved: ['Saved.', 'Gespeichert.'],
  deleted: ['Deleted.', 'Gelöscht.'],
  unsaved: ['Unsaved changes', 'Nicht gespeicherte Änderungen'],
  savedState: ['Saved', 'Gespeichert'],
  newRow: ['New', 'Neu'],
  readOnly: ['Read only: your role may not change this.', 'Nur lesbar: Ihre Rolle darf dies nicht ändern.'],
  mandatory: ['{0} must be filled in.', '{0} muss ausgefüllt sein.'],
  notThere: ['This row does not exist, or your role may not see it.', 'Diese Zeile gibt es nicht, oder Ihre Rolle darf sie nicht sehen.'],
  noTable: ['The app has no table "{0}".', 'Die App hat keine Tabelle „{0}“.'],
  noPrivilege: ['Your role may not read {0}.', 'Ihre Rolle darf {0} nicht lesen.'],
  changedMeanwhile: [
    'Somebody else changed this row meanwhile. Refresh to see it; what you typed is lost then.',
    'Jemand hat diese Zeile inzwischen geändert. Aktualisieren zeigt sie; Ihre Eingaben gehen dabei verloren.',
  ],
  notBuilt: [
    'The control {0} is not built yet. Until then its value stands here as it is.',
    'Das Steuerelement {0} ist noch nicht gebaut. Bis dahin steht sein Wert hier, wie er ist.',
  ],
  controlFailed: ['The control {0} could not be shown: {1}', 'Das Steuerelement {0} ließ sich nicht zeigen: {1}'],
  empty: ['---', '---'],
  yes: ['Yes', 'Ja'],
  no: ['No', 'Nein'],
  choose: ['Choose …', 'Wählen …'],
  openLink: ['Open', 'Öffnen'],
  sortedUp: ['sorted ascending', 'aufsteigend sortiert'],
  sortedDown: ['sorted descending', 'absteigend sortiert'],
  openRow: ['Open {0}', '{0} öffnen'],
  lookUp: ['Look up {0}', '{0} suchen'],
  close: ['Close', 'Schließen'],
  general: ['General', 'Allgemein'],
} as const satisfies Record<string, readonly [english: string, german: string]>;

export type TextKey = keyof typeof texts;
export type Say = (key: TextKey, ...values: string[]) => string;

/** The shell's own texts. */
export const sayIn =
  (language: Language): Say =>
  (key, ...values) =>
    values.reduce<string>((text, value, index) => text.replaceAll(`{${index}}`, value), texts[key][language === 1031 ? 1 : 0]);

/** A text of the solution, in English where there is none in this language. */
export const wordsIn =
  (language: Language) =>
  (words: Words | undefined): string =>
    words?.[language] ?? words?.['1033'] ?? '';
