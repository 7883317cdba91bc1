import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';

const earlierMs = 10_000;

/**
 * Renews the locks of messages while their function runs, at most for `longestMs`. Returns what ends it.
 * The SDK's own renewal cannot settle a message that has no message id.
 */
export function keepLocked(receiver: ServiceBusReceiver, messages: readonly ServiceBusReceivedMessage[], longestMs: number): () => void {
  const until = Date.now() + longestMs;
  const timers = messages.map((message) => renewLater(receiver, message, until));
  return () => {
    for (const cancel of timers) cancel();
  };
}

function renewLater(receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage, until: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const plan = (lockedUntil: Date | undefined) => {
    if (isOver || !lockedUntil || lockedUntil.getTime() > until) return;
    const left = lockedUntil.getTime() - Date.now();
    timer = setTimeout(() => receiver.renewMessageLock(message).then(plan, () => {}), Math.max(left / 2, left - earlierMs));
  };
  plan(message.lockedUntilUtc);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
