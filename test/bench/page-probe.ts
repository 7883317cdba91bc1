/** What the probe keeps of an answer of Dataverse. */
export interface Recorded {
  status: number;
  text: string;
}

/** What the page is told before any of its scripts runs. */
export interface ProbeOptions {
  /** Answers by their call (see `callOf` below): given at once, as if the data were there already. */
  replay?: Record<string, Recorded>;
  /** Rows of `cmc_exception`, in place of those that Dataverse has. */
  exceptions?: Record<string, unknown>[];
  /** Commands are taken and never worked on. */
  holdCommands?: boolean;
}

/** What the probe has seen, in milliseconds of the page's clock. */
export interface Probe {
  /** Calls of Dataverse since the page was opened: `GET cmc_commands(…)?$select=…`. */
  calls: string[];
  recorded: Record<string, Recorded>;
  /** When the control had what the platform gives it: its data set, or its place on the form. */
  given?: number;
  /** The control's place was painted with what `until` asked for. */
  painted: Promise<number>;
  /** It is in the document. */
  there: boolean;
}

/**
 * Runs in the page, before its scripts: watches the calls of Dataverse and the one control, and answers calls from memory where told to.
 * `content` is a selector within the control's place; with `text` in it, it is the first content.
 */
export function probe({ options, content, text }: { options: ProbeOptions; content: string; text: string }): void {
  const root = '/api/data/v9.2/';
  const real = globalThis.fetch.bind(globalThis);
  const callOf = (method: string, url: string) => {
    const path = decodeURIComponent(url.slice(url.indexOf(root) + root.length).replaceAll('+', ' '));
    return `${method} ${path.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<moment>').replace(/^cmc_commands\([^)]*\)/, 'cmc_commands(…)')}`;
  };
  const seen: Probe = { calls: [], recorded: {}, there: false, painted: untilPainted() };
  Object.assign(globalThis, { probe: seen });

  globalThis.fetch = async (input, init) => {
    const url = String(input);
    if (!url.includes(root)) return real(input, init);
    const call = callOf(init?.method ?? 'GET', url);
    seen.calls.push(call);
    const known = held(call) ?? manyExceptions(url, init) ?? options.replay?.[call];
    // A control that asks the Function app for its data has it when the command is answered.
    if (known && call.startsWith('GET cmc_commands(')) seen.given = performance.now();
    if (known) return new Response(known.status === 204 ? null : known.text, { status: known.status, headers: location204(known) });
    const answer = await real(input, init);
    if (call.startsWith('GET ')) seen.recorded[call] = { status: answer.status, text: await answer.clone().text() };
    return answer;
  };

  const location204 = ({ status }: Recorded): Record<string, string> =>
    status === 204 ? { 'odata-entityid': `${root}cmc_commands(00000000-0000-4000-8000-000000000001)` } : {};

  function held(call: string): Recorded | undefined {
    if ((options.holdCommands || options.replay) && call.startsWith('POST cmc_commands')) return { status: 204, text: '' };
    if (!options.holdCommands) return undefined;
    if (!call.startsWith('GET cmc_commands(')) return undefined;
    return { status: 200, text: JSON.stringify({ cmc_state: 727_000_000, createdon: new Date().toISOString() }) };
  }

  /** Pages of the rows, as FetchXML and OData ask for them. */
  function manyExceptions(url: string, init: RequestInit | undefined): Recorded | undefined {
    const rows = options.exceptions;
    if (!rows || !url.includes(`${root}cmc_exceptions?`)) return undefined;
    const query = new URL(url, location.href).searchParams;
    const fetchXml = query.get('fetchXml');
    const prefer = String((init?.headers as Record<string, string> | undefined)?.prefer ?? '');
    const size = Number((fetchXml ? /\bcount="(\d+)"/.exec(fetchXml) : /maxpagesize=(\d+)/.exec(prefer))?.[1] ?? 5000);
    const page = Number((fetchXml ? /\bpage="(\d+)"/.exec(fetchXml)?.[1] : query.get('page')) ?? 1);
    const value = rows.slice((page - 1) * size, page * size);
    const more = page * size < rows.length;
    query.set('page', String(page + 1));
    const next = `${location.origin}${root}cmc_exceptions?${query}`;
    return {
      status: 200,
      text: JSON.stringify({
        value,
        ...(fetchXml
          ? { '@Microsoft.Dynamics.CRM.morerecords': more, '@Microsoft.Dynamics.CRM.totalrecordcount': 5000 }
          : more && { '@odata.nextLink': next }),
      }),
    };
  }

  type Instance = { init(...all: unknown[]): void; updateView(context: { parameters: Record<string, unknown> }): unknown };
  const watched = (Control: new () => Instance) =>
    class extends Control {
      override init(...all: unknown[]): void {
        seen.given = performance.now();
        super.init(...all);
      }
      override updateView(context: { parameters: Record<string, unknown> }): unknown {
        const set = Object.values(context.parameters).find((one) => (one as { sortedRecordIds?: unknown }).sortedRecordIds) as
          | { loading: boolean }
          | undefined;
        if (set && !withSet.there) {
          seen.given = performance.now();
          withSet.there = !set.loading;
        }
        return super.updateView(context);
      }
    };
  const withSet = { there: false };
  let framework: { registerControl(name: string, control: new () => Instance): void } | undefined;
  Object.defineProperty(globalThis, 'ComponentFramework', {
    get: () => framework,
    set: (made: NonNullable<typeof framework>) => {
      framework = { registerControl: (name, control) => made.registerControl(name, watched(control)) };
    },
  });

  function untilPainted(): Promise<number> {
    return new Promise((done) => {
      const watch = new MutationObserver(() => {
        const found = [...document.querySelectorAll(`.control-place ${content}`)].some((one) => one.textContent?.includes(text));
        if (!found) return;
        watch.disconnect();
        seen.there = true;
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => done(performance.now());
          port2.postMessage(undefined);
        });
      });
      watch.observe(document, { childList: true, subtree: true, characterData: true });
    });
  }
}
