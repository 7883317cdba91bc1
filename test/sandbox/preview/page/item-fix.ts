import type { CauseView, ItemView } from '../model.ts';
import { element, say } from './dom.ts';
import { ask } from './server.ts';
import { counted } from './words.ts';

export interface ItemFix {
  root: HTMLElement;
  update(cause: CauseView): void;
}

const itemsOf = new Map<string, Promise<ItemView[]>>();
let boxes = 0;

/** Says which item an unknown SKU is; every order that waits for it then goes through. */
export function itemFix(run: (body: Record<string, unknown>, button: HTMLButtonElement) => Promise<void>): ItemFix {
  boxes += 1;
  const id = `item-${boxes}`;
  let link: CauseView['link'];
  const choice = element('select', { id }, element('option', { value: '' }, 'Choose an item'));
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true });
  const button = element('button', { type: 'button', class: 'primary', click: () => void map() });
  const root = element(
    'div',
    { class: 'fix', hidden: true },
    element('label', { for: id }, 'Item in Dynamics'),
    element('div', { class: 'buttons' }, choice, button),
    problem,
  );

  const complain = (sentence: string) => {
    problem.hidden = sentence === '';
    say(problem, sentence);
  };
  const map = async () => {
    complain(choice.value ? '' : 'Choose the item first.');
    if (choice.value && link) await run({ ...link, itemNumber: choice.value }, button);
    else choice.focus();
  };
  const offer = async (store: string) => {
    const reading =
      itemsOf.get(store) ??
      ask<{ items: ItemView[] }>('GET', `/api/items?store=${encodeURIComponent(store)}`).then((answer) => answer.items);
    itemsOf.set(store, reading);
    try {
      const items = await reading;
      choice.append(
        ...items.map(({ number, name }) => element('option', { value: number }, name && name !== number ? `${number} · ${name}` : number)),
      );
    } catch {
      itemsOf.delete(store);
      link = undefined;
      complain('The items could not be read from Dynamics. They are asked for again in a moment.');
    }
  };

  return {
    root,
    update(cause) {
      root.hidden = !cause.link;
      say(button, `Map and release ${counted(cause.orders, 'order')}`);
      if (!cause.link || link) return;
      link = cause.link;
      if (choice.options.length === 1) void offer(link.store).then(() => choice.options.length > 1 && complain(''));
    },
  };
}
