import { element, place } from '../dom.ts';

export interface DialogText {
  title?: string;
  text: string;
  confirm: string;
  cancel?: string;
}

/** A modal question of the host; true when it was agreed to. */
export function askDialog({ title, text, confirm, cancel }: DialogText): Promise<boolean> {
  return new Promise((done) => {
    const dialog = element('dialog', { class: 'dialog', 'aria-label': title || text });
    const button = (label: string, value: string, primary: boolean) =>
      element('button', { type: 'button', class: primary ? 'primary' : '', click: () => dialog.close(value) }, label);
    const buttons = [button(confirm, 'yes', true), ...(cancel ? [button(cancel, 'no', false)] : [])];
    if (title) dialog.append(element('h2', {}, title));
    dialog.append(element('p', {}, text), element('div', { class: 'buttons' }, ...buttons));
    dialog.addEventListener('close', () => {
      dialog.remove();
      done(dialog.returnValue === 'yes');
    });
    place('app').append(dialog);
    dialog.showModal();
  });
}

/** A modal list to choose one of, with a field to narrow it down; undefined when nothing was chosen. */
export function chooseDialog<T>(
  title: string,
  labels: { search: string; cancel: string; clear?: string },
  find: (text: string) => Promise<{ label: string; value: T }[]>,
): Promise<T | undefined | null> {
  return new Promise((done) => {
    let answer: T | undefined | null;
    const dialog = element('dialog', { class: 'dialog', 'aria-label': title });
    const list = element('ul', { class: 'choices' });
    const choose = (value: T | null) => {
      answer = value;
      dialog.close();
    };
    let turn = 0;
    const show = async (text: string) => {
      turn += 1;
      const mine = turn;
      const found = await find(text).catch((error: Error) => [{ label: error.message, value: undefined }]);
      if (mine !== turn) return;
      list.replaceChildren(
        ...found.map(({ label, value }) =>
          element('li', {}, element('button', { type: 'button', class: 'subtle', click: () => value && choose(value) }, label)),
        ),
      );
    };
    const input = element('input', { type: 'search', 'aria-label': labels.search, input: () => void show(input.value) });
    const buttons = [element('button', { type: 'button', click: () => dialog.close() }, labels.cancel)];
    if (labels.clear) buttons.unshift(element('button', { type: 'button', click: () => choose(null) }, labels.clear));
    dialog.append(element('h2', {}, title), input, list, element('div', { class: 'buttons' }, ...buttons));
    dialog.addEventListener('close', () => {
      dialog.remove();
      done(answer);
    });
    place('app').append(dialog);
    dialog.showModal();
    void show('');
  });
}
