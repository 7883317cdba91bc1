/** What a part can be told to do wrong, and the board that remembers it. See the README, "Faults". */

export const faultTargets = ['financeScm', 'dataverse', 'identity', 'keyVault', 'tables', 'serviceBus', 'applicationInsights'] as const;
export const faultKinds = ['throttle', 'error', 'down', 'latency', 'timeout-after-commit', 'reset-after-commit', 'bad-json'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  target: string;
  kind: FaultKind;
  /** Share of the matching calls that misbehave, 0 to 1. */
  ratio: number;
  /** How many calls may still misbehave; undefined = no limit. */
  left?: number;
  /** Epoch milliseconds. */
  from: number;
  until: number;
  /** For `latency`: how long a call is held up, in ms. */
  delayMs: number;
  /** Substring of `METHOD /path?query`. */
  match?: string;
  retryAfterS: number;
}

/** Thrown when a control call asks for something that does not exist; the text is for the caller. */
export class WrongCall extends Error {}

export class FaultBoard {
  #faults: Fault[] = [];
  #random: () => number;
  #channels: readonly string[];

  constructor(channels: readonly string[], random: () => number = Math.random) {
    this.#channels = channels;
    this.#random = random;
  }

  /** Reads the body of `POST /faults`. @throws WrongCall saying which field is wrong. */
  add(body: Record<string, unknown>): Fault {
    const targets: readonly string[] = [...faultTargets, ...this.#channels];
    const target = String(body.target);
    if (!targets.includes(target)) throw new WrongCall(`target "${target}" does not exist. Use one of: ${targets.join(', ')}.`);
    const kind = faultKinds.find((known) => known === body.kind);
    if (!kind) throw new WrongCall(`kind "${String(body.kind)}" does not exist. Use one of: ${faultKinds.join(', ')}.`);
    const from = Date.now() + positive(body, 'afterMs', 0);
    const durationMs = positive(body, 'durationMs', Number.POSITIVE_INFINITY);
    const fault: Fault = {
      target,
      kind,
      ratio: positive(body, 'ratio', 1),
      left: body.count === undefined ? undefined : positive(body, 'count', 1),
      from,
      until: kind === 'latency' ? Number.POSITIVE_INFINITY : from + durationMs,
      delayMs: kind === 'latency' ? positive(body, 'durationMs', 1000) : 0,
      match: typeof body.match === 'string' ? body.match : undefined,
      retryAfterS: positive(body, 'retryAfterS', 1),
    };
    this.#faults.push(fault);
    return fault;
  }

  clear(): void {
    this.#faults = [];
  }

  list(): Fault[] {
    return this.#faults.filter((fault) => fault.until > Date.now() && fault.left !== 0);
  }

  /** The faults of these kinds that strike this call; each strike uses up one of its `count`. */
  strike(target: string, call: string, kinds: readonly FaultKind[] = faultKinds): Fault | undefined {
    const now = Date.now();
    const fault = this.#faults.find(
      (candidate) =>
        candidate.target === target &&
        kinds.includes(candidate.kind) &&
        candidate.from <= now &&
        candidate.until > now &&
        candidate.left !== 0 &&
        (candidate.match === undefined || call.toLowerCase().includes(candidate.match.toLowerCase())) &&
        (candidate.ratio >= 1 || this.#random() < candidate.ratio),
    );
    if (fault?.left !== undefined) fault.left -= 1;
    return fault;
  }

  /** Whether the part has to refuse connections now. Does not use up a `count`. */
  isDown(target: string): boolean {
    const now = Date.now();
    return this.#faults.some((f) => f.target === target && f.kind === 'down' && f.from <= now && f.until > now && f.left !== 0 && !f.match);
  }
}

function positive(body: Record<string, unknown>, name: string, fallback: number): number {
  const value = body[name];
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'number' || !(value >= 0))
    throw new WrongCall(`"${name}" must be a number of 0 or more, not ${JSON.stringify(value)}.`);
  return value;
}
