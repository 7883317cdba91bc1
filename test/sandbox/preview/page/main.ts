import type { AppModel } from '../app/model.ts';
import { bar } from './app/bar.ts';
import { askDialog } from './app/dialog.ts';
import { formatIn } from './app/format.ts';
import { recordPage } from './app/record-page.ts';
import { type Route, readRoute } from './app/route.ts';
import type { Session } from './app/session.ts';
import { readSettings, type Settings, writeSettings } from './app/settings.ts';
import { siteMap, startOf } from './app/site-map.ts';
import { type Page, tablePage } from './app/table-page.ts';
import { openWebApi } from './app/web-api.ts';
import { sayIn, wordsIn } from './app/words.ts';
import { element, place, say } from './dom.ts';
import { worldPage } from './world/world-page.ts';

/** The model-driven app: who looks, where somebody is, and the page that is shown there. */

const announce = (sentence: string) => say(place('announcements'), sentence);
let close: (() => void) | undefined;

async function begin(): Promise<void> {
  const answer = await fetch('/app/model.json');
  const app = (await answer.json()) as AppModel;
  show(app, readSettings(location.search, app.personas));
}

function sessionOf(app: AppModel, settings: Settings): Session {
  const persona = app.personas.find(({ key }) => key === settings.persona);
  if (!persona) throw new Error('Nobody is there who could look at this.');
  const { language } = settings;
  return {
    app,
    settings,
    persona,
    api: openWebApi(app, persona.key),
    format: formatIn(language),
    text: sayIn(language),
    words: wordsIn(language),
    announce,
  };
}

/** Everything anew: another person, another look. Where somebody is stays. */
function show(app: AppModel, settings: Settings): void {
  close?.();
  writeSettings(settings);
  const { documentElement: root } = document;
  root.dataset.theme = settings.theme;
  root.dir = settings.direction;
  root.lang = settings.language === 1031 ? 'de' : 'en';
  const session = sessionOf(app, settings);
  const map = siteMap(session);
  const main = element('main', { id: 'main', tabindex: '-1' });
  const shell = element('div', { class: 'shell' }, map.root, main);
  const skip = element('a', { class: 'skip', href: '#main' }, session.text('skip'));
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    main.focus();
  });
  const top = bar(
    session,
    (chosen) => show(app, chosen),
    () => shell.classList.toggle('map-open'),
  );
  place('app').replaceChildren(skip, top, shell);
  close = navigate(session, main, (route) => {
    shell.classList.remove('map-open');
    map.update(route);
  });
}

/** Shows the page of the address, and the next one when the address changes; asks before typed things are lost. */
function navigate(session: Session, main: HTMLElement, went: (route: Route) => void): () => void {
  let page: Page | undefined;
  let hash = '';
  const go = async () => {
    if (location.hash === hash && page) return;
    if (page?.isDirty?.()) {
      const wanted = location.hash;
      history.replaceState(null, '', location.pathname + location.search + hash);
      const { text } = session;
      if (!(await askDialog({ text: text('unsaved'), confirm: text('close'), cancel: text('cancel') }))) return;
      history.replaceState(null, '', location.pathname + location.search + wanted);
    }
    const first = page === undefined;
    hash = location.hash;
    const asked = readRoute(hash);
    const route = asked.at === 'start' ? startOf(session) : asked;
    page?.close();
    page = pageOf(session, route);
    main.replaceChildren(page.root);
    document.title = `${page.title} · ${session.text('app')}`;
    went(route);
    if (!first) main.focus({ preventScroll: true });
  };
  const listener = () => void go();
  addEventListener('hashchange', listener);
  void go();
  return () => {
    removeEventListener('hashchange', listener);
    page?.close();
  };
}

function pageOf(session: Session, route: Route): Page {
  try {
    if (route.at === 'table') return tablePage(session, route);
    if (route.at === 'record') return recordPage(session, route);
    return worldPage(session);
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    const root = element('div', { class: 'page' }, element('h1', {}, session.text('app')), element('p', { class: 'problem' }, sentence));
    return { root, title: session.text('app'), close: () => undefined };
  }
}

void begin().catch((error: unknown) => say(place('trouble'), error instanceof Error ? error.message : String(error)));
