import Big from 'big.js';
import { dateText } from './cells.ts';
import { type Token, tokensOf, unquoted } from './filter-tokens.ts';
import { type EntitySet, edmName, enumerations, namespace, type Property } from './metadata.ts';
import { refusedQuery } from './refusal.ts';

/** What an expression yields; enums by their full name. */
export type ValueType = 'text' | 'number' | 'date' | 'guid' | 'null' | 'boolean' | `enum:${string}`;
export type CompareOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type MathOperator = 'add' | 'sub' | 'mul' | 'div' | 'mod';

export type Expression =
  | { kind: 'field'; type: ValueType; property: Property; whole: boolean }
  | { kind: 'literal'; type: ValueType; value: string | Big | boolean | null; whole: boolean }
  | { kind: 'compare'; type: 'boolean'; operator: CompareOperator; left: Expression; right: Expression }
  | { kind: 'math'; type: 'number'; operator: MathOperator; left: Expression; right: Expression; whole: boolean }
  | { kind: 'and' | 'or'; type: 'boolean'; left: Expression; right: Expression }
  | { kind: 'not'; type: 'boolean'; operand: Expression }
  | { kind: 'negate'; type: 'number'; operand: Expression; whole: boolean };

const operatorKinds: Record<CompareOperator | MathOperator, string> = {
  eq: 'Equal',
  ne: 'NotEqual',
  gt: 'GreaterThan',
  ge: 'GreaterThanOrEqual',
  lt: 'LessThan',
  le: 'LessThanOrEqual',
  add: 'Add',
  sub: 'Subtract',
  mul: 'Multiply',
  div: 'Divide',
  mod: 'Modulo',
};
const compareOperators: readonly string[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];

/** The meaning of a `$filter` for this set. @throws Refusal for anything that Finance & SCM does not answer */
export function parseFilter(set: EntitySet, text: string): Expression {
  const parser = new Parser(set, text);
  return parser.whole();
}

class Parser {
  readonly #set: EntitySet;
  readonly #text: string;
  readonly #tokens: Token[];
  #at = 0;

  constructor(set: EntitySet, text: string) {
    this.#set = set;
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  whole(): Expression {
    const expression = this.#or();
    if (this.#next.kind !== 'end') throw this.#wrong();
    if (expression.type !== 'boolean') throw refusedQuery('The $filter expression must evaluate to a single boolean value.');
    return expression;
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '', at: this.#text.length };
  }

  #take(): Token {
    const token = this.#next;
    this.#at += 1;
    return token;
  }

  #takes(...words: readonly string[]): string | undefined {
    const { kind, text } = this.#next;
    if ((kind !== 'word' && kind !== 'mark') || !words.includes(text)) return undefined;
    this.#at += 1;
    return text;
  }

