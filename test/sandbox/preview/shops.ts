import { WrongCall } from '../faults.ts';
import { stores } from '../world.ts';

/** @throws WrongCall for an unknown store */
export function storeOf(id: string): (typeof stores)[number] {
  const found = stores.find((store) => store.id === id);
  if (!found) throw new WrongCall(`There is no shop "${id}".`);
  return found;
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
