import { type CommandKind, isCommandKind, type StoreCheck } from '../../shared/canonical/command.ts';
import { textOf } from '../../shared/core/json.ts';
import { inOwnLanguage } from '../host/own-words.ts';
import { recordsOf } from '../rows/cells.ts';

const states: readonly StoreCheck['state'][] = ['wrong', 'missing', 'not-checked', 'right'];
/** Says only that the store is off: going live is what puts it right. */
const isSwitch = ({ id }: StoreCheck): boolean => id === 'enabled';

/** Reads an answer or the column; undefined when it is no list of checks. What has neither id nor title is left out. */
export function checksOf(value: unknown): StoreCheck[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return recordsOf(value).flatMap(({ id, title, state, says, advice, repair }) => {
    const name = textOf(title) || textOf(id);
    if (!name) return [];
    return [
      {
        id: textOf(id) || name,
        title: name,
        state: states.find((one) => one === state) ?? 'not-checked',
        says: textOf(says),
        advice: textOf(advice),
        repair: repairOf(textOf(repair)),
      },
    ];
  });
}

const repairOf = (kind: string): CommandKind | undefined => (isCommandKind(kind) ? kind : undefined);

/** The checks of the column, which is text, in the reader's language (BCP 47) where they have it. */
export function checksInColumn(text: string | null | undefined, language = ''): StoreCheck[] | undefined {
  try {
    return checksOf(inOwnLanguage(JSON.parse(text ?? ''), language));
  } catch {
    return undefined;
  }
}

/** What has to be put right before a store goes live, in the order it was found. */
export const openChecks = (checks: readonly StoreCheck[]): StoreCheck[] =>
  checks.filter((check) => !isSwitch(check) && (check.state === 'wrong' || check.state === 'missing'));

/** What is open first, what is right last; the switch is not shown, the control has a button for it. */
export const sortedChecks = (checks: readonly StoreCheck[]): StoreCheck[] =>
  checks.filter((check) => !isSwitch(check)).sort((a, b) => states.indexOf(a.state) - states.indexOf(b.state));
