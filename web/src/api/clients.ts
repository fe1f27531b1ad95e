import { request, api, withIdempotencyKey, requestAs, EMPTY_BODY } from './client';
import type { ClientEdit, Handover, ConsentInput, InvoicePage, NewClient, NoticeTopic } from './types';

const at = (id: string) => ({ params: { path: { client_id: id } } });

export interface ClientQuery {
  provider?: string;
  unassigned?: boolean;
  unpaid?: boolean;
  without_next?: boolean;
  waiting?: boolean;
  sort?: 'created' | 'name';
  cursor?: string;
}

export const clients = (cursor?: string) => request(api.GET('/clients', { params: { query: { cursor } } }));
/** Lists clients, or those whom a search finds: what is searched for is no part of an address. */
export const listed = (query: ClientQuery, q: string) =>
  request(q ? api.POST('/clients/search', { body: { ...query, q } }) : api.GET('/clients', { params: { query } }));
export const client = (id: string) => request(api.GET('/clients/{client_id}', at(id)));
export const addClient = (body: NewClient, key: string) =>
  request(api.POST('/clients', { body, ...withIdempotencyKey(key) }));
export const changeClient = (id: string, body: ClientEdit) =>
  request(api.PATCH('/clients/{client_id}', { ...at(id), body }));
export const inviteClient = (id: string) => request(api.POST('/clients/{client_id}/invite', { ...at(id), body: {} }));
export const withdrawInvitation = (id: string) =>
  request(api.DELETE('/clients/{client_id}/invite', { ...at(id), body: EMPTY_BODY }));
export const clientInvoices = (id: string, cursor?: string) =>
  requestAs<InvoicePage>(
    api.GET('/clients/{client_id}/invoices', { params: { path: { client_id: id }, query: { cursor } } }),
  );

/** Hands over all clients of a provider, part by part; `onPart` gets how many are done. */
export async function handOver(body: Handover, onPart: (done: number) => void): Promise<number> {
  let [done, cursor] = [0, null as string | null];
  do {
    const part = await request(api.POST('/clients/handover', { body: { ...body, cursor } }));
    [done, cursor] = [done + part.clients, part.next];
    onPart(done);
  } while (cursor);
  return done;
}

export const consents = (id: string) => request(api.GET('/clients/{client_id}/consents', at(id)));
export const recordConsent = (id: string, body: ConsentInput, key: string) =>
  request(api.POST('/clients/{client_id}/consents', { ...at(id), body, ...withIdempotencyKey(key) }));
export const withdrawConsent = (id: string, consent: string, body: { on: string; reason: string }) =>
  request(
    api.POST('/clients/{client_id}/consents/{consent_id}/withdraw', {
      params: { path: { client_id: id, consent_id: consent } },
      body,
    }),
  );
export const noticePermissions = (id: string) => request(api.GET('/clients/{client_id}/notice-permissions', at(id)));
export const changeNoticePermission = (id: string, topic: NoticeTopic, on: boolean) =>
  request(api.PUT('/clients/{client_id}/notice-permissions', { ...at(id), body: { topic, on } }));
