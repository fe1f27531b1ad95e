import { signal, type Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Appointment } from '../api/appointments';
import type { Call } from './types';

export type Tab = 'chat' | 'files';
export const CORNERS = ['bottom right', 'bottom left', 'top left', 'top right'] as const;

/** What one person has opened and moved on his own screen; in memory only. */
export interface ViewState {
  panel: Signal<Tab | null>;
  /** A file enlarged for oneself. */
  viewing: Signal<string | null>;
  corner: Signal<number>;
  keys: Signal<boolean>;
  /** The newest chat note that has been on the screen. */
  seen: Signal<number>;
  /** Devices, people, or the question before the end. */
  dialog: Signal<'devices' | 'people' | 'end' | 'unsent' | null>;
}

export interface Visit {
  call: Call;
  appointment: Appointment;
  view: ViewState;
}

export const VisitContext = createContext<Visit | null>(null);

export function useVisit(): Visit {
  const visit = useContext(VisitContext);
  if (!visit) throw new Error('useVisit works only inside of VisitContext');
  return visit;
}

export function newViewState(): ViewState {
  return {
    panel: signal(null),
    viewing: signal(null),
    corner: signal(0),
    keys: signal(true),
    seen: signal(savedVisit()?.seen ?? 0),
    dialog: signal(null),
  };
}

interface SavedVisit {
  room: string;
  seen: number;
  /** Whoever was muted or not seen is not heard or seen again by a reload. */
  mic: boolean;
  cam: boolean;
}

/** Being in the room outlasts a reload of this entry of the history, and nothing else: nothing is stored. */
export function savedVisit(): SavedVisit | null {
  return (history.state as { visit?: SavedVisit } | null)?.visit ?? null;
}

export function saveVisit(visit: SavedVisit | null): void {
  history.replaceState({ ...(history.state as object | null), visit }, '');
}

/** Whom one sees, by the appointment: the others of the other side first named. */
export function otherNames(appointment: Appointment): string {
  const names = appointment.participants.filter((each) => !each.me).map((each) => each.name);
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
}
