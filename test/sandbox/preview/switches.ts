import { type Fault, type FaultBoard, WrongCall } from '../faults.ts';
import type { SwitchView } from './model.ts';

interface Switch {
  name: string;
  title: string;
  says: string;
  faults: Record<string, unknown>[];
}

/** What a person may break to see that nothing is lost. */
const switches: readonly Switch[] = [
  {
    name: 'finance-scm-away',
    title: 'Finance & SCM is away',
    says: 'No connection. Orders wait and go through when it is back.',
    faults: [{ target: 'financeScm', kind: 'down' }],
  },
  {
    name: 'finance-scm-busy',
    title: 'Finance & SCM is busy',
    says: 'Every second call is asked to come back in a second.',
    faults: [{ target: 'financeScm', kind: 'throttle', ratio: 0.5 }],
  },
  {
    name: 'finance-scm-answers-lost',
    title: 'Answers of Finance & SCM get lost',
    says: 'A third of the writes happen, but the answer never comes. Still one sales order each.',
    faults: [{ target: 'financeScm', kind: 'timeout-after-commit', ratio: 0.33, match: 'batch' }],
  },
  {
    name: 'dataverse-away',
    title: 'Dataverse is away',
    says: 'Orders go through all the same; what this page shows of them comes later.',
    faults: [{ target: 'dataverse', kind: 'down' }],
  },
  {
    name: 'shops-away',
    title: 'The shops do not answer',
    says: 'Deliveries arrive, but the order cannot be read yet.',
    faults: [
      { target: 'shopify', kind: 'error' },
      { target: 'woocommerce', kind: 'error' },
    ],
  },
  {
    name: 'shops-slow',
    title: 'The shops are slow',
    says: 'Every answer takes two seconds.',
    faults: [
      { target: 'shopify', kind: 'latency', durationMs: 2000 },
      { target: 'woocommerce', kind: 'latency', durationMs: 2000 },
    ],
  },
  {
    name: 'storage-away',
    title: 'Tables and blobs are away',
    says: 'The memory of what was done before is out of reach.',
    faults: [{ target: 'tables', kind: 'down' }],
  },
  {
    name: 'key-vault-away',
    title: 'Key Vault is away',
    says: 'Secrets that were read lately go on being used.',
    faults: [{ target: 'keyVault', kind: 'error' }],
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
    list: () => switches.map(({ name, title, says }) => ({ name, title, says, on: isOn(name) })),
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
