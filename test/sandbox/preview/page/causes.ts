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

function summaryOf({ causes: open, held, orderCount, at }: Overview): string {
  if (!orderCount) return 'Nothing is held. To see an exception, place an order that stops until somebody acts.';
  if (!open.length) return `Nothing is held, as of ${timeOf(at)}. Every order went its way.`;
  const orders = `${counted(held.orders, 'order')} ${held.orders === 1 ? 'waits' : 'wait'}`;
  const money = held.money.length ? `${held.money.join(' + ')} at risk` : '';
  return [counted(open.length, 'cause'), orders, money].filter(Boolean).join(' · ');
}

function causeCard(now: () => string, announce: (sentence: string) => void): Live<CauseView> {
  const problem = problemText();
  const count = element('span');
  const money = element('span', { class: 'money' });
  const oldest = element('span', { class: 'quiet' });
  const said = element('p', { class: 'quiet' });
  const again = element('button', { type: 'button', click: () => void run({ cause }, again) });
  let cause = '';

  const run = async (body: Record<string, unknown>, button: HTMLButtonElement) => {
    button.disabled = true;
    try {
      await ask('POST', '/api/fix', body);
      say(said, 'Asked. Within a few seconds they run again; what is still wrong stays here.');
      announce(
        body.itemNumber ? `The SKU is item ${body.itemNumber} from now on. The waiting orders run again.` : 'The waiting orders run again.',
      );
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
    element('p', { class: 'figures' }, count, money, oldest),
    problem.root,
    fix.root,
    element('div', { class: 'buttons' }, again),
    said,
  );
  return {
    root,
    update(value) {
      cause = value.cause;
      problem.update(value);
      fix.update(value);
      say(count, counted(value.orders, 'order'));
      say(money, value.money.join(' + '));
      say(oldest, `oldest ${ago(value.oldest, now())}`);
      say(again, value.link ? 'Try again without mapping' : `Try ${counted(value.orders, 'order')} again`);
    },
  };
}
