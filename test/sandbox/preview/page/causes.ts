import type { CauseView, Overview } from '../model.ts';
import { element, keepList, type Live, say } from './dom.ts';
import { itemFix } from './item-fix.ts';
import { problemText } from './problem.ts';
import { ask } from './server.ts';
import { ago, counted, timeOf } from './words.ts';

export interface Causes {
  update(overview: Overview): void;
}

/** One card per cause: what is wrong, how many orders and how much money wait for it, and what frees them. */
export function causes(list: HTMLElement, summary: HTMLElement, announce: (sentence: string) => void): Causes {
  let now = '';
  const show = keepList<CauseView>(
    list,
    (cause) => cause.cause,
    () => causeCard(() => now, announce),
  );
  return {
    update(overview) {
      now = overview.at;
      show(overview.causes);
      say(summary, summaryOf(overview));
    },
  };
}

/** `2 orders and 1 article`. */
const waitingOf = ({ orders, articles }: { orders: number; articles: number }): string =>
  [orders ? counted(orders, 'order') : '', articles ? counted(articles, 'article') : ''].filter(Boolean).join(' and ');

function summaryOf({ causes: open, held, orderCount, at }: Overview): string {
  if (!orderCount && !open.length) return 'Nothing is held. To see an exception, place an order that stops until somebody acts.';
  if (!open.length) return `Nothing is held, as of ${timeOf(at)}. Every order went its way.`;
  const orders = `${waitingOf(held)} ${held.orders + held.articles === 1 ? 'waits' : 'wait'}`;
  const money = held.money.length ? `${held.money.join(' + ')} at risk` : '';
  return [counted(open.length, 'cause'), orders, money].filter(Boolean).join(' · ');
}

function causeCard(now: () => string, announce: (sentence: string) => void): Live<CauseView> {
  const problem = problemText();
  const count = element('span');
  const money = element('span', { class: 'money' });
  const oldest = element('span', { class: 'quiet' });
  const said = element('p', { class: 'quiet' });
  const names = element('span', { class: 'quiet' });
  const again = element('button', { type: 'button', click: () => void run({ cause }, again) });
  const approve = element('button', { type: 'button', class: 'primary', hidden: true, click: () => void run({ ...held }, approve) });
  let cause = '';
  let held: CauseView['approve'];

  const run = async (body: Record<string, unknown>, button: HTMLButtonElement) => {
    button.disabled = true;
    try {
      await ask('POST', '/api/fix', body);
      say(said, 'Asked. Within a few seconds they run again; what is still wrong stays here.');
      announce(saidOf(body));
    } catch (error) {
      say(said, error instanceof Error ? error.message : String(error));
    } finally {
      button.disabled = false;
    }
  };
  const fix = itemFix(run);
  const root = element(
    'li',
    { class: 'cause' },
    element('p', { class: 'figures' }, count, money, names, oldest),
    problem.root,
    fix.root,
    element('div', { class: 'buttons' }, approve, again),
    said,
  );
  return {
    root,
    update(value) {
      cause = value.cause;
      problem.update(value);
      fix.update(value);
      held = value.approve;
      approve.hidden = !held;
      again.hidden = Boolean(held);
      if (held) say(approve, `Approve ${held.after} instead of ${held.before}`);
      say(count, value.wide ? 'All articles of a shop' : waitingOf(value));
      say(names, namesOf(value));
      say(money, value.money.join(' + '));
      say(oldest, `oldest ${ago(value.oldest, now())}`);
      say(again, value.link ? 'Try again without mapping' : value.wide ? 'Try again' : `Try ${waitingOf(value)} again`);
    },
  };
}

function saidOf({ itemNumber, value }: Record<string, unknown>): string {
  if (itemNumber) return `The SKU is item ${itemNumber} from now on. The waiting orders run again.`;
  return value ? 'The price is approved. The shop follows.' : 'What waits runs again.';
}

/** Which ones, as long as they are few. */
function namesOf({ names, orders, articles }: CauseView): string {
  const more = orders + articles - names.length;
  return names.length === 0 ? '' : names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
