import { api, request } from './client';
import type { components } from './schema';

export type WaitingClient = components['schemas']['WaitingClientShape'];

/** Returns who waits for the user in any room, without names. */
export const waitingClients = () => request(api.GET('/waiting'));
/** Returns who waits in a room, with names; they then read that they were seen. */
export const showWaiting = (id: string) =>
  request(api.POST('/appointments/{appointment_id}/waiting', { params: { path: { appointment_id: id } }, body: {} }));
