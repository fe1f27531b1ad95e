import { answer, api, keyed, narrowed } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];

export type AppointmentAction = Schemas['Act'];
export type Participant = Schemas['ParticipantShape'];
/** Instants are ISO 8601 in UTC; `local` is the start on the clock of `zone`. */
export type Appointment = Schemas['AppointmentShape'];
export type Booking = Schemas['BookingBody'];
export type Times = Pick<Booking, 'starts_at' | 'minutes' | 'zone'>;

export interface AppointmentQuery {
  from?: string;
  to?: string;
  client?: string;
  cursor?: string;
}

type Door = (path: string, init?: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
const door = api as unknown as { GET: Door; POST: Door; PATCH: Door };
const at = (id: string) => ({ params: { path: { appointment_id: id } } });

export const appointments = (query: AppointmentQuery) => answer(api.GET('/appointments', { params: { query } }));
export const appointment = (id: string) => answer(api.GET('/appointments/{appointment_id}', at(id)));
export const book = (body: Booking, key: string) => answer(api.POST('/appointments', { body, ...keyed(key) }));
export const reschedule = (id: string, body: Times & { version: number }) =>
  answer(api.PATCH('/appointments/{appointment_id}', { ...at(id), body }));
export const cancel = (id: string, version: number) =>
  answer(api.PATCH('/appointments/{appointment_id}', { ...at(id), body: { status: 'cancelled', version } }));

export interface ChatFile {
  id: string;
  name: string;
  media_type: string;
  size: number;
}

/** A chat note of the visit: text, a file, or both. */
export interface Note {
  n: number;
  id: string;
  seat: string;
  name: string;
  at: string;
  text?: string | null;
  file?: ChatFile | null;
}

export interface VisitFile extends ChatFile {
  at: string;
  by: string;
}

/** Seconds. `drops`: those that concern this seat. */
export interface SeatSheet {
  seat: string;
  role: 'provider' | 'client';
  joined_at: string | null;
  left_at: string | null;
  present: number;
  waiting: number;
  drops: number;
  longest_gap: number;
}

export interface Drop {
  at: string;
  seconds: number;
  side: 'seat' | 'path' | 'unknown';
  seat: string | null;
  seats: string[];
  returned: boolean;
}

/** Seconds; `uncertain` comes on top of `together`. */
export interface FactSheet {
  live: boolean;
  together: number;
  uncertain: number;
  started_at: string | null;
  ended_at: string | null;
  seats: SeatSheet[];
  drops: Drop[];
}

/** `share`: percent of the whole fee. */
export interface Fee {
  proposal: 'full' | 'prorated' | 'waived';
  minutes: number;
  booked_minutes: number;
  share: number;
  why: string;
}

export interface History {
  appointment: Appointment;
  notes: Note[];
  files: VisitFile[];
  fact_sheet: FactSheet | null;
  fee: Fee | null;
}

export const history = (id: string) => narrowed<History>(door.GET('/appointments/{appointment_id}/history', at(id)));
/** An address that is good for a short while. */
export const fileAddress = (id: string, file: string) =>
  narrowed<{ url: string }>(
    door.GET('/appointments/{appointment_id}/files/{file_id}', {
      params: { path: { appointment_id: id, file_id: file } },
    }),
  );
