import { element } from '../dom.ts';
import type { Session } from './session.ts';
import { languages, type Settings, themes } from './settings.ts';

/** The bar above the app: who looks, and how. */
export function bar(session: Session, change: (settings: Settings) => void, toggleMap: () => void): HTMLElement {
  const { app, settings, text } = session;
  const pick = <K extends keyof Settings>(name: K, label: string, values: readonly [value: Settings[K], shown: string][]) => {
    const options = values.map(([value, shown]) => {
      const option = element('option', { value: String(value) }, shown);
      option.selected = value === settings[name];
      return option;
    });
    const select = element('select', { name: String(name), 'aria-label': label, title: label }, ...options);
    select.addEventListener('change', () => {
      const chosen = values.find(([value]) => String(value) === select.value);
      if (chosen) change({ ...settings, [name]: chosen[0] });
    });
    return select;
  };
  const people = app.personas.map(
    ({ key, name, roles }) => [key, `${name} · ${roles.map((role) => role.name).join(' + ')}`] as [string, string],
  );
  const looks = element(
    'details',
    { class: 'looks' },
    element('summary', { 'aria-label': text('settings'), title: text('settings') }, '⚙'),
    element(
      'div',
      { class: 'looks-panel' },
      pick(
        'theme',
        text('theme'),
        themes.map((one) => [one, text(one)]),
      ),
      pick(
        'language',
        text('language'),
        languages.map((one) => [one, one === 1033 ? 'English' : 'Deutsch']),
      ),
      pick('direction', text('direction'), [
        ['ltr', text('ltr')],
        ['rtl', text('rtl')],
      ]),
    ),
  );
  looks.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !looks.open) return;
    looks.open = false;
    looks.querySelector('summary')?.focus();
  });
  const map = element(
    'button',
    { type: 'button', class: 'map-toggle', 'aria-label': text('siteMap'), title: text('siteMap'), click: toggleMap },
    '☰',
  );
  return element(
    'header',
    { class: 'bar' },
    map,
    element('a', { class: 'brand', href: '#/' }, text('app')),
    pick('persona', text('person'), people),
    looks,
  );
}
