import type { Money } from '../money';
import { answer, api, keyed } from './client';
import type { InvoiceDraft, InvoiceQuery } from './paths';
import type { Acted, Invoice, Method, Op } from './types';

export type { InvoiceDraft, InvoiceQuery };

const at = (id: string) => ({ params: { path: { id } } });

export const invoices = (query: InvoiceQuery) => answer(api.GET('/invoices', { params: { query } }));
export const invoice = (id: string) => answer(api.GET('/invoices/{id}', at(id)));
export const draftInvoice = (client: string, body: InvoiceDraft, key: string) =>
  answer(api.POST('/clients/{id}/invoices', { ...at(client), body, ...keyed(key) }));
export const changeDraft = (id: string, body: InvoiceDraft & { version: number }) =>
  answer(api.PATCH('/invoices/{id}', { ...at(id), body }));
export const deleteDraft = (id: string) => answer(api.DELETE('/invoices/{id}', { ...at(id), body: {} }));
export const send = (id: string, key: string) =>
  answer<Invoice>(api.POST('/invoices/{id}/send', { ...at(id), body: {}, ...keyed(key) }));

export const pay = (id: string, body: { token: string; version?: number }, key: string): Promise<Acted> =>
  answer(api.POST('/invoices/{id}/payments', { ...at(id), body, ...keyed(key) }));
export const refund = (id: string, body: { amount?: Money; reason: string }, key: string): Promise<Acted> =>
  answer(api.POST('/invoices/{id}/refunds', { ...at(id), body, ...keyed(key) }));
export const recordPayment = (
  id: string,
  body: { amount: Money; method: Method; reference: string; received_on: string },
  key: string,
): Promise<Acted> => answer(api.POST('/invoices/{id}/record-payment', { ...at(id), body, ...keyed(key) }));
export const forgive = (id: string, reason: string, key: string): Promise<Acted> =>
  answer(api.POST('/invoices/{id}/forgive', { ...at(id), body: { reason }, ...keyed(key) }));
export const voidInvoice = (id: string, reason: string, key: string): Promise<Acted> =>
  answer(api.POST('/invoices/{id}/void', { ...at(id), body: { reason }, ...keyed(key) }));
export const reversePayment = (id: string, entry: number, reason: string, key: string): Promise<Acted> =>
  answer(api.POST('/invoices/{id}/reverse-payment', { ...at(id), body: { entry, reason }, ...keyed(key) }));
export const remind = (id: string, key: string): Promise<Acted> =>
  answer(api.POST('/invoices/{id}/remind', { ...at(id), body: {}, ...keyed(key) }));

/** Whether an act goes on as an op; an invoice carries an `op` too, but no `kind`. */
export function isOp(answer: Acted): answer is Op {
  return 'kind' in answer;
}

export const op = (id: string, name: string) =>
  answer(api.GET('/invoices/{id}/ops/{op}', { params: { path: { id, op: name } } }));
export const resume = (id: string, name: string) =>
  answer(api.POST('/invoices/{id}/ops/{op}/resume', { params: { path: { id, op: name } }, body: {} }));
export const paymentForm = (id: string) => answer(api.GET('/invoices/{id}/payment-form', at(id)));
export const receipt = (id: string) => answer(api.GET('/invoices/{id}/receipt', at(id)));
