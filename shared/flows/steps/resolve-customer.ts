import * as z from 'zod';
import { Customer } from '../../canonical/customer.ts';
import type { Order } from '../../canonical/order.ts';
import type { Store } from '../../canonical/store.ts';
import { IntegrationError } from '../../core/errors.ts';
import { rowKey, shortHash } from '../../core/hash.ts';
import type { CustomerAccount } from '../../core/ids.ts';
import type { CustomerCandidate } from '../../d365/erp-target.ts';
import { mapDocument } from '../map-document.ts';
import { problems, say } from '../sentences.ts';
import { defineStep, type StepPorts } from '../step.ts';

type Ports = Pick<StepPorts, 'erp' | 'notebook' | 'mappings' | 'tell'>;

/** The customer account by store policy: one for all, a remembered one, the one that e-mail or phone fits, or a new one. */
export const resolveCustomer = defineStep({
  name: 'resolve-customer',
  settings: z.strictObject({}),
  reads: ['order', 'store'],
  gives: ['customer'],
  async run({ order, store }, ports) {
    const { mode, account } = store.policies.customer;
    if (mode === 'one-account') return { customer: { account: requireAccount(account, store) } };
    const buyer = buyerOf(order, store);
    if (!buyer) return { customer: { account: requireAccount(account, store) } };

    const remembered = await ports.notebook.read('customer', rowKey(store.id, buyer.mark));
    if (remembered) return { customer: { account: remembered as CustomerAccount } };
    const candidates = await ports.erp.findCustomers(store.legalEntity, { email: buyer.email, phoneDigits: buyer.phone });
    return { customer: await choose(candidates, buyer, order, store, ports) };
  },
});

interface Buyer {
  /** What we remember the account by: the channel's id of the buyer, else a hash of e-mail or phone. */
  mark: string;
  email?: string;
  phone?: string;
}

/** How this buyer is remembered; undefined when nothing is known that could find the account again. */
export const buyerMark = (order: Order, store: Store): string | undefined => {
  const mark = buyerOf(order, store)?.mark;
  return mark === 'guest' ? undefined : mark;
};

/** Undefined for a guest without any mark whose orders go to the store's own account. */
function buyerOf({ buyer, billingAddress, shippingAddress }: Order, store: Store): Buyer | undefined {
  const email = (buyer?.email || billingAddress?.email || '').trim().toLowerCase() || undefined;
  const phone = (buyer?.phone || billingAddress?.phone || shippingAddress?.phone || '').replace(/\D/g, '') || undefined;
  if (buyer?.externalId) return { mark: `id:${buyer.externalId}`, email, phone };
  if (email) return { mark: `mail:${shortHash(email)}`, email, phone };
  if (phone && phone.length >= 7) return { mark: `phone:${shortHash(phone)}`, phone };
  return store.policies.customer.account ? undefined : { mark: 'guest' };
}

async function choose(candidates: CustomerCandidate[], buyer: Buyer, order: Order, store: Store, ports: Ports) {
  const best = strongest(candidates);
  const [only, second] = best;
  if (second) {
    const accounts = best.map((candidate) => candidate.account).join(', ');
    throw new IntegrationError('SEVERAL_CUSTOMERS', {
      facts: { count: best.length, candidates: accounts },
      cause: rowKey('SEVERAL_CUSTOMERS', store.id, buyer.mark),
      detail: { candidates: best, buyer: buyer.mark },
    });
  }
  if (only?.blocked)
    throw new IntegrationError('CUSTOMER_BLOCKED', {
      facts: { account: only.account, company: store.legalEntity.toUpperCase() },
      cause: rowKey('CUSTOMER_BLOCKED', store.legalEntity, only.account),
    });
  if (only) {
    ports.tell('customer', say.customerFound(only));
    await ports.notebook.write('customer', rowKey(store.id, buyer.mark), only.account);
    return { account: only.account };
  }
  if (store.policies.customer.mode === 'match')
    throw new IntegrationError('CUSTOMER_NOT_FOUND', {
      facts: { company: store.legalEntity.toUpperCase() },
      cause: rowKey('CUSTOMER_NOT_FOUND', store.id, buyer.mark),
    });
  return newCustomer(buyer, order, store, ports);
}

/** An e-mail says more than a phone number: weaker matches only count when there is no stronger one. */
function strongest(candidates: CustomerCandidate[]): CustomerCandidate[] {
  for (const by of ['account', 'email', 'phone'] as const) {
    const fits = candidates.filter((candidate) => candidate.matchedBy === by);
    if (fits.length > 0) return fits;
  }
  return [];
}

function newCustomer(buyer: Buyer, order: Order, store: Store, ports: Ports) {
  const { numbering, accountPrefix } = store.policies.customer;
  // A guest without any mark is a customer of this one order; everybody else gets the account that their mark makes.
  const mark = buyer.mark === 'guest' ? `order:${order.externalId}` : buyer.mark;
  const account =
    numbering === 'ours' ? ((accountPrefix + shortHash(`${store.id}|${mark}`).slice(0, 10)).toUpperCase() as CustomerAccount) : undefined;
  const create = mapDocument(ports.mappings, store, 'customer', { order, customer: toCustomer(order, store) });
  ports.tell('customer', say.customerNew(account, store.policies.customer.group));
  return { create, account };
}

/** The buyer as a customer account that would be made. */
export function toCustomer(order: Order, store: Store): Customer {
  const { buyer } = order;
  const address = order.billingAddress ?? order.shippingAddress;
  const firstName = buyer?.firstName || address?.firstName || '';
  const lastName = buyer?.lastName || address?.lastName || '';
  const company = buyer?.company || address?.company || '';
  const name = company || `${firstName} ${lastName}`.trim() || `Guest of order ${order.number}`;
  return Customer.parse({
    kind: 'customer',
    externalId: buyer?.externalId,
    organisation: company !== '',
    name,
    firstName: firstName || (company ? '' : 'Guest'),
    lastName: lastName || firstName || `of order ${order.number}`,
    email: buyer?.email || address?.email || '',
    phone: buyer?.phone || address?.phone || '',
    taxNumber: buyer?.taxNumber ?? '',
    language: buyer?.language ?? '',
    currency: order.currency,
    group: store.policies.customer.group,
    address,
  });
}

function requireAccount(account: CustomerAccount | undefined, store: Store): CustomerAccount {
  if (account) return account;
  throw new IntegrationError('CONFIGURATION_WRONG', {
    facts: { store: store.name, problem: problems.noAccount },
    cause: rowKey('CONFIGURATION_WRONG', store.id),
  });
}
