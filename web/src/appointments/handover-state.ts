import { useState } from 'preact/hooks';
import { ApiError, type FreeTime } from '../api/api-error';
import { changeProvider, type Appointment } from '../api/appointments';
import { invalidate } from '../api/resource';

/** A visit that moves to another provider, and how far that is. */
export interface TakeOver {
  state: 'planned' | 'moving' | 'moved' | 'failed';
  /** Why it did not move. */
  problem: string;
  /** The next free times, if the new provider has another visit then; otherwise null. */
  free: readonly FreeTime[] | null;
  visit: Appointment;
}

export interface Choice {
  starts_at?: string;
  allow_overlap?: true;
}

export const planned = (visit: Appointment): TakeOver => ({ state: 'planned', problem: '', free: null, visit });

/** Moves a visit to the provider `to`, and returns how that went. */
export async function takeOver(of: TakeOver, from: string, to: string, choice: Choice = {}): Promise<TakeOver> {
  const { id, version } = of.visit;
  try {
    const visit = await changeProvider(id, { version, from, to, ...choice });
    invalidate('appointments');
    return { ...planned(visit), state: 'moved' };
  } catch (reason) {
    if (!(reason instanceof ApiError)) throw reason;
    const visit = (reason.fresh as Appointment | undefined) ?? of.visit;
    const free = reason.code === 'SlotTaken' ? reason.free : null;
    return { state: 'failed', problem: Object.values(reason.fields)[0] ?? reason.message, free, visit };
  }
}

/** Keeps several visits with their states, and moves them one after the other. */
export function useTakeOvers(visits: Appointment[], from: string, to: string) {
  const [all, setAll] = useState(() => visits.map(planned));
  const put = (one: TakeOver): void =>
    setAll((old) => old.map((each) => (each.visit.id === one.visit.id ? one : each)));
  const move = async (one: TakeOver, choice?: Choice): Promise<void> => {
    put({ ...one, state: 'moving' });
    put(await takeOver(one, from, to, choice));
  };
  const moveAll = async (): Promise<void> => {
    for (const one of all) {
      // Each visit is one request, so that one that is taken does not stop the others.
      if (one.state === 'planned') await move(one);
    }
  };
  return { all, move, moveAll };
}
