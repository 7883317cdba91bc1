import type { Overview, QueueView, SwitchView } from '../../model.ts';
import { element, keepList, type Live, mark, say } from '../dom.ts';
import { ask } from './server.ts';
import { counted } from './words.ts';

export interface System {
  update(overview: Overview): void;
}

interface Places {
  queues: HTMLElement;
  queuesSummary: HTMLElement;
  switches: HTMLElement;
  rare: HTMLElement;
  drastic: HTMLElement;
}

/** Queues, and what a person can break. */
export function system(
  { queues, queuesSummary, switches, rare, drastic }: Places,
  announce: (sentence: string) => void,
  lookNow: () => void,
): System {
  const body = element('tbody');
  const head = ['What waits', 'Now', 'Later', 'Given up'].map((title, index) =>
    element('th', { scope: 'col', ...(index ? { class: 'number' } : {}) }, title),
  );
  queues.append(element('table', {}, element('thead', {}, element('tr', {}, ...head)), body));
  const showQueues = keepList<QueueView>(body, (queue) => queue.name, queueRow);
  const showSwitchesIn = (list: HTMLElement) =>
    keepList<SwitchView>(
      list,
      (one) => one.name,
      (one) => switchRow(one, announce, lookNow),
    );
  const [showUsual, showRare] = [showSwitchesIn(switches), showSwitchesIn(rare)];

  const mend = action('Everything well again', async () => {
    await ask('DELETE', '/api/faults');
    announce('Everything is well again.');
    lookNow();
  });
  const kill = action('Kill a worker now', async () => {
    await ask('POST', '/api/kill-worker', {});
    announce('A worker was killed. Another one takes over what it held.');
  });
  const reset = action('Start over', async () => {
    await ask('POST', '/api/reset', {});
    announce('Everything is empty again.');
    lookNow();
  });
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true });
  drastic.append(mend, kill, reset, problem);

  function action(title: string, run: () => Promise<void>): HTMLButtonElement {
    const button = element('button', {
      type: 'button',
      click: async () => {
        button.disabled = true;
        problem.hidden = true;
        await run().catch((error: unknown) => {
          problem.hidden = false;
          say(problem, error instanceof Error ? error.message : String(error));
        });
        button.disabled = false;
      },
    });
    button.append(title);
    return button;
  }

  return {
    update(overview) {
      showQueues(overview.queues);
      say(queuesSummary, queuesInWords(overview.queues));
      showUsual(overview.switches.filter((one) => !one.rare));
      showRare(overview.switches.filter((one) => one.rare));
      say(reset, overview.orderCount ? `Delete ${counted(overview.orderCount, 'order')} and start over` : 'Start over');
    },
  };
}

const queueNames: Record<string, string> = {
  inbound: 'News from the shops',
  'd365-events': 'News from Dynamics',
  outbound: 'For the shops',
  'dataverse-events': 'Decisions of people',
  status: 'Notes about orders',
};

function queuesInWords(queues: readonly QueueView[]): string {
  const sum = (kind: 'active' | 'scheduled' | 'deadLetter') => queues.reduce((total, queue) => total + queue[kind], 0);
  const parts = [
    sum('active') ? `${counted(sum('active'), 'message')} being worked on` : '',
    sum('scheduled') ? `${counted(sum('scheduled'), 'message')} will be tried again without anybody doing anything` : '',
    sum('deadLetter') ? `${counted(sum('deadLetter'), 'message')} given up: see the exceptions` : '',
  ].filter(Boolean);
  return parts.length ? `${parts.join('; ')}.` : 'Nothing waits. Everything that came was worked on.';
}

function queueRow(): Live<QueueView> {
  const [name, ...cells] = [element('th', { scope: 'row' }), ...Array.from({ length: 3 }, () => element('td', { class: 'number' }))];
  const root = element('tr', {}, name, ...cells);
  return {
    root,
    update({ name: title, active, scheduled, deadLetter }) {
      if (name) say(name, queueNames[title] ?? title);
      [active, scheduled, deadLetter].forEach((count, index) => {
        const cell = cells[index];
        if (cell) say(cell, count.toLocaleString('en'));
      });
      mark(root, 'data-tone', deadLetter > 0 ? 'bad' : undefined);
    },
  };
}

function switchRow({ name, title, says }: SwitchView, announce: (sentence: string) => void, lookNow: () => void): Live<SwitchView> {
  const state = element('span', { class: 'switch-state', 'aria-hidden': 'true' });
  const toggle = async () => {
    const on = button.getAttribute('aria-checked') !== 'true';
    await ask('POST', '/api/switch', { name, on }).then(
      () => announce(on ? `${title}, from now on.` : `${title}: no more.`),
      (error: Error) => announce(error.message),
    );
    lookNow();
  };
  const button = element(
    'button',
    {
      type: 'button',
      class: 'switch',
      role: 'switch',
      'aria-checked': 'false',
      'aria-describedby': `about-${name}`,
      click: () => void toggle(),
    },
    element('span', { class: 'knob', 'aria-hidden': 'true' }),
    element('span', {}, title),
    state,
  );
  return {
    root: element('li', {}, button, element('p', { id: `about-${name}`, class: 'quiet' }, says)),
    update({ on }) {
      mark(button, 'aria-checked', String(on));
      say(state, on ? 'on' : 'off');
    },
  };
}
