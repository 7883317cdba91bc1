import * as React from 'react';

/** State that begins anew when it is about something else. */
export function useKeptFor<Value>(about: string, initial: Value): [Value, (value: Value) => void] {
  const [kept, setKept] = React.useState({ about, value: initial });
  const value = kept.about === about ? kept.value : initial;
  return [value, (next) => setKept({ about, value: next })];
}
