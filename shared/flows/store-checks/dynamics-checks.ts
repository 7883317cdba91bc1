import type { StoreCheck } from '../../canonical/command.ts';
import { chargeKinds } from '../../canonical/order.ts';
import type { Store } from '../../canonical/store.ts';
import { inOneText, type Wording, wording } from '../../core/wording.ts';
import type { ErpTarget, MasterData } from '../../d365/erp-target.ts';
import { type About, looking, missing, notChecked, right, settingsNotRight, wrong } from './check.ts';

interface Named extends MasterData {
  /** Id of the check, for example `warehouse`. */
  title: Wording;
  /** Where it is set in the policies. */
  setting: string;
  make: Wording;
}

const named = (kind: MasterData['kind'], code: string | undefined, title: Wording, setting: string, make: Wording): Named[] =>
  code ? [{ kind, code, title, setting, make }] : [];

/** Everything of Dynamics that the policies name by its code. */
function namedIn({ policies: { order, customer, tax, places } }: Store): Named[] {
  const warehouses = [...new Set(places.flatMap((place) => place.warehouses))].filter((code) => code !== order.warehouse);
  const makesCustomers = customer.mode === 'match-or-create';
  const tells = wording('Warehouse management, Setup, Warehouse, Warehouses', 'Lagerortverwaltung, Einstellungen, Lagerort, Lagerorte');
  return [
    ...named('warehouse', order.warehouse, wording('Warehouse of orders', 'Lagerort der Aufträge'), 'order.warehouse', tells),
    ...warehouses.flatMap((code) => named('warehouse', code, wording('Warehouse of stock', 'Lagerort des Bestands'), 'places', tells)),
    ...named(
      'site',
      order.site,
      wording('Site of orders', 'Standort der Aufträge'),
      'order.site',
      wording('Warehouse management, Setup, Warehouse, Sites', 'Lagerortverwaltung, Einstellungen, Lagerort, Standorte'),
    ),
    ...named(
      'delivery-mode',
      order.deliveryMode,
      wording('Mode of delivery', 'Lieferart'),
      'order.deliveryMode',
      wording(
        'Sales and marketing, Setup, Distribution, Modes of delivery',
        'Vertrieb und Marketing, Einstellungen, Verteilung, Lieferarten',
      ),
    ),
    ...named(
      'payment-method',
      order.paymentMethod,
      wording('Method of payment', 'Zahlungsmethode'),
      'order.paymentMethod',
      wording('Accounts receivable, Payments setup, Methods of payment', 'Debitorenkonten, Zahlungseinstellungen, Zahlungsmethoden'),
    ),
    ...named(
      'payment-terms',
      order.paymentTerms,
      wording('Terms of payment', 'Zahlungsbedingung'),
      'order.paymentTerms',
      wording('Accounts receivable, Payments setup, Terms of payment', 'Debitorenkonten, Zahlungseinstellungen, Zahlungsbedingungen'),
    ),
    ...named(
      'customer-group',
      makesCustomers ? customer.group : '',
      wording('Group of new customers', 'Gruppe neuer Debitoren'),
      'customer.group',
      wording('Accounts receivable, Setup, Customer groups', 'Debitorenkonten, Einstellungen, Debitorengruppen'),
    ),
    ...named(
      'tax-group',
      tax.mode === 'erp' ? tax.group : tax.exemptGroup,
      wording('Sales tax group', 'Mehrwertsteuergruppe'),
      tax.mode === 'erp' ? 'tax.group' : 'tax.exemptGroup',
      wording('Tax, Indirect taxes, Sales tax, Sales tax groups', 'Steuer, Indirekte Steuern, Mehrwertsteuer, Mehrwertsteuergruppen'),
    ),
    ...named(
      'order-origin',
      order.origin,
      wording('Sales order origin', 'Vertriebsursprung'),
      'order.origin',
      wording(
        'Sales and marketing, Setup, Sales orders, Sales origin',
        'Vertrieb und Marketing, Einstellungen, Aufträge, Vertriebsursprung',
      ),
    ),
  ];
}

const dynamics = { id: 'dynamics', title: wording('Dynamics answers', 'Dynamics antwortet') };
const entity = { id: 'legal-entity', title: wording('Legal entity', 'Juristische Person') };

/** Whether Dynamics has what the store's settings name. */
export function dynamicsChecks(store: Store, erp: ErpTarget): Promise<StoreCheck[]> {
  return looking(dynamics, async () => {
    const company = store.legalEntity.toUpperCase();
    const wanted = namedIn(store);
    const found = await erp.findMasterData(store.legalEntity, [{ kind: 'legal-entity', code: store.legalEntity }, ...wanted]);
    const exists = ({ kind, code }: MasterData) => found.some((one) => one.kind === kind && one.code === code);
    const answers = right(dynamics, wording('Reached.', 'Erreicht.'));
    if (!exists({ kind: 'legal-entity', code: store.legalEntity })) {
      const advice = wording(
        "Write the company's id as Dynamics has it (System administration, Legal entities), or give the app's user access to it.",
        'Schreiben Sie die Id des Unternehmens, wie Dynamics sie hat (Systemverwaltung, Juristische Personen), oder geben Sie dem Benutzer der App Zugriff darauf.',
      );
      return [
        answers,
        wrong(entity, wording(`Dynamics has no legal entity ${company}.`, `Dynamics hat keine juristische Person ${company}.`), advice),
        ...rest(wanted),
      ];
    }
    return [
      answers,
      right(entity, there(company)),
      ...wanted.map((one) => ofMasterData(one, company, exists(one))),
      ...(await itemChecks(store, erp)),
      ...(await accountChecks(store, erp)),
    ];
  });
}

