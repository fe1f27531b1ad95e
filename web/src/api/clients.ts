import { answer, api, keyed } from './client';
import type { NewClient } from './paths';
import type { ClientFacts } from './types';

const at = (id: string) => ({ params: { path: { id } } });

export const clients = (cursor?: string) => answer(api.GET('/clients', { params: { query: { cursor } } }));
export const client = (id: string) => answer(api.GET('/clients/{id}', at(id)));
export const addClient = (body: NewClient, key: string) => answer(api.POST('/clients', { body, ...keyed(key) }));
export const changeClient = (id: string, body: Partial<ClientFacts> & { version: number }) =>
  answer(api.PATCH('/clients/{id}', { ...at(id), body }));
export const inviteClient = (id: string) => answer(api.POST('/clients/{id}/invite', { ...at(id), body: {} }));
export const clientInvoices = (id: string, cursor?: string) =>
  answer(api.GET('/clients/{id}/invoices', { params: { path: { id }, query: { cursor } } }));
