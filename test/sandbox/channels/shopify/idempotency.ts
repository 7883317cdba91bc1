import { createHash } from 'node:crypto';
import { type GraphQLResolveInfo, getDirectiveValues } from 'graphql';
import type { Documents } from '../../documents.ts';
import { refused } from './connection.ts';

/** What a key was first used for. `answer` is missing when that call was refused. */
export interface Used {
  field: string;
  /** Its hash. */
  input: string;
  answer?: unknown;
}

const mismatch = {
  field: null,
  code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
  message: 'The same idempotency key cannot be used with different operation parameters.',
};
const failedBefore = {
  field: null,
  code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED',
  message: 'A previous request with this idempotency key failed. Retry with a new idempotency key.',
};

/** Calls that must carry `@idempotent`, remembered by their key. */
export class Idempotency {
  readonly #used: Documents<Used>;

  constructor(used: Documents<Used>) {
    this.#used = used;
  }

  clear(): void {
    this.#used.clear();
  }

  /**
   * Runs the work once per key: the same input gets the first answer again.
   * `wrong` is a user error: of the key, or what the work itself returned.
   * @throws GraphQLError when the directive is missing
   */
  once<Answer>(
    info: GraphQLResolveInfo,
    input: unknown,
    work: () => { answer: Answer } | { wrong: object[] },
  ): { answer: Answer } | { wrong: object[] } {
    const key = keyOf(info);
    const asked = { field: info.fieldName, input: createHash('sha256').update(JSON.stringify(input)).digest('base64') };
    const before = this.#used.get(key);
    if (before) {
      if (before.field !== asked.field || before.input !== asked.input) return { wrong: [mismatch] };
      return before.answer === undefined ? { wrong: [failedBefore] } : { answer: before.answer as Answer };
    }
    const result = work();
    this.#used.put(key, { ...asked, ...('answer' in result ? { answer: result.answer } : {}) });
    return result;
  }
}

function keyOf({ schema, fieldNodes, variableValues, fieldName }: GraphQLResolveInfo): string {
  const [node] = fieldNodes;
  const directive = schema.getDirective('idempotent');
  const key = node && directive ? getDirectiveValues(directive, node, variableValues)?.key : undefined;
  if (typeof key === 'string' && key.trim()) return key;
  if (key !== undefined) throw refused('BAD_REQUEST', 'The idempotency key cannot be an empty string or whitespace only.');
  throw refused('BAD_REQUEST', `The @idempotent directive is required for the ${fieldName} mutation but was not provided.`);
}
