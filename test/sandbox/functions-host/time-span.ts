const pattern = /^(?:(\d+)\.)?(\d+):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/;

/** Milliseconds of a .NET TimeSpan text, or undefined when the text is none. `24:00:00` is 24 days there, so it is here. */
export function parseTimeSpan(text: string): number | undefined {
  const match = pattern.exec(text.trim());
  if (!match) return undefined;
  const [, days = '0', first, second, third, fraction = ''] = match;
  const isDays = match[1] === undefined && Number(first) > 23 && third !== undefined;
  const [d, h, m, s] = isDays
    ? [Number(first), Number(second), Number(third), 0]
    : [Number(days), Number(first), Number(second), Number(third ?? 0)];
  if (h > 23 || m > 59 || s > 59) return undefined;
  return ((d * 24 + h) * 60 + m) * 60_000 + s * 1000 + Math.round(Number(`0.${fraction || '0'}`) * 1000);
}

/** The .NET text of a duration: `1.02:03:04` or `00:00:05`. */
export function formatTimeSpan(ms: number): string {
  const total = Math.floor(ms / 1000);
  const days = Math.floor(total / 86_400);
  const parts = [Math.floor(total / 3600) % 24, Math.floor(total / 60) % 60, total % 60];
  const rest = ms % 1000;
  return `${days ? `${days}.` : ''}${parts.map((part) => String(part).padStart(2, '0')).join(':')}${rest ? `.${String(Math.floor(rest)).padStart(3, '0')}0000` : ''}`;
}
