import { answer, api, keyed, narrowed } from './client';
import type { ClientEdit, InvoicePage, NewClient } from './types';

const at = (id: string) => ({ params: { path: { client_id: id } } });

export const clients = (cursor?: string) => answer(api.GET('/clients', { params: { query: { cursor } } }));
export const client = (id: string) => answer(api.GET('/clients/{client_id}', at(id)));
export const addClient = (body: NewClient, key: string) => answer(api.POST('/clients', { body, ...keyed(key) }));
export const changeClient = (id: string, body: ClientEdit) =>
  answer(api.PATCH('/clients/{client_id}', { ...at(id), body }));
export const inviteClient = (id: string) => answer(api.POST('/clients/{client_id}/invite', { ...at(id), body: {} }));
export const clientInvoices = (id: string, cursor?: string) =>
  narrowed<InvoicePage>(
    api.GET('/clients/{client_id}/invoices', { params: { path: { client_id: id }, query: { cursor } } }),
  );
