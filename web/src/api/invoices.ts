import type { Money } from '../kernel/money';
import { request, api, withIdempotencyKey, requestAs, EMPTY_BODY } from './client';
import type {
  ActionResult,
  Evidence,
  Invoice,
  InvoiceDraft,
  InvoicePage,
  Op,
  PaymentForm,
  RecordedPayment,
  Status,
} from './types';

export interface InvoiceQuery {
  status?: Status | 'unpaid' | 'overdue';
  from?: string;
  to?: string;
  client?: string;
  cursor?: string;
}

export type { InvoiceDraft };

const at = (id: string) => ({ params: { path: { invoice_id: id } } });

export const invoices = (query: InvoiceQuery) => requestAs<InvoicePage>(api.GET('/invoices', { params: { query } }));
export const invoice = (id: string) => requestAs<Invoice>(api.GET('/invoices/{invoice_id}', at(id)));
export const draftInvoice = (client: string, body: InvoiceDraft, key: string) =>
  requestAs<Invoice>(
    api.POST('/clients/{client_id}/invoices', {
      params: { path: { client_id: client } },
      body,
      ...withIdempotencyKey(key),
    }),
  );
export const changeDraft = (id: string, body: InvoiceDraft & { version: number }) =>
  requestAs<Invoice>(api.PATCH('/invoices/{invoice_id}', { ...at(id), body }));
export const deleteDraft = (id: string) =>
  request(api.DELETE('/invoices/{invoice_id}', { ...at(id), body: EMPTY_BODY }));
export const send = (id: string, key: string) =>
  requestAs<Invoice>(api.POST('/invoices/{invoice_id}/send', { ...at(id), body: {}, ...withIdempotencyKey(key) }));

export const pay = (id: string, body: { token: string; version?: number }, key: string): Promise<ActionResult> =>
  requestAs(api.POST('/invoices/{invoice_id}/payments', { ...at(id), body, ...withIdempotencyKey(key) }));
export const refund = (
  id: string,
  body: { amount?: Money; reason: string; still_owed?: boolean },
  key: string,
): Promise<ActionResult> =>
  requestAs(api.POST('/invoices/{invoice_id}/refunds', { ...at(id), body, ...withIdempotencyKey(key) }));
export const recordPayment = (id: string, body: RecordedPayment, key: string): Promise<ActionResult> =>
  requestAs(api.POST('/invoices/{invoice_id}/record-payment', { ...at(id), body, ...withIdempotencyKey(key) }));
export const forgive = (id: string, reason: string, key: string): Promise<ActionResult> =>
  requestAs(api.POST('/invoices/{invoice_id}/forgive', { ...at(id), body: { reason }, ...withIdempotencyKey(key) }));
export const voidInvoice = (id: string, reason: string, key: string): Promise<ActionResult> =>
  requestAs(api.POST('/invoices/{invoice_id}/void', { ...at(id), body: { reason }, ...withIdempotencyKey(key) }));
export const reversePayment = (id: string, entry: number, reason: string, key: string): Promise<ActionResult> =>
  requestAs(
    api.POST('/invoices/{invoice_id}/reverse-payment', {
      ...at(id),
      body: { entry, reason },
      ...withIdempotencyKey(key),
    }),
  );
export const remind = (id: string, key: string): Promise<ActionResult> =>
  requestAs(api.POST('/invoices/{invoice_id}/remind', { ...at(id), body: {}, ...withIdempotencyKey(key) }));

export const closeOp = (id: string, name: string, body: Evidence) =>
  requestAs<Invoice>(
    api.POST('/invoices/{invoice_id}/ops/{op_id}/close', {
      params: { path: { invoice_id: id, op_id: name } },
      body,
    }),
  );

/** Whether an answer is an op; an invoice has an `op` too, but no `kind`. */
export function isOp(answer: ActionResult): answer is Op {
  return 'kind' in answer;
}

export const op = (id: string, name: string) =>
  requestAs<Op>(api.GET('/invoices/{invoice_id}/ops/{op_id}', { params: { path: { invoice_id: id, op_id: name } } }));
export const resume = (id: string, name: string) =>
  requestAs<ActionResult>(
    api.POST('/invoices/{invoice_id}/ops/{op_id}/resume', {
      params: { path: { invoice_id: id, op_id: name } },
      body: {},
    }),
  );
export const cancelPayment = (id: string, name: string) =>
  requestAs<ActionResult>(
    api.POST('/invoices/{invoice_id}/ops/{op_id}/cancel', {
      params: { path: { invoice_id: id, op_id: name } },
      body: {},
    }),
  );
export const paymentForm = (id: string) =>
  requestAs<PaymentForm>(api.GET('/invoices/{invoice_id}/payment-form', at(id)));
/** The counts follow the days; the sums are about all invoices. */
export const receivables = (query: Pick<InvoiceQuery, 'from' | 'to' | 'client'> = {}) =>
  request(api.GET('/practice/receivables', { params: { query } }));
export const csv = (query: InvoiceQuery) => request(api.GET('/practice/invoice-export', { params: { query } }));
export const receipt = (id: string) => request(api.GET('/invoices/{invoice_id}/receipt', at(id)));
