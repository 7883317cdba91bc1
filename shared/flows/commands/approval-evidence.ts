import { Order } from '../../canonical/order.ts';
import { ExternalId } from '../../core/ids.ts';
import { type Json, textOf } from '../../core/json.ts';
import { type CurrencyCode, type DecimalText, minus, money, parseDecimal, plus, zero } from '../../core/money.ts';
import { german, type Language, type Wording, wording } from '../../core/wording.ts';
import { layOut } from '../booking.ts';
import { amountInWords } from '../sentences.ts';
import type { Approvable } from './ask-approval.ts';
import type { CommandPorts } from './command.ts';
import { evidenceWords as words } from './questions.ts';

/** Two sides that should agree, as people read them. */
export interface Evidence {
  left: EvidenceSide;
  right: EvidenceSide;
  notes: string[];
}
export interface EvidenceSide {
  title: string;
  rows: { label: string; value: string }[];
}

/** Evidence in English, with what it says in other languages by their numbers. */
export interface EvidenceInLanguages extends Evidence {
  texts: Record<string, Evidence>;
}

interface Side {
  title: Wording;
  rows: Row[];
}
type Row = readonly [label: Wording, value: Wording];
interface Sides {
  left: Side;
  right: Side;
  notes: Wording[];
}
type InWords = (value: Json | DecimalText | undefined) => Wording;

/** What an approver needs to see, from the document as the shop has it now. Without it (the shop is away) the totals alone. */
export async function evidenceOf(code: Approvable, problem: Record<string, Json>, ports: CommandPorts): Promise<EvidenceInLanguages> {
  const { en, de } = inEach(await sidesOf(code, problem, ports));
  return { ...en, texts: { [german]: de } };
}

async function sidesOf(code: Approvable, problem: Record<string, Json>, ports: CommandPorts): Promise<Sides> {
  const detail = JSON.parse(textOf(problem.cmc_detail) || '{}') as Record<string, Json>;
  const amount = amountsIn((textOf(detail.currency) || textOf(problem.cmc_currency)) as CurrencyCode);
  if (code === 'PRICE_CHANGE_HELD') {
    const right: Row[] = [
      [words.price, amount(detail.after)],
      [words.item, asItIs(textOf(detail.item))],
    ];
    return {
      left: { title: words.shopShows, rows: [[words.price, amount(detail.before)]] },
      right: { title: words.dynamicsWants, rows: right },
      notes: [],
    };
  }
  const order = await orderOf(problem, ports);
  const [title, total] = code === 'TOTALS_DIFFER' ? [words.partsAddUpTo, detail.computedTotal] : [words.dynamicsBooks, detail.erpTotal];
  const difference = minus(parseDecimal(textOf(detail.channelTotal)) ?? zero, parseDecimal(textOf(total)) ?? zero);
  return {
    left: { title: words.shopCharged, rows: [...(order ? partRows(order, amount) : []), [words.total, amount(detail.channelTotal)]] },
    right: { title, rows: [...(order ? await bookedRows(order, problem, ports, amount) : []), [words.total, amount(total)]] },
    notes: [words.difference(amount(difference)), ...(order ? [] : [words.totalsOnly])],
  };
}

const asItIs = (text: string): Wording => wording(text, text);

const amountsIn =
  (currency: CurrencyCode): InWords =>
  (value) => {
    const parsed = parseDecimal(textOf(value));
    if (parsed === undefined) return asItIs(textOf(value));
    return currency ? amountInWords(money(parsed, currency)) : asItIs(parsed);
  };

function inEach({ left, right, notes }: Sides): Record<Language, Evidence> {
  const sideIn = (language: Language, { title, rows }: Side): EvidenceSide => ({
    title: title[language],
    rows: rows.map(([label, value]) => ({ label: label[language], value: value[language] })),
  });
  const one = (language: Language): Evidence => ({
    left: sideIn(language, left),
    right: sideIn(language, right),
    notes: notes.map((note) => note[language]),
  });
  return { en: one('en'), de: one('de') };
}

const sum = (values: readonly DecimalText[]): DecimalText => plus(zero, ...values);

function partRows({ lines, charges }: Order, amount: InWords): Row[] {
  const parts = [...lines, ...charges];
  return [
    [words.goods.net, amount(sum(lines.map(({ net }) => net)))],
    [words.charges.net, amount(sum(charges.map(({ net }) => net)))],
    [words.tax, amount(sum(parts.map(({ tax }) => tax)))],
    [words.discounts, amount(sum(parts.flatMap(({ discounts }) => discounts.map((one) => one.amount))))],
  ];
}

async function bookedRows(order: Order, problem: Record<string, Json>, { configuration }: CommandPorts, amount: InWords): Promise<Row[]> {
  const store = (await configuration()).store(textOf(problem.cmc_store));
  if (!store) return [];
  const booking = layOut(order, store.policies);
  const of = (kind: string) => sum(booking.lines.filter((line) => line.kind === kind).map((line) => line.amount));
  const basis = booking.basis === 'gross' ? 'gross' : 'net';
  return [
    [words.goods[basis], amount(of('goods'))],
    [words.charges[basis], amount(of('charge'))],
    [words.taxLine, amount(of('tax'))],
  ];
}

async function orderOf(problem: Record<string, Json>, { configuration, attach }: CommandPorts): Promise<Order | undefined> {
  const store = (await configuration()).store(textOf(problem.cmc_store));
  if (!store || textOf(problem.cmc_documenttype) !== 'order') return undefined;
  const draft = await attach(store)
    .loadOrder(ExternalId.parse(textOf(problem.cmc_externalid)))
    .catch(() => undefined);
  return draft && !('gone' in draft) ? Order.safeParse(draft).data : undefined;
}
