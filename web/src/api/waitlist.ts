// The waitlist: who asks for an earlier time, and what is offered to them.
import { api, EMPTY_BODY, request, withIdempotencyKey } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];

export type Wait = Schemas['WaitShape'];
export type OfferableTime = Schemas['OfferableTimeShape'];
export type DayPart = Schemas['DayPart'];
export type WaitBody = Schemas['WaitBody'];

const of = (id: string) => ({ params: { path: { wait_id: id } } });
/** Lists the open waits; staff may choose those for one visit or one provider. */
export const waits = ({ service, provider }: { service?: string; provider?: string } = {}) =>
  request(
    api.GET('/waitlist', { params: { query: { service: service || undefined, provider: provider || undefined } } }),
  );
export const join = (body: WaitBody, key: string) =>
  request(api.POST('/waitlist', { body, ...withIdempotencyKey(key) }));
export const ended = (client: string) =>
  request(api.GET('/clients/{client_id}/ended-waits', { params: { path: { client_id: client } } }));
export const withdraw = (id: string, reason: string) =>
  request(api.POST('/waitlist/{wait_id}/withdraw', { ...of(id), body: { reason } }));
export const times = (id: string, query: { from: string; to: string; zone: string }) =>
  request(api.GET('/waitlist/{wait_id}/times', { params: { path: { wait_id: id }, query } }));
export const saveOfferHours = (offer_hours: number, version: number) =>
  request(api.PATCH('/practice', { body: { offer_hours, version } }));
export const leave = (id: string) => request(api.DELETE('/waitlist/{wait_id}', { ...of(id), body: EMPTY_BODY }));
export const accept = (id: string) => request(api.POST('/waitlist/{wait_id}/accept', { ...of(id), body: EMPTY_BODY }));
export const decline = (id: string) =>
  request(api.POST('/waitlist/{wait_id}/decline', { ...of(id), body: EMPTY_BODY }));
export const offer = (id: string, body: Schemas['OfferBody']) =>
  request(api.POST('/waitlist/{wait_id}/offer', { ...of(id), body }));
