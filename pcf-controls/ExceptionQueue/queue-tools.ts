import type { Words } from '../rows/words.ts';
import type { Asking } from './asking.ts';

/** What every part of the queue works with. */
export interface QueueTools {
  words: Words;
  asking: Asking;
  /** Epoch milliseconds. */
  now: number;
  /** The name of a system user; empty while it is not known. */
  nameOf(id: string): string;
  /** A moment in the user's format. */
  moment(at: string): string;
}
