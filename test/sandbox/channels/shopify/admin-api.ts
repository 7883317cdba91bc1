import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type DocumentNode,
  execute,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { parseJson } from '../../../../shared/core/json.ts';
import type { CallLog } from '../../parts.ts';
import type { SimRequest, SimResponse } from '../../serve.ts';
import type { Bucket } from './bucket.ts';
import { costOf } from './cost.ts';
import { objectIn, textIn } from './reading.ts';
import { withScalars } from './scalars.ts';
import type { SearchWarning } from './search.ts';

const areas = ['admin', 'fulfilment', 'inventory', 'products', 'closing'];
export const schema = withScalars(
  buildSchema(areas.map((area) => readFileSync(new URL(`./${area}.graphql`, import.meta.url), 'utf8')).join('\n')),
);
const documentation = 'https://shopify.dev/api/usage/rate-limits';

export interface RequestContext {
  /** Remarks about search queries, for `extensions.search`. */
  search: { query: string; warnings: SearchWarning[] }[];
}

export interface AdminApi {
  root: object;
  bucket: Bucket;
  calls: CallLog;
  /** What a single query may cost; Shopify's 1,000 unless a test wants less. */
  mostCost: number;
}

/** One call of the Admin GraphQL API: parse, check, reckon the cost, throttle, run. Errors come with HTTP 200, as Shopify sends them. */
export async function answerGraphql({ root, bucket, calls, mostCost }: AdminApi, request: SimRequest): Promise<SimResponse> {
  const asked = bodyOf(request);
  const source = textIn(asked?.query);
  if (!asked || !source) return { status: 400, body: { errors: { query: 'Required parameter missing or invalid' } } };
  const say = (body: object): SimResponse => ({ status: 200, headers: { 'x-request-id': randomUUID() }, body });

  const read = readDocument(source);
  if ('errors' in read) return say(read);
  const { document } = read;
  const operations = document.definitions.filter((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION);
  const name = textIn(asked.operationName);
  const operation = operations.find((one) => !name || one.name?.value === name);
  if (!operation || (operations.length > 1 && !name)) return say({ errors: [{ message: 'An operation name is required' }] });

  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one]),
  );
  const variables = objectIn(asked.variables);
  const costing = { schema, operation, fragments, variables };
  const requested = costOf(costing);
  const called = operation.selectionSet.selections.map((one) => (one.kind === Kind.FIELD ? one.name.value : '…')).join('+');
  if (requested > mostCost) {
    calls.count(called, 0);
    return say({ errors: [tooExpensive(requested, mostCost)] });
  }
  if (!bucket.take(requested)) {
    calls.count(`${called} (throttled)`, 0);
    return say(throttledBody(requested, bucket.status()));
  }
  const context: RequestContext = { search: [] };
  const result = await execute({
    schema,
    document,
    rootValue: root,
    variableValues: variables,
    operationName: name ?? null,
    contextValue: context,
  });
  const actual = result.data ? costOf({ ...costing, answer: result.data }) : 0;
  bucket.giveBack(requested - Math.min(actual, requested));
  calls.count(called, actual);
  const search = context.search.filter(({ warnings }) => warnings.length > 0);
  return say({
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors
      ? { errors: result.errors.map((error) => toError(error, isBadVariable(error) ? 'INVALID_VARIABLE' : undefined)) }
      : {}),
    extensions: {
      cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: bucket.status() },
      ...(search.length > 0 ? { search } : {}),
    },
  });
}

type ReadDocument = { document: DocumentNode } | { errors: object[] };

/** Clients send the same few queries again and again. */
const known = new Map<string, ReadDocument>();

function readDocument(source: string): ReadDocument {
  const before = known.get(source);
  if (before) return before;
  const read = parsedAndChecked(source);
  if (known.size < 500) known.set(source, read);
  return read;
}

function parsedAndChecked(source: string): ReadDocument {
  try {
    const document = parse(source);
    const problems = validate(schema, document);
    return problems.length > 0 ? { errors: problems.map((problem) => toError(problem, codeOf(problem))) } : { document };
  } catch (error) {
    return { errors: [toError(error instanceof GraphQLError ? error : new GraphQLError(String(error)), 'parseError')] };
  }
}

export const throttledBody = (requested: number, throttleStatus: object): object => ({
  errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation } }],
  extensions: { cost: { requestedQueryCost: requested, actualQueryCost: null, throttleStatus } },
});

const tooExpensive = (cost: number, mostCost: number): object => ({
  message: `Query cost is ${cost}, which exceeds the single query max cost limit (${mostCost}).`,
  extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: mostCost, documentation },
});

function bodyOf({ headers, body }: SimRequest) {
  if (!headers['content-type']?.includes('json')) return undefined;
  try {
    return objectIn(parseJson(body.toString()));
  } catch {
    return undefined;
  }
}

const isBadVariable = ({ message }: GraphQLError): boolean => message.startsWith('Variable "$');

const unknownField = /^Cannot query field "(\w+)" on type "(\w+)"/;

function codeOf({ message }: GraphQLError): string {
  if (unknownField.test(message)) return 'undefinedField';
  if (message.startsWith('Unknown argument')) return 'argumentNotAccepted';
  if (/is required, but it was not provided/.test(message)) return 'missingRequiredArguments';
  if (message.startsWith('Variable')) return 'variableMismatch';
  if (message.startsWith('Unknown type')) return 'undefinedType';
  return 'argumentLiteralsIncompatible';
}

function toError(error: GraphQLError, code?: string): object {
  const [, field, type] = unknownField.exec(error.message) ?? [];
  const message = field ? `Field '${field}' doesn't exist on type '${type}'` : error.message;
  const extensions = { ...(code ? { code } : {}), ...(field ? { typeName: type, fieldName: field } : {}), ...error.extensions };
  return {
    message,
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    ...(Object.keys(extensions).length > 0 ? { extensions } : {}),
  };
}
