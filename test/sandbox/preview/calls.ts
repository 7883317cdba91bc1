import type { Endpoints } from '../environment.ts';
import { type FaultBoard, WrongCall } from '../faults.ts';
import { stores, type WorldStore } from '../world.ts';
import { openDesk } from './acts.ts';
import { openCatalogue } from './catalogue.ts';
import { type Control, controlAt } from './control-calls.ts';
import { courseOf } from './courses.ts';
import { openDynamics } from './dynamics.ts';
import type { Overview, Placed, QueueView, ShapeView, Shelf, StoreView } from './model.ts';
import { type AtShop, readDetail } from './order-detail.ts';
import { type Documents, nothingYet, readDocuments } from './overview.ts';
import { openSalesOrderStates } from './progress.ts';
import { openShelves } from './shelf.ts';
import { shopArticles } from './shop-articles.ts';
import { storeOf } from './shops.ts';
import { openSwitches } from './switches.ts';

type Body = Record<string, unknown>;
type Handler = (call: { query: URLSearchParams; body: Body }) => Promise<unknown> | unknown;

/** Several open pages share one look at Dynamics. */
const lookAgainAfterMs = 500;
const mostAtOnce = 200;
const untidy = { duplicates: 0.3, reorder: 0.3 };

/** What the page asks of its server, one line per call. */
export function previewCalls(endpoints: Endpoints, faults: FaultBoard): Record<string, Handler> {
  const dynamics = openDynamics(endpoints);
  const switches = openSwitches(faults);
  const catalogue = openCatalogue(dynamics);
  const control = controlAt(endpoints.control);
  const desk = openDesk(control, dynamics);
  const states = openSalesOrderStates(dynamics);
  const readShelf = openShelves({ dynamics, atShop: shopArticles(control) });
  const storeViews = knownStores(endpoints, control);
  let latest: Documents = nothingYet;
  let look: { at: number; answer: Promise<Overview> } | undefined;

  const overview = async (): Promise<Overview> => {
    const trouble: string[] = [];
    const [storeList, queues] = await Promise.all([
      storeViews(),
      control<Record<string, Omit<QueueView, 'name'>>>('GET', '/queues'),
      readDocuments(dynamics, states).then(
        (documents) => {
          latest = documents;
        },
        () => void trouble.push('Dataverse does not answer. Orders and exceptions are shown as they were last read.'),
      ),
    ]);
    return {
      at: new Date().toISOString(),
      stores: storeList,
      ...latest,
      queues: Object.entries(queues).map(([name, counts]) => ({ name, ...counts })),
      switches: switches.list(),
      trouble,
    };
  };

  const shelves = new Map<string, { at: number; answer: Promise<Shelf> }>();
  const shelfOf = (store: WorldStore): Promise<Shelf> => {
    const known = shelves.get(store.id);
    if (known && Date.now() - known.at < lookAgainAfterMs) return known.answer;
    const answer = readShelf(store);
    shelves.set(store.id, { at: Date.now(), answer });
    return answer;
  };
  const forget = <T>(value: T): T => {
    shelves.clear();
    return value;
  };

  return {
    'GET /api/overview': () => {
      if (!look || Date.now() - look.at > lookAgainAfterMs) look = { at: Date.now(), answer: overview() };
      return look.answer;
    },
    'GET /api/order': ({ query }) => {
      const [company = '', document = '', store = '', ref = ''] = ['company', 'document', 'store', 'ref'].map(
        (name) => query.get(name) ?? '',
      );
      const orderAtShop = (of: string, one: string) =>
        control<AtShop>('GET', `/channels/${storeOf(of).connector}/orders/${encodeURIComponent(one)}`);
      return readDetail({ dynamics, catalogue, atShop: orderAtShop }, { company, document, store, ref });
    },
    'POST /api/act': ({ body }) => desk.act(body),
    'GET /api/shelf': ({ query }) => shelfOf(storeOf(query.get('store') ?? '')),
    'POST /api/stock': async ({ body }) => forget(await desk.setStock(body)),
    'POST /api/price': async ({ body }) => forget(await desk.setPrice(body)),
    'POST /api/place': ({ body }) => {
      const store = stores.find(({ id }) => id === body.store);
      if (!store) throw new WrongCall(`There is no shop "${String(body.store)}".`);
      return control<Placed>('POST', `/channels/${store.connector}/orders`, {
        count: Math.min(mostAtOnce, Number(body.count) || 1),
        seed: Math.floor(Math.random() * 2 ** 31),
        ...(body.shape ? { shape: body.shape } : {}),
        ...(body.untidy === true ? untidy : {}),
      });
    },
    'POST /api/switch': ({ body }) => {
      switches.turn(String(body.name), body.on === true);
      look = undefined;
      return { switches: switches.list() };
    },
    'DELETE /api/faults': () => {
      faults.clear();
      look = undefined;
      return { switches: switches.list() };
    },
    'POST /api/kill-worker': () => control('POST', '/host/kill', {}),
    'POST /api/reset': async () => {
      await control('POST', '/reset', {});
      latest = nothingYet;
      look = undefined;
      return { reset: true };
    },
  };
}

/** The stores whose shop is there, with what can be ordered; asked once. */
function knownStores({ channels }: Endpoints, control: Control): () => Promise<StoreView[]> {
  let known: Promise<StoreView[]> | undefined;
  const read = () =>
    Promise.all(
      stores
        .filter(({ connector }) => channels[connector])
        .map(async ({ id, connector, name, legalEntity }) => {
          const { shapes } = await control<{ shapes: Omit<ShapeView, 'course'>[] }>('GET', `/channels/${connector}/shapes`);
          return {
            id,
            channel: connector,
            name,
            legalEntity,
            shapes: shapes.map((shape) => ({ ...shape, course: courseOf(connector, shape.name) })),
          };
        }),
    );
  return () => {
    known ??= read().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}
