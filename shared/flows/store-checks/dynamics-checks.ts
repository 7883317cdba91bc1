import type { StoreCheck } from '../../canonical/command.ts';
import { chargeKinds } from '../../canonical/order.ts';
import type { Store } from '../../canonical/store.ts';
import type { ErpTarget, MasterData } from '../../d365/erp-target.ts';
import { looking, missing, notChecked, right, wrong } from './check.ts';

interface Named extends MasterData {
  /** Id of the check, for example `warehouse`. */
  title: string;
  /** Where it is set in the policies. */
  setting: string;
  make: string;
}

const named = (kind: MasterData['kind'], code: string | undefined, title: string, setting: string, make: string): Named[] =>
  code ? [{ kind, code, title, setting, make }] : [];

/** Everything of Dynamics that the policies name by its code. */
function namedIn({ policies: { order, customer, tax, places } }: Store): Named[] {
  const warehouses = [...new Set(places.flatMap((place) => place.warehouses))].filter((code) => code !== order.warehouse);
  const makesCustomers = customer.mode === 'match-or-create';
  const tells = 'Warehouse management, Setup, Warehouse, Warehouses';
  return [
    ...named('warehouse', order.warehouse, 'Warehouse of orders', 'order.warehouse', tells),
    ...warehouses.flatMap((code) => named('warehouse', code, 'Warehouse of stock', 'places', tells)),
    ...named('site', order.site, 'Site of orders', 'order.site', 'Warehouse management, Setup, Warehouse, Sites'),
    ...named(
      'delivery-mode',
      order.deliveryMode,
      'Mode of delivery',
      'order.deliveryMode',
      'Sales and marketing, Setup, Distribution, Modes of delivery',
    ),
    ...named(
      'payment-method',
      order.paymentMethod,
      'Method of payment',
      'order.paymentMethod',
      'Accounts receivable, Payments setup, Methods of payment',
    ),
    ...named(
      'payment-terms',
      order.paymentTerms,
      'Terms of payment',
      'order.paymentTerms',
      'Accounts receivable, Payments setup, Terms of payment',
    ),
    ...named(
      'customer-group',
      makesCustomers ? customer.group : '',
      'Group of new customers',
      'customer.group',
      'Accounts receivable, Setup, Customer groups',
    ),
    ...named(
      'tax-group',
      tax.mode === 'erp' ? tax.group : tax.exemptGroup,
      'Sales tax group',
      tax.mode === 'erp' ? 'tax.group' : 'tax.exemptGroup',
      'Tax, Indirect taxes, Sales tax, Sales tax groups',
    ),
    ...named('order-origin', order.origin, 'Sales order origin', 'order.origin', 'Sales and marketing, Setup, Sales orders, Sales origin'),
  ];
}

const entity = { id: 'legal-entity', title: 'Legal entity' };

/** Whether Dynamics has what the store's settings name. */
export function dynamicsChecks(store: Store, erp: ErpTarget): Promise<StoreCheck[]> {
  return looking('dynamics', 'Dynamics answers', async () => {
    const company = store.legalEntity.toUpperCase();
    const wanted = namedIn(store);
    const found = await erp.findMasterData(store.legalEntity, [{ kind: 'legal-entity', code: store.legalEntity }, ...wanted]);
    const exists = ({ kind, code }: MasterData) => found.some((one) => one.kind === kind && one.code === code);
    const answers = right('dynamics', 'Dynamics answers', 'Reached.');
    if (!exists({ kind: 'legal-entity', code: store.legalEntity })) {
      const advice =
        "Write the company's id as Dynamics has it (System administration, Legal entities), or give the app's user access to it.";
      return [answers, wrong(entity.id, entity.title, `Dynamics has no legal entity ${company}.`, advice), ...rest(wanted)];
    }
    return [
      answers,
      right(entity.id, entity.title, `${company} is there.`),
      ...wanted.map((one) => ofMasterData(one, company, exists(one))),
      ...(await itemChecks(store, erp)),
      ...(await accountChecks(store, erp)),
    ];
  });
}

