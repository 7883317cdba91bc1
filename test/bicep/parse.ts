import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** A Bicep value as far as it is known without deploying: what is only known then is an expression. */
export type Value =
  | { kind: 'string'; text: string; whole: boolean }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' }
  | { kind: 'object'; entries: Entry[] }
  | { kind: 'array'; items: Value[] }
  | { kind: 'either'; values: Value[] }
  | { kind: 'each'; body: Value }
  | { kind: 'expression'; text: string };

export interface Entry {
  name: string;
  value: Value;
  line: number;
}

export interface Declaration {
  kind: 'resource' | 'module' | 'param' | 'var' | 'output';
  name: string;
  /** Resource type with version, or path of a module, or type of a parameter or output. */
  of: string;
  value?: Value;
  /** Text of the whole declaration. */
  text: string;
  decorators: string[];
  conditional: boolean;
  existing: boolean;
  line: number;
}

export interface BicepFile {
  path: string;
  text: string;
  scope: string;
  declarations: Declaration[];
  syntaxErrors: string[];
}

const require = createRequire(import.meta.url);
let ready: Promise<Parser> | undefined;

async function open(): Promise<Parser> {
  await Parser.init();
  const language = await Language.load(readFileSync(require.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')));
  const parser = new Parser();
  parser.setLanguage(language);
  return parser;
}

/** Reads one Bicep file. Syntax errors are listed, never thrown. */
export async function parseBicep(path: string, text: string): Promise<BicepFile> {
  ready ??= open();
  const tree = (await ready).parse(text);
  if (!tree) throw new Error(`${path} could not be parsed.`);
  const declarations: Declaration[] = [];
  let decorators: string[] = [];
  let scope = 'resourceGroup';
  for (const node of tree.rootNode.namedChildren.filter((one): one is Node => one !== null)) {
    if (node.type === 'decorators') decorators = [...decorators, ...node.namedChildren.map((one) => one?.text ?? '')];
    else if (node.type === 'decorator') decorators = [...decorators, node.text];
    else if (node.type === 'target_scope_assignment') scope = /'([^']+)'/.exec(node.text)?.[1] ?? scope;
    else {
      const declaration = declarationOf(node, decorators);
      if (declaration) declarations.push(declaration);
      if (node.type !== 'comment' && node.type !== 'diagnostic_comment') decorators = [];
    }
  }
  return { path, text, scope, declarations, syntaxErrors: errorsOf(tree.rootNode) };
}

const kinds: Record<string, Declaration['kind']> = {
  resource_declaration: 'resource',
  module_declaration: 'module',
  parameter_declaration: 'param',
  variable_declaration: 'var',
  output_declaration: 'output',
};

function declarationOf(node: Node, decorators: string[]): Declaration | undefined {
  const kind = kinds[node.type];
  if (!kind) return undefined;
  const parts = node.namedChildren.filter((one): one is Node => one !== null && one.type !== 'comment');
  const [name, second, ...rest] = parts;
  const typed = kind === 'resource' || kind === 'module';
  const value = kind === 'var' ? second : rest.find((one) => !['type', 'primitive_type'].includes(one.type));
  return {
    kind,
    name: name?.text ?? '',
    of: typed ? (second?.text ?? '').replace(/^'|'$/g, '') : (second?.text ?? ''),
    value: value && toValue(value),
    text: node.text,
    decorators,
    conditional: value?.type === 'if_statement',
    existing: / existing\s*=/.test(node.text.slice(0, 200)),
    line: node.startPosition.row + 1,
  };
}

function toValue(node: Node): Value {
  const children = node.namedChildren.filter((one): one is Node => one !== null && one.type !== 'comment');
  switch (node.type) {
    case 'string':
      return {
        kind: 'string',
        text: node.text.replace(/^'|'$/g, '').replaceAll("\\'", "'"),
        whole: !children.some((one) => one.type === 'interpolation'),
      };
    case 'number':
      return { kind: 'number', value: Number(node.text) };
    case 'boolean':
      return { kind: 'boolean', value: node.text === 'true' };
    case 'null':
      return { kind: 'null' };
    case 'array':
      return { kind: 'array', items: children.map(toValue) };
    case 'object':
      return {
        kind: 'object',
        entries: children
          .filter((one) => one.type === 'object_property')
          .map((one) => {
            const [name, value] = one.namedChildren.filter((child): child is Node => child !== null && child.type !== 'comment');
            return {
              name: (name?.text ?? '').replace(/^'|'$/g, ''),
              value: value ? toValue(value) : { kind: 'null' as const },
              line: one.startPosition.row + 1,
            };
          }),
      };
    case 'ternary_expression':
      return {
        kind: 'either',
        values: ['consequence', 'alternative'].flatMap((field) => {
          const branch = node.childForFieldName(field);
          return branch ? [toValue(branch)] : [];
        }),
      };
    case 'if_statement': {
      const body = children.at(-1);
      return body ? toValue(body) : { kind: 'null' };
    }
    case 'for_statement': {
      const body = node.childForFieldName('body') ?? children.at(-1);
      return { kind: 'each', body: body ? toValue(body) : { kind: 'null' } };
    }
    case 'parenthesized_expression':
      return children[0] ? toValue(children[0]) : { kind: 'null' };
    case 'call_expression':
      return unionOf(node, children) ?? { kind: 'expression', text: node.text };
    default:
      return { kind: 'expression', text: node.text };
  }
}

/** `union(a, b)` of objects is an object with the entries of all that are written out. */
function unionOf(node: Node, children: Node[]): Value | undefined {
  if (!node.text.startsWith('union(')) return undefined;
  const parts = (children.find((one) => one.type === 'arguments')?.namedChildren ?? [])
    .filter((one): one is Node => one !== null)
    .map(toValue)
    .flatMap((one) => (one.kind === 'either' ? one.values : [one]));
  const entries = parts.flatMap((one) => (one.kind === 'object' ? one.entries : []));
  return entries.length > 0 ? { kind: 'object', entries } : undefined;
}

function errorsOf(node: Node): string[] {
  const own =
    node.type === 'ERROR' || node.isMissing ? [`line ${node.startPosition.row + 1}: "${node.text.slice(0, 40)}" is not Bicep`] : [];
  return node.hasError ? [...own, ...node.children.flatMap((child) => (child ? errorsOf(child) : []))] : own;
}

/** What a `.bicepparam` file says: the template and the parameters, one assignment each. */
export function parseParameters(text: string): { using: string; assigned: Map<string, string>; problems: string[] } {
  const using = /^using '([^']+)'/m.exec(text)?.[1] ?? '';
  const assigned = new Map<string, string>();
  const problems: string[] = [];
  let open = '';
  for (const [index, line] of text.split('\n').entries()) {
    const found = /^param (\w+) = (.+)$/.exec(line);
    if (found) {
      open = found[1] ?? '';
      assigned.set(open, found[2] ?? '');
    } else if (open && /^[\s\]}]/.test(line)) assigned.set(open, `${assigned.get(open)}\n${line}`);
    else if (line.trim() !== '' && !line.startsWith('using ') && !line.startsWith('//'))
      problems.push(`line ${index + 1}: "${line}" is no assignment`);
  }
  return { using, assigned, problems };
}
