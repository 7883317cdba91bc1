import type { ChannelArticle, LineOutcome } from '../../canonical/article.ts';
import type { Store } from '../../canonical/store.ts';
import type { Published } from '../../connectors/channel.ts';
import type { IntegrationError } from '../../core/errors.ts';
import type { LinkedArticle, ShownChange } from '../../ports.ts';

/** One thing of an article that the shop is to show as Dynamics has it: its stock or its price. */
export interface Aspect<Line> {
  kind: 'stock' | 'price';
  /** How the channel takes it; undefined where it does not. */
  publisher(published: Published): Publisher<Line> | undefined;
  /** What these articles should show, worked out anew. Articles about which Dynamics says nothing have no line. */
  wanted(store: Store, articles: readonly LinkedArticle[]): Promise<WantedLine<Line>[]>;
  /** Why a line is not to go out before a person has looked at it. */
  hold?(wanted: WantedLine<Line>, store: Store): Promise<IntegrationError | undefined>;
  /** After the channel said that it shows something else: what to send now, or undefined when that is good. */
  again?(wanted: WantedLine<Line>, outcome: LineOutcome & { is: 'stale' }): { wanted?: WantedLine<Line>; shown: ShownChange };
  /** The article with what the channel has just said that it shows. */
  asShown(article: LinkedArticle, said: ChannelArticle): LinkedArticle;
}

export interface Publisher<Line> {
  batches(lines: readonly Line[]): Line[][];
  send(batch: readonly Line[], key: string): Promise<LineOutcome[]>;
}

/** A line and what is known about it. */
export interface WantedLine<Line> {
  article: LinkedArticle;
  line: Line;
  /** The same text for the same content: what is compared, remembered and shown. */
  value: string;
  /** As the shop shows it as far as we know; undefined when we do not. */
  shown?: string;
  /** Which part of the article: a location, or nothing. */
  part: string;
  /** What the book says once the shop shows the line. */
  change: ShownChange;
}

export const needsSending = <Line>({ value, shown }: WantedLine<Line>): boolean => value !== shown;
