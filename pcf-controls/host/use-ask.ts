import * as React from 'react';
import type { Host } from './host.ts';
import { useAnnounce } from './surface.tsx';
import { type Command, hasEnded, type Ticket, type TicketState } from './ticket.ts';

/** One thing asked for at a time, and how far it is. */
export interface Asked {
  /** Undefined before anything was asked for. */
  state: TicketState | undefined;
  command: Command | undefined;
  /** It was sent and has not ended. */
  busy: boolean;
  ask(command: Command): Ticket;
  undo(): void;
  /** Forgets how the last one ended. */
  clear(): void;
}

/** Asks, follows, and announces the end once. `ended` hears of it too: a good moment to read rows again. */
export function useAsk(host: Host, ended?: (state: TicketState, command: Command) => void): Asked {
  const announce = useAnnounce();
  const [ticket, setTicket] = React.useState<Ticket>();
  const [state, setState] = React.useState<TicketState>();
  const told = React.useRef(ended);
  told.current = ended;

  React.useEffect(() => {
    if (!ticket) return undefined;
    setState(ticket.state());
    return ticket.subscribe((next) => {
      setState(next);
      if (!hasEnded(next)) return;
      announce(next.says);
      told.current?.(next, ticket.command);
    });
  }, [ticket, announce]);

  return {
    state,
    command: ticket?.command,
    busy: state !== undefined && !hasEnded(state),
    ask: (command) => {
      const made = host.ask(command);
      setTicket(made);
      setState(made.state());
      return made;
    },
    undo: () => void ticket?.withdraw(),
    clear: () => {
      setTicket(undefined);
      setState(undefined);
    },
  };
}
