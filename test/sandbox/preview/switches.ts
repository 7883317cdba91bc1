import { type Fault, type FaultBoard, WrongCall } from '../faults.ts';
import type { SwitchView } from './model.ts';

interface Switch {
  name: string;
  title: string;
  says: string;
  faults: Record<string, unknown>[];
  rare?: boolean;
}

const awayForS = 20;
const away = (target: string) => ({ target, kind: 'down', durationMs: awayForS * 1000 });
const shops = (fault: Record<string, unknown>) => ['shopify', 'woocommerce'].map((target) => ({ target, ...fault }));

/** What a person may break to see that nothing is lost. */
const switches: readonly Switch[] = [
  {
    name: 'finance-scm-away',
    title: `Dynamics is away for ${awayForS} seconds`,
    says: 'Orders wait, and go through by themselves when it is back.',
    faults: [away('financeScm')],
  },
  {
    name: 'finance-scm-slow',
    title: 'Dynamics is slow',
    says: 'Every answer takes two seconds longer.',
    faults: [{ target: 'financeScm', kind: 'latency', durationMs: 2000 }],
  },
  {
    name: 'finance-scm-answers-lost',
    title: 'Dynamics loses answers',
    says: 'A third of the sales orders are written, but the answer never comes. Still one sales order each.',
    faults: [{ target: 'financeScm', kind: 'timeout-after-commit', ratio: 0.33, match: 'batch' }],
  },
  {
    name: 'shops-throttle',
    title: 'The shops ask for pauses',
    says: 'Every second question is put off for a second.',
    faults: shops({ kind: 'throttle', ratio: 0.5 }),
  },
  {
    name: 'dataverse-away',
    title: 'Dataverse is away',
    says: 'Orders go through all the same; what this page shows of them comes later.',
    faults: [{ target: 'dataverse', kind: 'down' }],
  },
  {
    name: 'finance-scm-busy',
    title: 'Dynamics asks for pauses',
    says: 'Every second call is put off for a second.',
    faults: [{ target: 'financeScm', kind: 'throttle', ratio: 0.5 }],
    rare: true,
  },
  {
    name: 'shops-away',
    title: 'The shops do not answer',
    says: 'Deliveries arrive, but the order cannot be read yet.',
    faults: shops({ kind: 'error' }),
    rare: true,
  },
  {
    name: 'shops-slow',
    title: 'The shops are slow',
    says: 'Every answer takes two seconds.',
    faults: shops({ kind: 'latency', durationMs: 2000 }),
    rare: true,
  },
  {
    name: 'storage-away',
    title: 'Storage is away',
    says: 'The memory of what was done before is out of reach.',
    faults: [{ target: 'tables', kind: 'down' }],
    rare: true,
  },
  {
    name: 'key-vault-away',
    title: 'Key Vault is away',
    says: 'Secrets that were read lately go on being used.',
    faults: [{ target: 'keyVault', kind: 'error' }],
    rare: true,
  },
];

export interface SwitchBoard {
  list(): SwitchView[];
  /** @throws WrongCall for an unknown name */
  turn(name: string, on: boolean): void;
}

/** Switches on the fault board; a fault that somebody else cleared shows as switched off. */
export function openSwitches(board: FaultBoard): SwitchBoard {
  const placed = new Map<string, Fault[]>();
  const isOn = (name: string) => {
    const active = board.list();
    return (placed.get(name) ?? []).some((fault) => active.includes(fault));
  };
  return {
    list: () => switches.map(({ name, title, says, rare = false }) => ({ name, title, says, rare, on: isOn(name) })),
    turn(name, on) {
      const found = switches.find((one) => one.name === name);
      if (!found) throw new WrongCall(`There is no switch "${name}". There are: ${switches.map((one) => one.name).join(', ')}.`);
      if (isOn(name) === on) return;
      if (on)
        return void placed.set(
          name,
          found.faults.map((fault) => board.add(fault)),
        );
      // The board has no way to take one fault off; one whose time is over does nothing any more.
      for (const fault of placed.get(name) ?? []) fault.until = 0;
      placed.delete(name);
    },
  };
}
