import * as React from 'react';
import type { Suggested } from './Suggestions.tsx';

const longAfterMs = 10_000;
const answers = new Map<string, unknown>();

/** An answer of the server under a key: asked for once, then remembered as long as the page lives. Without a key nothing is asked. */
export function useSuggested(key: string | undefined, ask: () => Promise<unknown>): Suggested {
  const [suggested, setSuggested] = React.useState<Suggested>({ state: 'asking', long: false });
  const [turn, setTurn] = React.useState(0);
  const latest = React.useRef(ask);
  latest.current = ask;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn asks again
  React.useEffect(() => {
    if (key === undefined) return undefined;
    if (answers.has(key)) {
      setSuggested({ state: 'answered', answer: answers.get(key) });
      return undefined;
    }
    let current = true;
    const show = (next: Suggested) => current && setSuggested(next);
    show({ state: 'asking', long: false });
    const timer = setTimeout(() => show({ state: 'asking', long: true }), longAfterMs);
    latest
      .current()
      .then((answer) => {
        answers.set(key, answer);
        show({ state: 'answered', answer });
      })
      .catch((error: unknown) => show({ state: 'failed', says: sentence(error), again: () => setTurn((before) => before + 1) }))
      .finally(() => clearTimeout(timer));
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key, turn]);
  return suggested;
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
