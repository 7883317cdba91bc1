import { GraphQLError } from 'graphql';
import type { Access } from './access.ts';
import { refused } from './connection.ts';

/** Looks at the rights of the app where Shopify looks at them. @throws GraphQLError `ACCESS_DENIED` */
export type Require = (field: string, ...anyOf: string[]) => void;

export const requireFrom =
  (access: Access): Require =>
  (field, ...scopes) => {
    if (access.has(...scopes)) return;
    const needed = scopes.map((scope) => `\`${scope}\``).join(' or ');
    throw new GraphQLError(`Access denied for ${field} field. Required access: ${needed} access scope.`, {
      extensions: {
        code: 'ACCESS_DENIED',
        documentation: 'https://shopify.dev/api/usage/access-scopes',
        requiredAccess: `${needed} access scope.`,
      },
    });
  };

/** Type and number of a global id. @throws GraphQLError when it is none, or of another type */
export function numberIn(id: string, ...types: string[]): { type: string; number: string } {
  const [, type = '', number = ''] = /^gid:\/\/shopify\/(\w+)\/(\d+)(?:\?.*)?$/.exec(id) ?? [];
  if (!number || (types.length > 0 && !types.includes(type))) throw refused('RESOURCE_NOT_FOUND', `Invalid id: ${id}`);
  return { type, number };
}

/** @throws GraphQLError when an input list has more than Shopify takes */
export function limit(list: readonly unknown[], most = 250): void {
  if (list.length > most)
    throw refused('MAX_INPUT_SIZE_EXCEEDED', `The input array size of ${list.length} is greater than the maximum allowed of ${most}.`);
}
