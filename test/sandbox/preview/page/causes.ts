import type { CauseView, Overview } from '../model.ts';
import { element, keepList, type Live, say } from './dom.ts';
import { problemText } from './problem.ts';
import { ask } from './server.ts';
import { ago, counted } from './words.ts';

export interface Causes {
  update(overview: Overview): void;
}

/** One card per cause: what is wrong, how many orders and how much money wait for it. */
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
      const { held } = overview;
      say(
        summary,
        overview.causes.length
          ? [
              counted(overview.causes.length, 'cause'),
              `${counted(held.orders, 'order')} ${held.orders === 1 ? 'waits' : 'wait'}`,
              held.money.join(' + '),
            ]
              .filter(Boolean)
              .join(' · ')
          : overview.orderCount
            ? 'Nothing is held. Every order went its way.'
            : 'Nothing is held. To see one, place an order of the kind "Unknown SKU".',
      );
    },
  };
}

function causeCard(now: () => string, announce: (sentence: string) => void): Live<CauseView> {
  const problem = problemText();
  const figures = element('p', { class: 'figures' });
  const said = element('p', { class: 'quiet', role: 'status' });
  let cause = '';
  const again = element('button', { type: 'button', click: () => void tryAgain() });
  const root = element('li', { class: 'cause' }, figures, problem.root, element('div', { class: 'buttons' }, again), said);

  const tryAgain = async () => {
    again.disabled = true;
    try {
      await ask('POST', '/api/resubmit', { cause });
      say(said, 'Asked. Within a few seconds they run again; what is still wrong comes back here.');
      announce('The waiting orders are run again.');
    } catch (error) {
      say(said, error instanceof Error ? error.message : String(error));
    } finally {
      again.disabled = false;
    }
  };
  return {
    root,
    update(value) {
      cause = value.cause;
      problem.update(value);
      say(figures, [counted(value.orders, 'order'), ...value.money, `oldest ${ago(value.oldest, now())}`].join(' · '));
      say(again, `Try ${counted(value.orders, 'order')} again`);
    },
  };
}
