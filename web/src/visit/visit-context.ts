import { signal, type Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Appointment } from '../api/appointments';
import type { Call } from './types';

export type Tab = 'chat' | 'files';
export const CORNERS = ['bottom right', 'bottom left', 'top left', 'top right'] as const;

/** What a person has opened on their own screen; in memory only. */
export interface ViewState {
  panel: Signal<Tab | null>;
  /** The file that is open for oneself. */
  viewing: Signal<string | null>;
  corner: Signal<number>;
  keys: Signal<boolean>;
  /** The number of the newest chat note that was on the screen. */
  seen: Signal<number>;
  /** The open dialog. */
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
  /** Whether the microphone was on: if off before a reload, it stays off after it. */
  mic: boolean;
  cam: boolean;
}

/** Returns the visit that a reload resumes, which only the history entry stores. */
export function savedVisit(): SavedVisit | null {
  return (history.state as { visit?: SavedVisit } | null)?.visit ?? null;
}

export function saveVisit(visit: SavedVisit | null): void {
  history.replaceState({ ...(history.state as object | null), visit }, '');
}

/** Names the other participants: `Dana Wells and Sam Rivera`. */
export function otherNames(appointment: Appointment): string {
  const names = appointment.participants.filter((each) => !each.me).map((each) => each.name);
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
}
