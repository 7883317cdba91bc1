import { Big } from 'big.js';
import { type Token, tokens } from './filter-tokens.ts';
import { navigationOf } from './navigation.ts';
import { refusals } from './refusal.ts';
import type { Store, StoredRow } from './store.ts';
import type { Column, Table } from './tables.ts';
import { compare, edmType, folded, toInstant, type Value } from './values.ts';

export interface Filter {
  matches(row: StoredRow): boolean;
  /** Equalities that every match fulfils: the way to an index. */
  equalities: readonly { column: string; value: Value }[];
}

const comparisons: Record<string, (order: number) => boolean> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

const textFunctions: Record<string, (text: string, part: string) => boolean> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
};

/** Reads a `$filter`. @throws Refusal for syntax, unknown columns and values that do not fit a column */
export function readFilter(store: Store, table: Table, expression: string): Filter {
  return new FilterReader(store, table, expression).read();
}

class FilterReader {
  readonly #store: Store;
  #table: Table;
  /** The name that stands for a row within a lambda. */
  #variable: string | undefined;
  readonly #expression: string;
  readonly #tokens: Token[];
  #at = 0;

  constructor(store: Store, table: Table, expression: string) {
    this.#store = store;
    this.#table = table;
    this.#expression = expression;
    this.#tokens = tokens(expression);
  }

