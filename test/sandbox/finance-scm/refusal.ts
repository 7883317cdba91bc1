import { type EntitySet, edmName, namespace, type Property } from './metadata.ts';

/** A refusal in the vendor's shapes; thrown anywhere, answered at the door. See error-catalog of the contracts. */
export class Refusal extends Error {
  readonly status: number;
  readonly inner: InnerError | undefined;

  constructor(status: number, message: string, inner?: InnerError) {
    super(message);
    this.status = status;
    this.inner = inner;
  }

  get body(): unknown {
    return { error: { code: '', message: this.message, ...(this.inner ? { innererror: this.inner } : {}) } };
  }
}

interface InnerError {
  message: string;
  type: string;
  stacktrace: string;
  internalexception?: InnerError;
}

const thrown = (message: string, type: string, internalexception?: InnerError): InnerError => ({
  message,
  type,
  stacktrace: '   at Microsoft.Dynamics.Platform.Integration.Services.OData',
  ...(internalexception ? { internalexception } : {}),
});

const requestException = 'Microsoft.Dynamics.Platform.Integration.Services.OData.ODataRequestException';
const libraryException = 'Microsoft.OData.ODataException';

/** 400 about the request itself, with the useful text in `innererror.message`. */
export const refused = (text: string): Refusal => new Refusal(400, 'An error has occurred.', thrown(text, requestException));

/** 400: the business logic said no. The text is the Infolog, severities and all. */
export const refusedWrite = (set: EntitySet, infolog: readonly string[]): Refusal =>
  refused(`Write failed for table row of type '${set.aot}'. Infolog: ${infolog.join('; ')}.`);

/** 400: two processes changed the same row of a table that `set` writes to. */
export const conflict = (set: EntitySet, label: string, table: string): Refusal =>
  refused(
    `Write failed for table row of type '${set.aot}'. Cannot edit a record in ${label} (${table}). An update conflict occurred due to another user process deleting the record or changing one or more fields in the record.`,
  );

/** 400 about `$filter` and the other query options. */
export const refusedQuery = (text: string): Refusal =>
  new Refusal(400, `The query specified in the URI is not valid. ${text}`, thrown(text, libraryException));

/** 400: the body does not fit the entity type. The text is one level deeper than in other refusals. */
export const refusedBody = (text: string): Refusal =>
  new Refusal(
    400,
    'An error has occurred.',
    thrown(
      'Exception has been thrown by the target of an invocation.',
      'System.Reflection.TargetInvocationException',
      thrown(text, libraryException),
    ),
  );

export const unknownProperty = (set: EntitySet, name: string): Refusal =>
  refusedBody(
    `The property '${name}' does not exist on type '${namespace}.${set.type}'. Make sure to only use property names that are defined by the type.`,
  );

export const wrongType = (property: Property, value: unknown): Refusal =>
  refusedBody(`Cannot convert the value '${String(value)}' of property '${property.name}' to the expected type '${edmName(property)}'.`);

export const notFound = (text: string): Refusal => new Refusal(404, text);

export const nothingToUpdate = (): Refusal => refused('No resources were found when selecting for update.');

export const preconditionFailed = (): Refusal => new Refusal(412, 'The record was changed since it was read. If-Match does not match.');
