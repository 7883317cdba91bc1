import { inARow, type SchemaProblem } from '../core/schema-problems.ts';
import { type Wording, wording } from '../core/wording.ts';

/** What is wrong with the rows that people set stores up with. */
export const wrongSettings = {
  noStore: (store: string): Wording => wording(`Store "${store}" does not exist.`, `Den Shop „${store}“ gibt es nicht.`),
  connectionNoObject: wording('Connection is not a JSON object.', 'Die Verbindung ist kein JSON-Objekt.'),
  policiesNoObject: wording('Policies is not a JSON object.', 'Die Regeln sind kein JSON-Objekt.'),
  connection: ({ en, de }: Wording): Wording => wording(`Connection: ${en}`, `Verbindung: ${de}`),
  notConnected: (target: string): Wording =>
    wording(`this installation is not connected to ${target}`, `diese Installation ist nicht mit ${target} verbunden`),
  noConnector: (channel: string, channels: string): Wording =>
    wording(`there is no connector "${channel}"; there are ${channels}`, `Den Konnektor „${channel}“ gibt es nicht; es gibt ${channels}`),
} as const;

/** A part of a row with what its schema finds. */
const listed =
  (en: string, de: string) =>
  (wrong: readonly SchemaProblem[]): Wording => {
    const found = inARow(wrong);
    return wording(`${en}: ${found.en}.`, `${de}: ${found.de}.`);
  };

/** Rows whose form is wrong. */
export const doesNotFit = {
  rules: listed('Rules', 'Regeln'),
  row: listed('The row', 'Die Zeile'),
  policies: listed('Policies', 'Regeln'),
} as const;
