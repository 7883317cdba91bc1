import * as React from 'react';

const quietMs = 300;

/**
 * A bound text column that somebody edits: what they typed counts at once here, and goes to the form when they pause. What the form gives
 * counts when it is news, not when it is an echo of what was typed.
 */
export function useBound(raw: string | null | undefined, emit: (text: string) => void): [string, (text: string) => void] {
  const given = raw ?? '';
  const [text, setText] = React.useState(given);
  const seen = React.useRef(given);
  const sent = React.useRef(new Set<string>());
  const waiting = React.useRef<{ timer: ReturnType<typeof setTimeout>; send(): void }>();
  React.useEffect(() => {
    if (given === seen.current) return;
    seen.current = given;
    if (!sent.current.delete(given)) setText(given);
  }, [given]);
  // What was typed last goes out even when the form is left at once.
  React.useEffect(() => () => waiting.current?.send(), []);
  const change = (next: string) => {
    setText(next);
    if (waiting.current) clearTimeout(waiting.current.timer);
    const send = () => {
      clearTimeout(waiting.current?.timer);
      waiting.current = undefined;
      sent.current.add(next);
      emit(next);
    };
    waiting.current = { timer: setTimeout(send, quietMs), send };
  };
  return [text, change];
}
