import { filledIn, type Wording, wording } from '../core/wording.ts';
import type { MappingProblem, ProblemCode } from './problem.ts';

/** `problemTexts` in German, with the same places. */
export const germanProblems: Record<ProblemCode, string> = {
  'mandatory-missing': '„{field}“ ist ein Pflichtfeld und hat keinen Wert bekommen.',
  'value-not-mapped': '„{value}“ hat keinen Eintrag in der Wertetabelle „{map}“.',
  'unknown-map': 'Die Wertetabelle „{map}“ gibt es nicht.',
  'not-a-number': '„{field}“ braucht eine Zahl; was gefunden wurde, ist keine.',
  'not-whole': '„{field}“ nimmt nur ganze Zahlen.',
  'division-by-zero': '„{field}“ würde durch null geteilt.',
  'not-a-day': '„{field}“ braucht einen Tag; was gefunden wurde, ist keiner.',
  'not-a-moment': '„{field}“ braucht Datum und Uhrzeit; was gefunden wurde, ist beides nicht.',
  'no-zone': '„{field}“ braucht eine Zeitzone, um den Tag zu kennen; „{zone}“ ist keine.',
  'not-text': '„{field}“ braucht einen einzelnen Text; gefunden wurde eine Liste oder eine Gruppe von Werten.',
  'too-long': '„{field}“ nimmt {limit} Zeichen, und der Text hat {length}.',
  'too-long-for-one': '„{field}“ nimmt nur ein Zeichen, und der Text hat {length}.',
  'not-a-member': '„{field}“ nimmt nur {members}.',
  'unknown-country': '„{value}“ ist kein Ländercode (ISO 3166).',
  'not-a-currency': '„{field}“ braucht einen Währungscode; was gefunden wurde, ist keiner.',
  'broken-rule': 'Die Regel für „{field}“ ist nicht lesbar: {path}.',
};

/** What the problem says, in both languages. */
export const problemInWords = ({ code, problem, facts }: MappingProblem): Wording =>
  wording(problem, filledIn(germanProblems[code], facts));
