import { companionRoles } from '../../../shared/canonical/roles.ts';
import { clients } from '../world.ts';

/** People of the environment, by their first names; who calls with a token of the product is an application user. */
export const people = {
  alex: { id: '50000000-0000-4000-8000-000000000001', name: 'Alex Admin', mail: 'alex@contoso.example' },
  kim: { id: '50000000-0000-4000-8000-00000000000a', name: 'Kim Clerk', mail: 'kim@contoso.example' },
  vera: { id: '50000000-0000-4000-8000-00000000000b', name: 'Vera Viewer', mail: 'vera@contoso.example' },
  fiona: { id: '50000000-0000-4000-8000-00000000000c', name: 'Fiona Finance', mail: 'fiona@contoso.example' },
  frank: { id: '50000000-0000-4000-8000-00000000000d', name: 'Frank Finance', mail: 'frank@contoso.example' },
  oscar: { id: '50000000-0000-4000-8000-00000000000e', name: 'Oscar Operator', mail: 'oscar@contoso.example' },
} as const;

export type Persona = keyof typeof people;

export const systemAdministrator = { id: '5ad00000-0000-4000-8000-000000000001', name: 'System Administrator' } as const;

/** The copy of a role that another business unit has: another id, the root role as its parent. */
export const operatorCopy = { id: '6c0de000-0002-4c0d-8c0d-000000000002', rootId: companionRoles.operator.id } as const;

export const financeTeam = { id: '7ea00000-0000-4000-8000-000000000001', name: 'Finance approvers' } as const;

/** Role ids by user. Frank has his through the team. */
export const rolesOfUsers: Readonly<Record<string, readonly string[]>> = {
  [people.alex.id]: [companionRoles.admin.id],
  [people.kim.id]: [operatorCopy.id],
  [people.vera.id]: [companionRoles.viewer.id],
  [people.fiona.id]: [companionRoles.finance.id],
  [people.frank.id]: [],
  [people.oscar.id]: [companionRoles.operator.id, companionRoles.finance.id],
  [clients.product.id]: [companionRoles.integration.id],
  [clients.outside.id]: [systemAdministrator.id, companionRoles.operator.id, companionRoles.finance.id, companionRoles.admin.id],
};

/** Up to how much somebody may approve, by currency. */
export const approvalLimits: readonly { user: Persona; currency: string; limit: number }[] = (
  [
    ['fiona', 500],
    ['frank', 100_000],
    ['oscar', 500],
  ] as const
).flatMap(([user, limit]) => ['EUR', 'USD', 'GBP'].map((currency) => ({ user, currency, limit })));