const idOf = ({ kind, code }: MasterData): string => `${kind}:${code}`;
const because = 'the legal entity is not there.';
const rest = (wanted: readonly Named[]): StoreCheck[] => [
  ...wanted.map((one) => notChecked(idOf(one), one.title, because)),
  notChecked(items.id, items.title, because),
];

function ofMasterData(one: Named, company: string, exists: boolean): StoreCheck {
  if (exists) return right(idOf(one), one.title, `${one.code} is there.`);
  const advice = `Make it in Dynamics (${one.make}), or name another one in the policies under ${one.setting}.`;
  return missing(idOf(one), one.title, `${company} has no ${one.title.toLowerCase()} "${one.code}".`, advice);
}

const items = { id: 'items', title: 'Items for what is not goods' };
/** Every order may have these; the others are rare. */
const usualCharges: readonly string[] = ['shipping', 'fee'];

async function itemChecks({ policies, legalEntity }: Store, erp: ErpTarget): Promise<StoreCheck[]> {
  const unnamed = chargeKinds.filter((kind) => !policies.charges[kind]);
  const wanted = [
    ...Object.entries(policies.charges).map(([kind, item]) => ({ setting: `charges.${kind}`, item })),
    ...(policies.tax.mode === 'channel-line' ? [{ setting: 'tax.lineItem', item: policies.tax.lineItem }] : []),
    { setting: 'differenceItem', item: policies.differenceItem },
    ...(policies.giftCardItem ? [{ setting: 'giftCardItem', item: policies.giftCardItem }] : []),
  ];
  const found = await erp.findItems(
    legalEntity,
    wanted.map(({ setting, item }) => ({ key: setting, itemNumber: item })),
  );
  const absent = wanted.filter(({ setting }) => (found.get(setting) ?? []).length === 0);
  const checks: StoreCheck[] = [];
  if (absent.length > 0)
    checks.push(
      missing(
        items.id,
        items.title,
        `Not released in ${legalEntity.toUpperCase()}: ${absent.map(({ setting, item }) => `${item} (${setting})`).join(', ')}.`,
        'Release them as service items in Dynamics (Product information management, Products, Released products), or name others in the policies.',
      ),
    );
  else checks.push(right(items.id, items.title, `${wanted.length} are released.`));
  if (unnamed.length === 0) return checks;
  const usual = unnamed.some((kind) => usualCharges.includes(kind));
  const says = `No item carries ${unnamed.join(', ')}.`;
  const advice = 'Name a service item for each in the policies under charges; an order with such a charge is held until then.';
  const charges = { id: 'charges', title: 'Charges' };
  return [
    ...checks,
    usual
      ? missing(charges.id, charges.title, says, advice)
      : { ...right(charges.id, charges.title, `${says} Orders that have them are held.`) },
  ];
}

async function accountChecks({ policies: { customer }, legalEntity }: Store, erp: ErpTarget): Promise<StoreCheck[]> {
  const [id, title] = ['account', 'Customer account'];
  const { account, mode } = customer;
  const advice = 'Name an account in the policies under customer.account that exists and may order.';
  if (!account) return mode === 'one-account' ? [missing(id, title, 'All orders go to one account, and none is named.', advice)] : [];
  const [card] = await erp.describeCustomers(legalEntity, [account]);
  if (!card) return [missing(id, title, `${legalEntity.toUpperCase()} has no customer account ${account}.`, advice)];
  return [
    card.blocked
      ? wrong(id, title, `Customer account ${account} is on hold.`, 'Release it in Dynamics, or name another one.')
      : right(id, title, `${account} is there.`),
  ];
}

export const dynamicsNotChecked = (): StoreCheck[] =>
  [{ id: 'dynamics', title: 'Dynamics answers' }, entity, items].map(({ id, title }) =>
    notChecked(id, title, 'the settings of the store are not right yet.'),
  );