  #wrong(): Error {
    return refusedQuery(`Syntax error at position ${this.#next.at} in '${this.#text}'.`);
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#takes('or')) left = logical('or', left, this.#and());
    return left;
  }

  #and(): Expression {
    let left = this.#comparison();
    while (this.#takes('and')) left = logical('and', left, this.#comparison());
    return left;
  }

  #comparison(): Expression {
    const left = this.#sum();
    const operator = this.#takes(...compareOperators) as CompareOperator | undefined;
    if (operator) return compare(operator, left, this.#sum());
    const refusedWord = this.#takes('in', 'has');
    if (refusedWord) throw refusedQuery(`The operator '${refusedWord}' is not supported.`);
    return left;
  }

  #sum(): Expression {
    let left = this.#product();
    for (let operator = this.#takes('add', 'sub'); operator; operator = this.#takes('add', 'sub'))
      left = math(operator as MathOperator, left, this.#product());
    return left;
  }

  #product(): Expression {
    let left = this.#unary();
    for (let operator = this.#takes('mul', 'div', 'mod'); operator; operator = this.#takes('mul', 'div', 'mod'))
      left = math(operator as MathOperator, left, this.#unary());
    return left;
  }

  #unary(): Expression {
    if (this.#takes('not')) {
      const operand = this.#unary();
      if (operand.type !== 'boolean')
        throw refusedQuery(`A unary operator with an incompatible type was detected for operator kind 'Not'.`);
      return { kind: 'not', type: 'boolean', operand };
    }
    if (!this.#takes('-')) return this.#primary();
    const operand = this.#unary();
    if (operand.type !== 'number')
      throw refusedQuery(`A unary operator with an incompatible type was detected for operator kind 'Negate'.`);
    return { kind: 'negate', type: 'number', operand, whole: isWhole(operand) };
  }

  #primary(): Expression {
    if (this.#takes('(')) {
      const inner = this.#or();
      if (!this.#takes(')')) throw this.#wrong();
      return inner;
    }
    const token = this.#take();
    if (token.kind === 'word') return this.#word(token);
    const literal = literalOf(token);
    if (!literal) {
      this.#at -= 1;
      throw this.#wrong();
    }
    return literal;
  }

  #word({ text }: Token): Expression {
    if (this.#next.text === '(')
      throw refusedQuery(`The function '${text}' is not supported. Use eq with a wildcard, for example eq '*text*'.`);
    if (text === 'true' || text === 'false') return { kind: 'literal', type: 'boolean', value: text === 'true', whole: false };
    if (text === 'null') return { kind: 'literal', type: 'null', value: null, whole: false };
    const property = requireProperty(this.#set, text);
    return { kind: 'field', type: typeOf(property), property, whole: property.type === 'int32' || property.type === 'int64' };
  }
}

/** The property of this name, case and all. @throws Refusal in the platform's words */
export function requireProperty(set: EntitySet, name: string): Property {
  const property = set.properties.get(name);
  if (!property) throw refusedQuery(`Could not find a property named '${name}' on type '${namespace}.${set.type}'.`);
  return property;
}

function typeOf(property: Property): ValueType {
  if (property.type === 'enum') return `enum:${edmName(property)}`;
  if (property.type === 'string') return 'text';
  if (property.type === 'dateTime') return 'date';
  return property.type === 'guid' ? 'guid' : 'number';
}

function literalOf({ kind, text }: Token): Expression | undefined {
  if (kind === 'text') return { kind: 'literal', type: 'text', value: unquoted(text), whole: false };
  if (kind === 'guid') return { kind: 'literal', type: 'guid', value: text.toLowerCase(), whole: false };
  if (kind === 'number')
    return { kind: 'literal', type: 'number', value: new Big(text.replace(/[mdfl]$/i, '')), whole: /^-?\d+l?$/i.test(text) };
  if (kind === 'date') return dateLiteral(text);
  return kind === 'enum' ? enumLiteral(text) : undefined;
}

function dateLiteral(text: string): Expression {
  const value = dateText(text);
  if (!value) throw refusedQuery(`The literal '${text}' is no Edm.DateTimeOffset: date, time and zone are needed.`);
  return { kind: 'literal', type: 'date', value, whole: false };
}

function enumLiteral(text: string): Expression {
  const typeName = text.slice(0, text.indexOf("'"));
  const member = unquoted(text);
  const enumeration = typeName.startsWith(`${namespace}.`) ? enumerations.get(typeName.slice(namespace.length + 1)) : undefined;
  if (!enumeration?.members.has(member)) throw refusedQuery(`The string '${text}' is not a valid enumeration type constant.`);
  return { kind: 'literal', type: `enum:${typeName}`, value: member, whole: false };
}

function logical(kind: 'and' | 'or', left: Expression, right: Expression): Expression {
  if (left.type !== 'boolean' || right.type !== 'boolean') throw incompatible(left, right, kind === 'and' ? 'And' : 'Or');
  return { kind, type: 'boolean', left, right };
}

function compare(operator: CompareOperator, left: Expression, right: Expression): Expression {
  const equality = operator === 'eq' || operator === 'ne';
  const withNull = left.type === 'null' || right.type === 'null';
  if (withNull ? !equality : left.type !== right.type) throw incompatible(left, right, operatorKinds[operator]);
  if (left.type.startsWith('enum:') && !equality) throw incompatible(left, right, operatorKinds[operator]);
  return { kind: 'compare', type: 'boolean', operator, left, right };
}

function math(operator: MathOperator, left: Expression, right: Expression): Expression {
  if (left.type !== 'number' || right.type !== 'number') throw incompatible(left, right, operatorKinds[operator]);
  return { kind: 'math', type: 'number', operator, left, right, whole: isWhole(left) && isWhole(right) };
}

const isWhole = (expression: Expression): boolean => 'whole' in expression && expression.whole;

const shown: Record<string, string> = {
  text: 'Edm.String',
  number: 'Edm.Decimal',
  date: 'Edm.DateTimeOffset',
  guid: 'Edm.Guid',
  boolean: 'Edm.Boolean',
};
const typeName = ({ type }: Expression): string => (type.startsWith('enum:') ? type.slice(5) : (shown[type] ?? type));

const incompatible = (left: Expression, right: Expression, operator: string): Error =>
  refusedQuery(
    `A binary operator with incompatible types was detected. Found operand types '${typeName(left)}' and '${typeName(right)}' for operator kind '${operator}'.`,
  );
