import { companionRolesOf } from '../../canonical/roles.ts';
import { isObject, type Json, textOf } from '../../core/json.ts';
import type { Dataverse } from '../../d365/dataverse/rows.ts';
import type { Caller } from './command.ts';

type RawRow = Record<string, Json>;

const roleColumns = '$select=roleid,_parentrootroleid_value';

/**
 * A user of Dataverse with the companion's roles that he has himself or through a team. Read anew each time: a role that was taken away
 * a minute ago is gone. Undefined for a user who does not exist or is disabled.
 */
export async function callerOf(userId: string, dataverse: Pick<Dataverse, 'read'>): Promise<Caller | undefined> {
  const [[user], teams] = await Promise.all([
    dataverse.read(
      'systemusers',
      `$filter=systemuserid eq ${userId} and isdisabled eq false&$select=systemuserid&$expand=systemuserroles_association(${roleColumns})`,
    ),
    dataverse.read(
      'teams',
      `$filter=teammembership_association/any(member:member/systemuserid eq ${userId})&$select=teamid&$expand=teamroles_association(${roleColumns})`,
    ),
  ]);
  if (!user) return undefined;
  const roles = [...rowsOf(user.systemuserroles_association), ...teams.flatMap((team) => rowsOf(team.teamroles_association))];
  return { id: userId, roles: companionRolesOf(roles.flatMap((role) => [textOf(role.roleid), textOf(role._parentrootroleid_value)])) };
}

const rowsOf = (value: Json | undefined): RawRow[] => (Array.isArray(value) ? value.filter(isObject) : []) as RawRow[];
