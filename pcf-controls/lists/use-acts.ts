import * as React from 'react';
import type { Host } from '../host/host.ts';
import { useAnnounce } from '../host/surface.tsx';
import { type Command, hasEnded, type Ticket, type TicketState } from '../host/ticket.ts';

/** One thing that was asked for, and how far it is. */
export interface Act {
  ticket: Ticket;
  state: TicketState;
}

/** Several things asked for, one beside the other; the newest first. One that has ended makes room for the next. */
export interface Acts {
  list: readonly Act[];
  /** What is under way already is not asked for again. */
  ask(command: Command): void;
  /** Puts one away that has ended. */
  forget(ticket: Ticket): void;
}

/** Asks, follows each to its end and announces it once. `ended` hears of every end: a good moment to read rows again. */
export function useActs(host: Host, ended: (state: TicketState, command: Command) => void): Acts {
  const announce = useAnnounce();
  const [list, setList] = React.useState<readonly Act[]>([]);
  const told = React.useRef(ended);
  told.current = ended;
  const stops = React.useRef<(() => void)[]>([]);
  React.useEffect(() => () => stops.current.forEach((stop) => stop()), []);

  return {
    list,
    ask(command) {
      if (list.some((act) => !hasEnded(act.state) && sameAs(act.ticket.command, command))) return;
      const ticket = host.ask(command);
      setList((before) => [{ ticket, state: ticket.state() }, ...before.filter(({ state }) => !hasEnded(state))]);
      const stop = ticket.subscribe((state) => {
        setList((before) => before.map((act) => (act.ticket === ticket ? { ticket, state } : act)));
        if (!hasEnded(state)) return;
        announce(state.says);
        told.current(state, command);
      });
      stops.current.push(stop);
    },
    forget: (ticket) => setList((before) => before.filter((act) => act.ticket !== ticket)),
  };
}

const sameAs = (one: Command, other: Command): boolean => JSON.stringify(one) === JSON.stringify(other);
