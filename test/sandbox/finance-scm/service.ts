import { etagOf, toEntity } from './answers.ts';
import { emptyOf, type Row } from './cells.ts';
import { metadataDocument, serviceDocument } from './csdl.ts';
import type { Erp } from './erp.ts';
import { type EntitySet, requireSet } from './metadata.ts';
import { type Answer, addressOf, answered, emptyAnswer, jsonAnswer, type Operation } from './operation.ts';
import { pageStart, readPage } from './paging.ts';
import { present, readQuery, select } from './query.ts';
import { notFound, Refusal } from './refusal.ts';
import { viewOf } from './registry.ts';
import type { Stored } from './table.ts';
import { create, remove, update } from './writes.ts';

export interface ServiceOptions {
  erp: Erp;
  /** `http://…/data/`. */
  root: () => string;
  pageSize: number;
  /** Company of the user that the clients are mapped to. */
  defaultCompany: string;
}

/** The OData service itself: one operation in, one answer out, no waiting in between. */
export class Service {
  readonly #options: ServiceOptions;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** Answers an operation that stands alone. */
  answer(operation: Operation): Answer {
    return answered(() =>
      operation.method === 'GET' ? this.#read(operation) : this.#options.erp.store.transaction(() => this.write(operation)),
    );
  }

  /** Writes within a transaction that the caller holds. @throws Refusal */
  write(operation: Operation): Answer {
    const { method, headers, body } = operation;
    const { set, key } = addressOf(operation);
    const { erp, defaultCompany } = this.#options;
    if (method === 'POST' && !key) {
      requireJson(headers);
      return this.#created(set, create(erp, set, body, defaultCompany));
    }
    if ((method !== 'PATCH' && method !== 'DELETE') || !key)
      throw new Refusal(405, `The requested resource does not support http method '${method}'.`);
    const stored = this.#find(set, key, operation.options);
    if (method === 'DELETE') remove(erp, set, stored, headers['if-match']);
    else {
      requireJson(headers);
      update(erp, set, stored, body, headers['if-match']);
    }
    return emptyAnswer(204);
  }

  #created(set: EntitySet, stored: Stored): Answer {
    const { erp, root } = this.#options;
    const entity = toEntity(erp, set, stored);
    return jsonAnswer(
      201,
      { '@odata.context': `${root()}$metadata#${set.name}/$entity`, ...entity },
      { location: `${root()}${set.name}(${keyText(set, stored.row)})`, etag: etagOf(stored) },
    );
  }

  #read(operation: Operation): Answer {
    const { root } = this.#options;
    if (operation.path === '') return jsonAnswer(200, serviceDocument(root()));
    if (operation.path === '$metadata')
      return {
        status: 200,
        headers: { 'content-type': 'application/xml; charset=utf-8', 'odata-version': '4.0' },
        body: metadataDocument(),
      };
    const { set, key, countOnly } = addressOf(operation);
    if (key) return this.#readOne(set, key, operation.options);
    return countOnly ? this.#readCount(set, operation.options) : this.#readMany(set, operation.options);
  }

  #readOne(set: EntitySet, key: Row, options: URLSearchParams): Answer {
    const query = readQuery(set, options);
    const stored = this.#find(set, key, options);
    if (!stored) throw notFound(`The resource '${set.name}' with this key does not exist.`);
    const { erp, root } = this.#options;
    return jsonAnswer(
      200,
      { '@odata.context': `${root()}$metadata#${set.name}/$entity`, ...present(erp, set, stored, query) },
      { etag: etagOf(stored) },
    );
  }

  #readCount(set: EntitySet, options: URLSearchParams): Answer {
    const { erp, defaultCompany } = this.#options;
    const rows = select(erp, set, readQuery(set, options), { company: defaultCompany });
    return { status: 200, headers: { 'content-type': 'text/plain', 'odata-version': '4.0' }, body: String(rows.length) };
  }

  #readMany(set: EntitySet, options: URLSearchParams): Answer {
    const { erp, root, pageSize, defaultCompany } = this.#options;
    const query = readQuery(set, options);
    // One more than the page says whether there is another.
    const enough = query.count ? undefined : pageStart(options, query) + Math.min(pageSize, query.top ?? pageSize) + 1;
    const rows = select(erp, set, query, { company: defaultCompany, enough });
    const { from, to, next } = readPage(options, query, rows.length, pageSize);
    const columns = query.select ? `(${query.select.map(({ name }) => name).join(',')})` : '';
    return jsonAnswer(200, {
      '@odata.context': `${root()}$metadata#${set.name}${columns}`,
      ...(query.count ? { '@odata.count': rows.length } : {}),
      value: rows.slice(from, to).map((stored) => present(erp, set, stored, query)),
      ...(next ? { '@odata.nextLink': `${root()}${set.name}?${next}` } : {}),
    });
  }

  /** The row, when the set shows it and the caller may see its company. */
  #find(set: EntitySet, key: Row, options: URLSearchParams): Stored | undefined {
    const { rules, shows } = viewOf(set);
    const stored = this.#options.erp.store.table(rules.table).byKey(inTableKey(set, key, rules.table, this.#options.erp));
    if (!stored || (shows && !shows(stored.row))) return undefined;
    const crossCompany = options.get('cross-company')?.toLowerCase() === 'true';
    return !set.byCompany || crossCompany || stored.row.dataAreaId === this.#options.defaultCompany ? stored : undefined;
  }
}

/** Sets that share a table may have another key than the table: then the row is looked for by the set's key. */
function inTableKey(set: EntitySet, key: Row, table: string, erp: Erp): Row {
  const { shape } = erp.store.table(table);
  if (shape.keys.every((field) => field in key)) return key;
  const [indexed] = set.keys.filter((field) => erp.store.table(table).hasIndex(field));
  const rows = indexed ? erp.store.table(table).equal(indexed, key[indexed] ?? '') : [];
  return (
    rows.find(({ row }) => set.keys.every((field) => (row[field] ?? '').toLowerCase() === (key[field] ?? '').toLowerCase()))?.row ?? {}
  );
}

function requireJson(headers: Operation['headers']): void {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
    throw new Refusal(415, 'The request entity’s media type is not supported for this resource.');
}

function keyText(set: EntitySet, row: Row): string {
  const part = (name: string) => {
    const property = requireSet(set.name).properties.get(name);
    const value = row[name] ?? (property ? emptyOf(property) : '');
    return property?.type === 'string' ? `'${encodeURIComponent(value.replaceAll("'", "''"))}'` : value;
  };
  return set.keys.map((name) => `${name}=${part(name)}`).join(',');
}
