/** A refusal in Dataverse's own words; thrown anywhere, answered at the door. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  get body(): unknown {
    return { error: { code: this.code, message: this.message } };
  }
}

const crm = 'Microsoft.Dynamics.CRM';

/** Every refusal that the simulator knows, by what happened. */
export const refusals = {
  unknownSegment: (segment: string) => new Refusal(404, '0x8006088a', `Resource not found for the segment '${segment}'.`),
  unknownProperty: (name: string, table: string) =>
    new Refusal(400, '0x0', `Could not find a property named '${name}' on type '${crm}.${table}'.`),
  badPayload: (set: string, inner: string) =>
    new Refusal(
      400,
      '0x80048d19',
      `Error identified in Payload provided by the user for Entity :'${set}',  ---->  InnerException : Microsoft.OData.ODataException: ${inner}`,
    ),
  invalidProperty: (name: string, set: string, table: string) =>
    refusals.badPayload(set, `Invalid property '${name}' was found in entity '${crm}.${table}'.`),
  wrongType: (name: string, set: string, value: string, edm: string) =>
    refusals.badPayload(set, `Cannot convert a value '${value}' of property '${name}' to the expected type '${edm}'.`),
  tooLong: (name: string, table: string, max: number) =>
    new Refusal(
      400,
      '0x80044331',
      `A validation error occurred. The length of the '${name}' attribute of the '${table}' entity exceeded the maximum allowed length of '${max}'.`,
    ),
  outOfRange: (name: string, table: string) =>
    new Refusal(
      400,
      '0x80044330',
      `A validation error occurred. The value of '${name}' on record of type '${table}' is outside the valid range.`,
    ),
  unknownOption: (name: string, table: string, value: string, accepted: readonly number[]) =>
    new Refusal(
      400,
      '0x8004431a',
      `A validation error occurred. The value ${value} of '${name}' on record of type '${table}' is outside the valid range. Accepted Values: ${accepted.join(',')}`,
    ),
  directLookup: () =>
    new Refusal(400, '0x80048d19', 'CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.'),
  noRow: (table: string, id: string) => new Refusal(404, '0x80040217', `${table} With Id = ${id} Does Not Exist`),
  noRowByKey: (table: string) => new Refusal(404, '0x80060891', `A record with the specified key values does not exist in ${table} entity`),
  duplicateKey: (keyName: string, attribute: string) =>
    new Refusal(
      412,
      '0x80060892',
      `A record that has the attribute values ${attribute} already exists. The entity key ${keyName} requires that this set of attributes contains unique values. Select unique values and try again.`,
    ),
  duplicateId: () => new Refusal(412, '0x80040237', 'A record with matching key values already exists.'),
  staleVersion: () => new Refusal(412, '0x80060882', "The version of the existing record doesn't match the RowVersion property provided."),
  badRequest: (message: string) => new Refusal(400, '0x80060888', message),
  badJson: (message: string) =>
    new Refusal(400, '0x80048d19', `Error identified in Payload provided by the user for Entity :'', InnerException : ${message}`),
  dangerousPath: (character: string) =>
    new Refusal(400, '0x0', `A potentially dangerous Request.Path value was detected from the client (${character}).`),
  notAKey: (table: string) => new Refusal(400, '0x0', `The key in the request URI is not valid for resource '${crm}.${table}'.`),
  methodNotAllowed: (method: string) => new Refusal(405, '0x80060889', `The requested resource does not support http method '${method}'.`),
  notWithTracking: (option: string) =>
    new Refusal(400, '0x80060888', `The "${option}" query parameter isn't supported when Change Tracking is enabled.`),
  noTracking: (table: string) => new Refusal(400, '0x80060888', `Change tracking is not enabled for entity '${table}'.`),
  expiredToken: () => new Refusal(400, '0x80044352', 'Version stamp associated with the client has expired. Please perform a full sync.'),
  rubbishToken: () => new Refusal(400, '0x80044353', 'Version stamp associated with the client is invalid. Please perform a full sync.'),
  sameRowTwice: (table: string) =>
    new Refusal(400, '0x80040237', `The Targets of an UpsertMultiple request name the same record of '${table}' more than once.`),
  notMember: () => new Refusal(403, '0x80072560', 'The user is not a member of the organization.'),
  disabledUser: (userId: string) =>
    new Refusal(403, '0x80040225', `The specified user(Id = ${userId}) is disabled. Consider enabling this user.`),
  noPrivilege: (userId: string, privilege: string, table: string) =>
    new Refusal(403, '0x80040220', `Principal user (Id=${userId}, type=8) is missing ${privilege} privilege for entity '${table}'.`),
  noAccess: (userId: string, access: string, table: string, id: string, ownerId: string) =>
    new Refusal(
      403,
      '0x80040220',
      `SecLib::AccessCheckEx failed. Returned hr = -2147187962, ObjectID: ${id}, OwnerId: ${ownerId}, OwnerIdType: 8 and CallingUser: ${userId}. Missing ${access}Access on '${table}'.`,
    ),
  noSuchUser: (id: string) => new Refusal(400, '0x80041d1f', `SystemUser With Id = ${id} Does Not Exist`),
  badFetch: (message: string) => new Refusal(400, '0x80041109', `Invalid Xml in FetchXml: ${message}`),
  noAttribute: (table: string, name: string) =>
    new Refusal(400, '0x80041103', `'${table}' entity doesn't contain attribute with Name = '${name}' and NameMapping = 'Logical'.`),
  tooManyRows: (max: number) => new Refusal(400, '0x80060888', `The number of records in Targets exceeds the maximum allowed of ${max}.`),
} as const;
