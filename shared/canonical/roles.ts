/** The security roles that the solution ships, by their ids in the root business unit; a business unit's copy names it as its parent root role. */
export const companionRoles = {
  viewer: { id: '6c0de000-0001-4c0d-8c0d-000000000001', name: 'Commerce Viewer' },
  operator: { id: '6c0de000-0001-4c0d-8c0d-000000000002', name: 'Sales Operator' },
  finance: { id: '6c0de000-0001-4c0d-8c0d-000000000003', name: 'Finance Approver' },
  admin: { id: '6c0de000-0001-4c0d-8c0d-000000000004', name: 'Commerce Admin' },
  integration: { id: '6c0de000-0001-4c0d-8c0d-000000000005', name: 'Commerce Integration' },
} as const;

export type CompanionRole = keyof typeof companionRoles;

/** Which of the companion's roles somebody has whose role ids (or the root roles of these) are given. Letter case and braces do not matter. */
export function companionRolesOf(roleIds: Iterable<string>): Set<CompanionRole> {
  const given = new Set([...roleIds].map((id) => id.replace(/[{}]/g, '').toLowerCase()));
  return new Set((Object.keys(companionRoles) as CompanionRole[]).filter((role) => given.has(companionRoles[role].id)));
}
