import { element, mark, say } from '../dom.ts';

export interface Setter {
  root: HTMLElement;
  /** What Dynamics has now, undefined when there is nothing to set. What somebody is typing is left alone. */
  update(value: string | undefined, label: string): void;
}

/** A number that a person may change: typed, then set by the button or Enter; Escape puts back what is there. */
export function setter(set: (value: string) => Promise<void>): Setter {
  let known = '';
  const input = element('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off', maxlength: '12', input: () => typed() });
  const button = element('button', { type: 'submit' }, 'Set');
  const problem = element('span', { class: 'problem', role: 'alert', hidden: true });
  const nothing = element('span', { class: 'quiet' }, '–');
  const form = element('form', { class: 'setter', submit: (event) => void submit(event) }, input, button);
  const root = element('div', { class: 'set' }, nothing, form, problem);

  const typed = () => {
    button.disabled = input.value.trim() === known;
  };
  const complain = (sentence: string) => {
    problem.hidden = sentence === '';
    say(problem, sentence);
    mark(input, 'aria-invalid', sentence ? 'true' : undefined);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const value = input.value.trim().replace(',', '.');
    button.disabled = true;
    try {
      await set(value);
      known = value;
      complain('');
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
    } finally {
      typed();
    }
  };
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    input.value = known;
    complain('');
    typed();
  });

  return {
    root,
    update(value, label) {
      form.hidden = value === undefined;
      nothing.hidden = value !== undefined;
      mark(input, 'aria-label', label);
      mark(button, 'aria-label', `Set ${label.charAt(0).toLowerCase()}${label.slice(1)}`);
      const untouched = input.value.trim() === known;
      if (value === undefined || value === known) return typed();
      known = value;
      if (untouched) input.value = value;
      typed();
    },
  };
}