  read(): Filter {
    const filter = this.#either();
    if (this.#peek()) throw this.#syntax();
    return filter;
  }

  #either(): Filter {
    let left = this.#both();
    while (this.#take('word', 'or')) {
      const [a, b] = [left, this.#both()];
      left = { matches: (row) => a.matches(row) || b.matches(row), equalities: [] };
    }
    return left;
  }

  #both(): Filter {
    let left = this.#one();
    while (this.#take('word', 'and')) {
      const [a, b] = [left, this.#one()];
      left = { matches: (row) => a.matches(row) && b.matches(row), equalities: [...a.equalities, ...b.equalities] };
    }
    return left;
  }

  #one(): Filter {
    if (this.#take('word', 'not')) {
      const inner = this.#one();
      return { matches: (row) => !inner.matches(row), equalities: [] };
    }
    if (this.#take('symbol', '(')) {
      const inner = this.#either();
      this.#need('symbol', ')');
      return inner;
    }
    const word = this.#need('word').text;
    if (this.#peek()?.text === '/' && word !== this.#variable) return this.#related(word);
    if (this.#variable !== undefined && word === this.#variable) return this.#ofVariable();
    return this.#peek()?.text === '(' ? this.#call(word) : this.#comparison(word);
  }

  #ofVariable(): Filter {
    this.#need('symbol', '/');
    return this.#comparison(this.#need('word').text);
  }

  /** `lookup/column eq …` and `collection/any(x:x/column eq …)`. */
  #related(name: string): Filter {
    const navigation = navigationOf(this.#store, this.#table, name);
    if (!navigation) throw refusals.unknownProperty(name, this.#table.name);
    this.#need('symbol', '/');
    const [outer, variable] = [this.#table, this.#variable];
    this.#table = navigation.rows.table;
    const inner = navigation.many ? this.#lambda() : this.#comparison(this.#need('word').text);
    this.#table = outer;
    this.#variable = variable;
    return { matches: (row) => navigation.related(row).some((one) => !inner || inner.matches(one)), equalities: [] };
  }

  #lambda(): Filter | undefined {
    this.#need('word', 'any');
    this.#need('symbol', '(');
    if (this.#take('symbol', ')')) return undefined;
    this.#variable = this.#need('word').text;
    this.#need('symbol', ':');
    const inner = this.#either();
    this.#need('symbol', ')');
    return inner;
  }

  #call(name: string): Filter {
    if (name === 'Microsoft.Dynamics.CRM.In') return this.#in();
    const test = textFunctions[name];
    if (!test)
      throw refusals.badRequest(
        `An unknown function with name '${name}' was found. This may also be a function import or a key lookup on a navigation property, which is not allowed.`,
      );
    this.#need('symbol', '(');
    const column = this.#column(this.#need('word').text);
    this.#need('symbol', ',');
    const part = folded(unquoted(this.#need('text').text));
    this.#need('symbol', ')');
    if (column.type !== 'text' && column.type !== 'memo')
      throw refusals.badRequest(
        `No function signature for the function with name '${name}' matches the specified arguments: '${edmType(column)}', 'Edm.String'.`,
      );
    const matches = (row: StoredRow) => {
      const value = row.values[column.name];
      return typeof value === 'string' && test(folded(value), part);
    };
    return { matches, equalities: [] };
  }

  /** `Microsoft.Dynamics.CRM.In(PropertyName='…',PropertyValues=['…','…'])`: every value is written as text. */
  #in(): Filter {
    for (const [kind, text] of [
      ['symbol', '('],
      ['word', 'PropertyName'],
      ['symbol', '='],
    ] as const)
      this.#need(kind, text);
    const name = unquoted(this.#need('text').text);
    const column = this.#column(this.#table.columns.has(`_${name}_value`) ? `_${name}_value` : name);
    for (const [kind, text] of [
      ['symbol', ','],
      ['word', 'PropertyValues'],
      ['symbol', '='],
      ['symbol', '['],
    ] as const)
      this.#need(kind, text);
    const values: Value[] = [];
    do values.push(this.#textValue(column));
    while (this.#take('symbol', ','));
    this.#need('symbol', ']');
    this.#need('symbol', ')');
    const matches = (row: StoredRow) => {
      const own = row.values[column.name] ?? null;
      return own !== null && values.some((value) => compare(column, own, value) === 0);
    };
    return { matches, equalities: [] };
  }

  #textValue(column: Column): Value {
    const token = this.#need('text');
    if (column.type === 'text' || column.type === 'memo') return unquoted(token.text);
    const [inner, ...more] = tokens(unquoted(token.text));
    const value = inner && more.length === 0 ? literal(column, inner) : undefined;
    if (value === undefined) throw this.#syntax(token);
    return value;
  }

  #comparison(name: string): Filter {
    const column = this.#column(name);
    const operator = this.#need('word');
    const compares = comparisons[operator.text];
    if (!compares) throw this.#syntax(operator);
    const value = this.#value(column);
    if (value === null && operator.text !== 'eq' && operator.text !== 'ne')
      throw refusals.badRequest(`The operator '${operator.text}' can't be used with null.`);
    const matches = (row: StoredRow) => {
      const own = row.values[column.name] ?? null;
      // Nothing is greater or smaller than nothing, but Dataverse counts an empty column as different from a value.
      if (own === null && value !== null) return operator.text === 'ne';
      return compares(compare(column, own, value));
    };
    return { matches, equalities: operator.text === 'eq' && value !== null ? [{ column: column.name, value }] : [] };
  }

  #value(column: Column): Value {
    const token = this.#next();
    if (token.kind === 'word' && token.text === 'null') return null;
    const value = literal(column, token);
    if (value !== undefined) return value;
    if (token.kind === 'symbol') throw this.#syntax(token);
    throw refusals.badRequest(
      `A binary operator with incompatible types was detected. Found operand types '${edmType(column)}' and '${edmOf[token.kind]}' for operator kind 'Equal'.`,
    );
  }

  #column(name: string): Column {
    const column = this.#table.columns.get(name);
    if (!column) throw refusals.unknownProperty(name, this.#table.name);
    return column;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }
  #next(): Token {
    const token = this.#tokens[this.#at++];
    if (!token) throw this.#syntax();
    return token;
  }
  #take(kind: Token['kind'], text: string): boolean {
    const token = this.#peek();
    if (token?.kind !== kind || token.text !== text) return false;
    this.#at += 1;
    return true;
  }
  #need(kind: Token['kind'], text?: string): Token {
    const token = this.#next();
    if (token.kind !== kind || (text !== undefined && token.text !== text)) throw this.#syntax(token);
    return token;
  }
  #syntax(token?: Token) {
    return refusals.badRequest(`Syntax error at position ${token?.at ?? this.#expression.length} in '${this.#expression}'.`);
  }
}

const edmOf = { word: 'Edm.Boolean', text: 'Edm.String', number: 'Edm.Decimal', date: 'Edm.DateTimeOffset', guid: 'Edm.Guid', symbol: '' };

/** The value as this column stores it; undefined when the literal is of another kind. */
function literal(column: Column, { kind, text }: Token): Value | undefined {
  switch (column.type) {
    case 'text':
    case 'memo':
      return kind === 'text' ? unquoted(text) : undefined;
    case 'id':
    case 'lookup':
      return kind === 'guid' ? text.toLowerCase() : undefined;
    case 'bit':
      return kind === 'word' && (text === 'true' || text === 'false') ? text === 'true' : undefined;
    case 'datetime':
      return kind === 'date' ? toInstant(text.includes('T') ? text : `${text}T00:00:00Z`) : undefined;
    case 'decimal':
      return kind === 'number' ? new Big(text).toFixed() : undefined;
    default:
      return kind === 'number' && /^-?\d+$/.test(text) ? Number(text) : undefined;
  }
}

const unquoted = (text: string): string => text.slice(1, -1).replaceAll("''", "'");
