import { telemetryEvent } from '../host/telemetry.ts';
import { connectionStringOf, type ExecutionContext, type FormPlatform, tableOf } from './platform.ts';
import { type Send, sendingTo } from './sending.ts';
import { type Told, toldOf, toldOfForm } from './told.ts';

declare global {
  var Xrm: FormPlatform | undefined;
  var CommerceCompanion: { telemetry?: { onLoad(context?: ExecutionContext): void } } | undefined;
}

/** Told before it is known whether telemetry is on: kept so long, and no more than this many. */
const mostKept = 100;
let kept: Told[] = [];
let send: Send | 'off' | undefined;

function tell(told: Told | undefined): void {
  if (!told || send === 'off') return;
  if (send) send(told);
  else if (kept.length < mostKept) kept.push(told);
}

async function begin(): Promise<void> {
  const platform = globalThis.Xrm;
  const connectionString = platform && (await connectionStringOf(platform));
  send = connectionString ? sendingTo(connectionString) : 'off';
  const waiting = kept;
  kept = [];
  waiting.forEach(tell);
}

/** Form libraries run in a frame of their own, controls in the page above it: each window up to the first foreign one is listened to. */
function listenEverywhere(): void {
  const listen = (event: Event) => tell(toldOf((event as CustomEvent<unknown>).detail));
  for (let at: Window = window; ; at = at.parent) {
    try {
      at.addEventListener(telemetryEvent, listen);
      if (at === at.parent || at.parent.location.origin !== window.location.origin) return;
    } catch {
      return;
    }
  }
}

let begun = false;

globalThis.CommerceCompanion = {
  ...globalThis.CommerceCompanion,
  telemetry: {
    /** Handler of the form's OnLoad, with the execution context as its first parameter. Never throws, never keeps a form waiting. */
    onLoad(context) {
      // Only of the first form does the page know when its opening began.
      tell(toldOfForm(tableOf(context), begun ? undefined : performance.now()));
      if (!begun) {
        begun = true;
        listenEverywhere();
        begin().catch(() => {
          send = 'off';
          kept = [];
        });
      }
    },
  },
};
