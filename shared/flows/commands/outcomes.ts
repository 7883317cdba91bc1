import { inOneText, type Wording, wording } from '../../core/wording.ts';

/** `1 Problem`, `2 Probleme`. */
const many = (count: number, one: string, several: string): string => `${count} ${count === 1 ? one : several}`;
const problemIs = (count: number): string => (count === 1 ? '1 problem is' : `${count} problems are`);
const isGerman = (count: number): string => (count === 1 ? 'ist' : 'sind');
const become = (count: number): string => (count === 1 ? 'wird' : 'werden');
const where = (company: string): string => company.toUpperCase();

/** What was done, for the person who asked for it. */
export const outcomes = {
  runAgain: (count: number): Wording =>
    wording(
      count === 1 ? '1 document is run again.' : `${count} documents are run again.`,
      `${many(count, 'Dokument', 'Dokumente')} ${become(count)} erneut verarbeitet.`,
    ),
  oneRunAgain: wording('The document is run again.', 'Das Dokument wird erneut verarbeitet.'),
  replayed: (count: number, lookAgain: boolean): Wording =>
    inOneText([
      outcomes.runAgain(count),
      ...(lookAgain
        ? [wording('The shop is asked again for everything since then.', 'Der Shop wird erneut nach allem seit dieser Zeit gefragt.')]
        : []),
    ]),
  held: wording('It is held until somebody releases it.', 'Die Bestellung ist angehalten, bis jemand sie freigibt.'),
  released: wording('It goes on.', 'Es geht weiter.'),
  itemChosen: (article: string, item: string): Wording =>
    wording(`"${article}" is item ${item} from now on.`, `„${article}“ ist ab jetzt der Artikel ${item}.`),
  addressCorrected: wording(
    'The corrected address counts for this order, and the order is run again.',
    'Für diese Bestellung gilt die berichtigte Adresse; sie wird erneut verarbeitet.',
  ),
  assigned: (count: number): Wording =>
    wording(`${problemIs(count)} assigned.`, `${many(count, 'Problem', 'Probleme')} ${isGerman(count)} zugewiesen.`),
  noted: (count: number): Wording =>
    wording(`Noted with ${many(count, 'problem', 'problems')}.`, `Bei ${many(count, 'Problem', 'Problemen')} vermerkt.`),
  snoozed: (count: number, until: string): Wording =>
    wording(
      `${problemIs(count)} out of sight until ${until}.`,
      `${many(count, 'Problem', 'Probleme')} ${isGerman(count)} bis ${until} ausgeblendet.`,
    ),
  dismissed: (count: number): Wording =>
    wording(`${problemIs(count)} dismissed.`, `${many(count, 'Problem', 'Probleme')} ${isGerman(count)} verworfen.`),
  financeAsked: wording('Finance has been asked.', 'Die Finanzabteilung ist gefragt.'),
  decided: (count: number, decision: 'Approved' | 'Rejected'): Wording =>
    wording(
      `${count === 1 ? '1 question is' : `${count} questions are`} ${decision === 'Approved' ? 'approved' : 'rejected'}.`,
      `${many(count, 'Frage', 'Fragen')} ${isGerman(count)} ${decision === 'Approved' ? 'freigegeben' : 'abgelehnt'}.`,
    ),
  priceApproved: wording('The price goes to the shop.', 'Der Preis geht an den Shop.'),
  paused: (stores: string): Wording =>
    wording(
      `Work is stopped on ${stores}. What arrives waits until the stores are resumed.`,
      `Die Arbeit ruht für ${stores}. Was eingeht, wartet, bis die Shops fortgesetzt werden.`,
    ),
  resumed: (stores: string, count: number): Wording =>
    wording(
      `${stores || 'All of it'} goes on; ${many(count, 'document that waited is', 'documents that waited are')} run.`,
      `Es geht weiter${stores && ` für ${stores}`}; ${many(count, 'Dokument, das wartete, wird', 'Dokumente, die warteten, werden')} verarbeitet.`,
    ),
  secretsReadAnew: (store: string, signed: number, webhooks: number): Wording =>
    inOneText([
      wording(`The secrets of ${store} are read anew.`, `Die Geheimnisse von ${store} werden neu gelesen.`),
      ...(webhooks === 0
        ? []
        : [wording(`${signed} of ${webhooks} webhooks were signed anew.`, `${signed} von ${webhooks} Webhooks wurden neu signiert.`)]),
      wording(
        'Check the store, then revoke the old secret in the shop.',
        'Prüfen Sie den Shop und widerrufen Sie dann das alte Geheimnis im Shop.',
      ),
    ]),
  webhooksWereRight: (count: number): Wording => wording(`All ${count} webhooks were right.`, `Alle ${count} Webhooks waren richtig.`),
  webhooksRepaired: (changed: number, all: number, changes: string): Wording =>
    wording(
      `${changed} of ${all} webhooks were put right: ${changes}.`,
      `${changed} von ${all} Webhooks wurden in Ordnung gebracht: ${changes}.`,
    ),
  storeRight: wording('Everything is right.', 'Alles ist richtig.'),
  storeNeeds: (open: number, all: number): Wording =>
    wording(`${open} of ${all} checks need somebody.`, `Bei ${open} von ${all} Prüfungen ist etwas zu tun.`),
  everyFieldFilled: wording('Every field could be filled.', 'Jedes Feld konnte gefüllt werden.'),
  fieldsNotFilled: (count: number): Wording =>
    wording(
      `${many(count, 'field', 'fields')} could not be filled.`,
      `${many(count, 'Feld konnte', 'Felder konnten')} nicht gefüllt werden.`,
    ),
  noItemAlike: (company: string): Wording =>
    wording(
      `Nothing in ${where(company)} is like it. Look the item up in Dynamics.`,
      `In ${where(company)} ist nichts ähnlich. Suchen Sie den Artikel in Dynamics.`,
    ),
  itemsAlike: (count: number): Wording =>
    count === 1
      ? wording('One item may be it.', 'Ein Artikel kann es sein.')
      : wording(`${count} items may be it.`, `${count} Artikel können es sein.`),
  customersAlike: (count: number): Wording =>
    wording(
      `${many(count, 'customer account fits', 'customer accounts fit')} the buyer.`,
      `${many(count, 'Debitorenkonto passt', 'Debitorenkonten passen')} zu diesem Käufer.`,
    ),
  mappingContext: (fields: number, samples: number): Wording =>
    wording(
      `${fields} fields, ${samples} recent documents.`,
      `${fields} Felder, ${many(samples, 'aktuelles Dokument', 'aktuelle Dokumente')}.`,
    ),
  mappingContextAlone: (fields: number, problem: Wording | undefined): Wording =>
    problem
      ? wording(
          `${fields} fields, no recent document could be read: ${problem.en}`,
          `${fields} Felder; kein aktuelles Dokument war lesbar: ${problem.de}`,
        )
      : wording(
          `${fields} fields, no document yet to try rules on.`,
          `${fields} Felder; es gibt noch kein Dokument, an dem sich Regeln ausprobieren lassen.`,
        ),
  doesNotCheck: wording('It does not check yet.', 'Die Prüfung findet noch Fehler.'),
  tried: (changed: number, all: number): Wording =>
    wording(
      `It checks. ${changed} of ${all} recent documents change.`,
      `Die Prüfung findet keinen Fehler. ${changed} von ${all} aktuellen Dokumenten ${changed === 1 ? 'ändert' : 'ändern'} sich.`,
    ),
  untried: (problem: Wording | undefined): Wording =>
    problem
      ? wording(
          `It checks. No recent document could be read: ${problem.en}`,
          `Die Prüfung findet keinen Fehler. Kein aktuelles Dokument war lesbar: ${problem.de}`,
        )
      : wording(
          'It checks. There is no document yet to try it on.',
          'Die Prüfung findet keinen Fehler. Es gibt noch kein Dokument, an dem sich die Regeln ausprobieren lassen.',
        ),
  inForce: (version: string, instead: readonly string[]): Wording =>
    wording(
      `Version ${version} is in force${instead.length > 0 ? ` instead of ${instead.map((one) => `version ${one}`).join(', ')}` : ''}. What waits for it is run again within a minute.`,
      `Version ${version} gilt jetzt${instead.length > 0 ? ` statt ${instead.map((one) => `Version ${one}`).join(', ')}` : ''}. Was darauf wartet, wird innerhalb einer Minute erneut verarbeitet.`,
    ),
} as const;
