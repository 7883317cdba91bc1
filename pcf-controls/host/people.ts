import { type CommandKind, commandTable, mayCommand } from '../../shared/canonical/command.ts';
import { type CompanionRole, companionRoles, companionRolesOf } from '../../shared/canonical/roles.ts';
import { textOf } from '../../shared/core/json.ts';
import { plainId } from '../rows/cells.ts';
import type { PlatformContext } from './context.ts';
import type { Rows } from './rows.ts';
import type { Text } from './text.ts';

/** The person who looks. */
export interface Me {
  /** Of the system user, plain: see `plainId`. */
  readonly userId: string;
  readonly name: string;
  /** Which of the companion's roles they have. Looked up once; when the roles cannot be read, the ids that the platform gives decide. */
  roles(): Promise<ReadonlySet<CompanionRole>>;
}

/** Whether somebody may, and if not, why, in a sentence. The server decides again. */
export interface Permission {
  allowed: boolean;
  /** Empty when allowed. */
  because: string;
}

/** `known` hears of the roles when they are there. */
export function createMe(settings: PlatformContext['userSettings'], rows: Rows, known: (roles: ReadonlySet<CompanionRole>) => void): Me {
  let looking: Promise<ReadonlySet<CompanionRole>> | undefined;
  async function look(): Promise<ReadonlySet<CompanionRole>> {
    const ids = (settings.securityRoles ?? []).map(plainId);
    const roles = companionRolesOf([...ids, ...(await rootRoles(rows, ids))]);
    known(roles);
    return roles;
  }
  return {
    userId: plainId(settings.userId),
    name: settings.userName,
    roles: () => {
      looking ??= look();
      return looking;
    },
  };
}

/** A role of a business unit below the root is a copy, which names the one it was made from. */
async function rootRoles(rows: Rows, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const filter = ids.map((id) => `roleid eq ${id}`).join(' or ');
  const found = await rows.read('role', { select: ['roleid', '_parentrootroleid_value'], filter }).catch(() => []);
  return found.map((role) => textOf(role._parentrootroleid_value)).filter((id) => id !== '');
}

/** `roles` is undefined while they are being looked up. */
export function permissionOf(
  kind: CommandKind,
  { roles, online, text }: { roles: ReadonlySet<CompanionRole> | undefined; online: boolean; text: Text },
): Permission {
  const no = (because: string): Permission => ({ allowed: false, because });
  if (!online) return no(text('Host_MayNotOffline'));
  if (!roles) return no(text('Host_MayNotYet'));
  if (mayCommand(kind, roles)) return { allowed: true, because: '' };
  const names = commandTable[kind].map((role) => companionRoles[role].name);
  return no(text('Host_MayNot', { roles: names.join(` ${text('Host_Or')} `) }));
}
