import { filledIn, type Wording, wording } from '../core/wording.ts';
import { type CheckCode, type Finding, findingInEnglish } from './check-texts.ts';
import { germanProblems } from './problem-de.ts';

/** `checkTexts` in German, with the same places. */
export const germanCheckTexts: Record<CheckCode, string> = {
  'other-document': 'Das sind Regeln für {rules}, nicht für {document}.',
  'no-field': 'Dynamics hat in diesem Dokument kein Feld „{field}“, das eine Regel füllen könnte.',
  'not-for-rules': '„{field}“ füllt Dynamics oder der Ablauf; eine Regel darf das nicht.',
  'no-empty-text': '„{field}“ nimmt keinen leeren Text.',
  'cut-too-long': '„{field}“ wird auf {cut} Zeichen gekürzt, und Dynamics nimmt {limit}.',
  'cut-too-long-for-one': '„{field}“ wird auf {cut} Zeichen gekürzt, und Dynamics nimmt nur eines.',
  'same-id': 'Zwei Regeln haben die Id „{id}“.',
  'two-rules': '„{field}“ hat zwei Regeln, „{first}“ und „{second}“; verbinden Sie sie mit „first“ oder „choose“.',
  'no-rule': '„{field}“ ist ein Pflichtfeld und hat keine Regel.',
  'nothing-to-remove': 'Eine mitgelieferte Regel „{id}“, die sich entfernen ließe, gibt es nicht.',
  'unknown-map': germanProblems['unknown-map'],
  'unknown-zone': '„{zone}“ ist keine Zeitzone; schreiben Sie eine wie Europe/Berlin, oder store.timeZone.',
  'broken-template': 'In der Vorlage {template} ist ein Teil in Klammern offen, leer oder kein Pfad.',
  'no-path': '„{path}“ ist kein Pfad.',
  'unknown-root': '„{path}“ beginnt nicht mit {roots} oder {last}.',
  'negate-one': 'Umkehren des Vorzeichens braucht genau einen Wert.',
  'round-one': 'Runden braucht genau einen Wert.',
  'subtract-two': 'Subtrahieren braucht mindestens zwei Werte.',
  'divide-two': 'Dividieren braucht mindestens zwei Werte.',
  'divide-decimals': 'Dividieren braucht die Zahl der Nachkommastellen des Ergebnisses.',
  'day-without-zone': 'Ein Tag braucht eine Zeitzone: Zum selben Zeitpunkt ist nicht überall derselbe Tag.',
  'no-values': 'Die Bedingung zu „{path}“ nennt keine Werte.',
  'no-value': 'Die Bedingung zu „{path}“ nennt keinen Wert.',
  'no-number': 'Die Bedingung zu „{path}“ vergleicht mit „{value}“, und das ist keine Zahl.',
  'too-long': germanProblems['too-long'],
  'too-long-for-one': germanProblems['too-long-for-one'],
  'text-for-decimal': '„{field}“ liefert Text, und Dynamics will eine Zahl.',
  'text-for-integer': '„{field}“ liefert Text, und Dynamics will eine ganze Zahl.',
  'text-for-date': '„{field}“ liefert Text, und Dynamics will ein Datum.',
  'text-for-datetime': '„{field}“ liefert Text, und Dynamics will Datum und Uhrzeit.',
  'text-for-choice': '„{field}“ liefert Text, und Dynamics will eines von {members}.',
  'number-for-date': '„{field}“ liefert eine Zahl, und Dynamics will ein Datum.',
  'number-for-datetime': '„{field}“ liefert eine Zahl, und Dynamics will Datum und Uhrzeit.',
  'number-for-choice': '„{field}“ liefert eine Zahl, und Dynamics will eines von {members}.',
  'day-for-decimal': '„{field}“ liefert einen Tag, und Dynamics will eine Zahl.',
  'day-for-integer': '„{field}“ liefert einen Tag, und Dynamics will eine ganze Zahl.',
  'day-for-choice': '„{field}“ liefert einen Tag, und Dynamics will eines von {members}.',
  'moment-for-decimal': '„{field}“ liefert Datum und Uhrzeit, und Dynamics will eine Zahl.',
  'moment-for-integer': '„{field}“ liefert Datum und Uhrzeit, und Dynamics will eine ganze Zahl.',
  'moment-for-date':
    '„{field}“ liefert Datum und Uhrzeit, und Dynamics will nur ein Datum. Nehmen Sie eine Datumsregel mit einer Zeitzone.',
  'moment-for-choice': '„{field}“ liefert Datum und Uhrzeit, und Dynamics will eines von {members}.',
  'constant-for-decimal': '„{field}“ liefert „{value}“, und Dynamics will eine Zahl.',
  'constant-for-integer': '„{field}“ liefert „{value}“, und Dynamics will eine ganze Zahl.',
  'constant-for-date': '„{field}“ liefert „{value}“, und Dynamics will ein Datum.',
  'constant-for-datetime': '„{field}“ liefert „{value}“, und Dynamics will Datum und Uhrzeit.',
  'constant-for-choice': '„{field}“ liefert „{value}“, und Dynamics will eines von {members}.',
};

/** What was found, in both languages. */
export const findingInWords = (finding: Finding): Wording =>
  wording(findingInEnglish(finding), filledIn(germanCheckTexts[finding.code], finding.facts));
