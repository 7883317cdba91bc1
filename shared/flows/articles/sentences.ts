import { inOneText, type Wording, wording } from '../../core/wording.ts';
import { type Told, told, withStop } from '../sentences.ts';

/** How the linking of articles to items stands. */
export const catalogue = {
  lookedThrough: wording('The products of Dynamics were looked through.', 'Die Produkte in Dynamics wurden durchgesehen.'),
};

export const linking = {
  linked: (linked: number, unlinked: number): Wording =>
    wording(
      `${linked} articles of the shop are linked to items, ${unlinked} are not.`,
      `${linked} Artikel des Shops sind mit Artikeln in Dynamics verknüpft, ${unlinked} nicht.`,
    ),
  gone: wording('The shop does not have it any more.', 'Der Shop hat ihn nicht mehr.'),
  isItem: (item: string | undefined, company: string): Wording =>
    wording(`It is item ${item} in ${company.toUpperCase()}.`, `In ${company.toUpperCase()} ist es der Artikel ${item}.`),
  notMissing: wording('It is not missing in the shop any more.', 'Er fehlt im Shop nicht mehr.'),
  nameless: (title: string): Wording =>
    wording(
      `"${title}" has no SKU and no barcode in the shop. Give it one there, or choose its item in a product link.`,
      `„${title}“ hat im Shop weder SKU noch Barcode. Dort eines davon vergeben oder den Artikel in einer Produktverknüpfung wählen.`,
    ),
  notInStep: wording('Its stock and price are not kept in step.', 'Sein Bestand und sein Preis werden nicht abgeglichen.'),
} as const;

type ArticleKind = 'stock' | 'price';
type ArticleWork = 'due' | 'sweep' | 'true-up';
interface ArticleTally {
  compared: number;
  sent: number;
  refused: number;
  held: number;
  /** How many lines for each cause of `drifts`. */
  drift: Record<string, number>;
}

const works: Record<ArticleWork, Wording> = {
  due: wording('Sent', 'Gesendet'),
  sweep: wording('Sent', 'Gesendet'),
  'true-up': wording('Compared with the shop', 'Mit dem Shop verglichen'),
};

const drifts: Record<string, string> = {
  'never told': 'nie gemeldet',
  'not told yet': 'noch nicht gemeldet',
  'changed in the shop': 'im Shop geändert',
};

/** How keeping stock and prices in step went. */
export const articleRun = {
  tells: (work: ArticleWork, reason: Wording): Told => told(works[work], reason),
  says: (kind: ArticleKind, work: ArticleWork, { compared, sent, refused, held, drift }: ArticleTally): Wording => {
    const causes = Object.entries(drift).map(([cause, count]) => wording(`${count} ${cause}`, `${count} ${drifts[cause] ?? cause}`));
    const why = inOneText(causes, ', ');
    const repaired = work === 'true-up';
    const parts = [
      wording(
        `${compared} articles compared, ${sent} ${kind === 'stock' ? 'stock numbers' : 'prices'} ${repaired ? 'repaired' : 'sent'}`,
        `${compared} Artikel verglichen, ${sent} ${kind === 'stock' ? 'Bestände' : 'Preise'} ${repaired ? 'berichtigt' : 'gesendet'}`,
      ),
      ...(causes.length > 0 ? [wording(`why: ${why.en}`, `Gründe: ${why.de}`)] : []),
      ...(refused > 0 ? [wording(`${refused} refused by the shop`, `${refused} vom Shop abgelehnt`)] : []),
      ...(held > 0 ? [wording(`${held} held for a person`, `${held} angehalten, bis jemand sie ansieht`)] : []),
    ];
    return withStop(inOneText(parts, '; '));
  },
  what: (kind: ArticleKind, article: string): Wording =>
    wording(`the ${kind} of "${article}"`, `${kind === 'stock' ? 'den Bestand' : 'den Preis'} von „${article}“`),
  agree: wording('Dynamics and the shop agree again.', 'Dynamics und der Shop stimmen wieder überein.'),
  taken: wording('The shop has taken it.', 'Der Shop hat es angenommen.'),
  otherProblem: wording('Another problem is open.', 'Ein anderes Problem ist offen.'),
} as const;