const aboutOf = ({ kind, code, title }: Named): About => ({ id: `${kind}:${code}`, title });
const there = (code: string): Wording => wording(`${code} is there.`, `${code} ist vorhanden.`);
const because = wording('the legal entity is not there.', 'Die juristische Person fehlt.');
const rest = (wanted: readonly Named[]): StoreCheck[] => [
  ...wanted.map((one) => notChecked(aboutOf(one), because)),
  notChecked(items, because),
];

function ofMasterData(one: Named, company: string, exists: boolean): StoreCheck {
  if (exists) return right(aboutOf(one), there(one.code));
  const { title, code, make, setting } = one;
  return missing(
    aboutOf(one),
    wording(`${company} has no ${title.en.toLowerCase()} "${code}".`, `In ${company} fehlt „${code}“ (${title.de}).`),
    wording(
      `Make it in Dynamics (${make.en}), or name another one in the policies under ${setting}.`,
      `Legen Sie das in Dynamics an (${make.de}), oder nennen Sie in den Regeln unter ${setting} etwas anderes.`,
    ),
  );
}

const items = { id: 'items', title: wording('Items for what is not goods', 'Artikel für alles außer Ware') };
/** Every order may have these; the others are rare. */
const usualCharges: readonly string[] = ['shipping', 'fee'];

const notReleased = (company: string, items: string): Wording =>
  wording(`Not released in ${company.toUpperCase()}: ${items}.`, `In ${company.toUpperCase()} nicht freigegeben: ${items}.`);

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
        items,
        notReleased(legalEntity, absent.map(({ setting, item }) => `${item} (${setting})`).join(', ')),
        wording(
          'Release them as service items in Dynamics (Product information management, Products, Released products), or name others in the policies.',
          'Geben Sie sie in Dynamics als Dienstleistungsartikel frei (Produktinformationsverwaltung, Produkte, Freigegebene Produkte), oder nennen Sie in den Regeln andere.',
        ),
      ),
    );
  else checks.push(right(items, wording(`${wanted.length} are released.`, `${wanted.length} sind freigegeben.`)));
  if (unnamed.length === 0) return checks;
  const usual = unnamed.some((kind) => usualCharges.includes(kind));
  const says = wording(`No item carries ${unnamed.join(', ')}.`, `Kein Artikel trägt ${unnamed.join(', ')}.`);
  const advice = wording(
    'Name a service item for each in the policies under charges; an order with such a charge is held until then.',
    'Nennen Sie in den Regeln unter charges für jeden Zuschlag einen Dienstleistungsartikel; bis dahin wird eine Bestellung mit einem solchen Zuschlag angehalten.',
  );
  const charges = { id: 'charges', title: wording('Charges', 'Zuschläge') };
  return [
    ...checks,
    usual
      ? missing(charges, says, advice)
      : right(charges, inOneText([says, wording('Orders that have them are held.', 'Bestellungen damit werden angehalten.')])),
  ];
}

const noneNamed = wording(
  'All orders go to one account, and none is named.',
  'Alle Bestellungen gehen auf ein Konto, und keines ist genannt.',
);

async function accountChecks({ policies: { customer }, legalEntity }: Store, erp: ErpTarget): Promise<StoreCheck[]> {
  const about = { id: 'account', title: wording('Customer account', 'Debitorenkonto') };
  const { account, mode } = customer;
  const advice = wording(
    'Name an account in the policies under customer.account that exists and may order.',
    'Nennen Sie in den Regeln unter customer.account ein Konto, das es gibt und das bestellen darf.',
  );
  if (!account) return mode === 'one-account' ? [missing(about, noneNamed, advice)] : [];
  const [card] = await erp.describeCustomers(legalEntity, [account]);
  const company = legalEntity.toUpperCase();
  if (!card)
    return [
      missing(
        about,
        wording(`${company} has no customer account ${account}.`, `In ${company} gibt es das Debitorenkonto ${account} nicht.`),
        advice,
      ),
    ];
  return [
    card.blocked
      ? wrong(
          about,
          wording(`Customer account ${account} is on hold.`, `Das Debitorenkonto ${account} ist gesperrt.`),
          wording('Release it in Dynamics, or name another one.', 'Geben Sie es in Dynamics frei, oder nennen Sie ein anderes.'),
        )
      : right(about, there(account)),
  ];
}

export const dynamicsNotChecked = (): StoreCheck[] => [dynamics, entity, items].map((about) => notChecked(about, settingsNotRight));
