import { request, api, withIdempotencyKey, requestAs, EMPTY_BODY } from './client';
import type { ClientEdit, InvoicePage, NewClient } from './types';

const at = (id: string) => ({ params: { path: { client_id: id } } });

export interface ClientQuery {
  provider?: string;
  unassigned?: boolean;
  cursor?: string;
}

export const clients = (cursor?: string) => request(api.GET('/clients', { params: { query: { cursor } } }));
export const allClients = (query: ClientQuery) => request(api.GET('/clients', { params: { query } }));
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
