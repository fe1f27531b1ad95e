import { request, api, withIdempotencyKey } from './client';
import { sendBody } from './save-on-leave';
import type { components } from './schema';

type Schemas = components['schemas'];

export type Thread = Schemas['ThreadShape'];
export type ThreadDetail = Schemas['ThreadDetailShape'];
export type Message = Schemas['MessageShape'];
/** A document that a message carries. */
export type Attachment = Schemas['AttachmentShape'];
export type OfferedService = Schemas['OfferedServiceShape'];
export type Draft = Schemas['MessageDraftShape'];
export type NewThread = Schemas['ThreadBody'];

export interface ThreadQuery {
  client_id?: string;
  waiting?: 'true';
  cursor?: string;
}

const at = (id: string) => ({ params: { path: { thread_id: id } } });

export const threads = (query: ThreadQuery) => request(api.GET('/threads', { params: { query } }));
/** Returns a thread with its newest messages, or those after or before a number. */
export const thread = (id: string, query: { after?: number; before?: number } = {}) =>
  request(api.GET('/threads/{thread_id}', { params: { path: { thread_id: id }, query } }));
/** Returns how far a thread is, without opening anything. */
export const position = (id: string) => request(api.GET('/threads/{thread_id}/position', at(id)));
export const startThread = (body: NewThread, key: string) =>
  request(api.POST('/threads', { body, ...withIdempotencyKey(key) }));
export const sendMessage = (id: string, body: Schemas['MessageBody'], key: string) =>
  request(api.POST('/threads/{thread_id}/messages', { ...at(id), body, ...withIdempotencyKey(key) }));
export const closeThread = (id: string, body: { reason: string; seen: number }, key: string) =>
  request(api.POST('/threads/{thread_id}/close', { ...at(id), body, ...withIdempotencyKey(key) }));
export const markSeen = (id: string, seen: number) =>
  request(api.POST('/threads/{thread_id}/seen', { ...at(id), body: { seen } }));

export const messageServices = () => request(api.GET('/message-services'));

const place = (client: string, where: string) => ({ params: { path: { client_id: client, place: where } } });

/** The user's own draft in a thread, or of a new thread, whose place is `new`. */
export const draft = (client: string, where: string) =>
  request(api.GET('/clients/{client_id}/message-drafts/{place}', place(client, where)));
export const saveDraft = (client: string, where: string, body: Schemas['MessageDraftBody'], isLeaving = false) =>
  sendBody(body, isLeaving, (options) =>
    request(api.PUT('/clients/{client_id}/message-drafts/{place}', { ...place(client, where), body, ...options })),
  );
