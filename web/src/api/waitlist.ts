// The waitlist: who asks for an earlier time, and what is offered to them.
import { api, EMPTY_BODY, request, withIdempotencyKey } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];

export type Wait = Schemas['WaitShape'];
export type DayPart = Schemas['DayPart'];
export type WaitBody = Schemas['WaitBody'];

const of = (id: string) => ({ params: { path: { wait_id: id } } });
export const waits = () => request(api.GET('/waitlist'));
export const join = (body: WaitBody, key: string) =>
  request(api.POST('/waitlist', { body, ...withIdempotencyKey(key) }));
export const leave = (id: string) => request(api.DELETE('/waitlist/{wait_id}', { ...of(id), body: EMPTY_BODY }));
export const accept = (id: string) => request(api.POST('/waitlist/{wait_id}/accept', { ...of(id), body: EMPTY_BODY }));
export const decline = (id: string) =>
  request(api.POST('/waitlist/{wait_id}/decline', { ...of(id), body: EMPTY_BODY }));
export const offer = (id: string, body: Schemas['OfferBody']) =>
  request(api.POST('/waitlist/{wait_id}/offer', { ...of(id), body }));
