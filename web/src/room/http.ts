import { answer, api, narrowed } from '../api/client';
import { stay } from '../session/tab';
import type { CallHttp, Ticket } from './call/types';

export interface Participant {
  seat: string;
  role: 'provider' | 'client';
  name: string;
  me: boolean;
}

/** Times are ISO 8601 in UTC. */
export interface Appointment {
  id: string;
  status: 'booked' | 'completed' | 'cancelled';
  participants: Participant[];
  starts_at: string;
  ends_at: string;
  opens_at: string;
  closes_at: string;
  can_join: boolean;
}

const at = (id: string) => ({ params: { path: { appointment_id: id } } }) as never;

export const appointmentOf = (id: string) =>
  narrowed<Appointment>(api.GET('/appointments/{appointment_id}' as never, at(id)));

export const callHttp: CallHttp = {
  ticket: (id) =>
    narrowed<Ticket>(
      api.POST('/appointments/{appointment_id}/call-ticket' as never, { ...(at(id) as object), body: {} } as never),
    ),
  // To talk is activity, here and on the server.
  async keepAlive() {
    stay();
  },
  async roundTrip() {
    const begun = performance.now();
    await answer(api.GET('/health'));
    return performance.now() - begun;
  },
};
