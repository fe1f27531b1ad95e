import type { Money } from '../kernel/money';
import { withFresh } from './conflict';
import { invalidate } from './resource';
import { request, api, withIdempotencyKey, requestAs, EMPTY_BODY } from './client';
import type { Agreement, Colleague, Page, Practice, ProcessorKind, StaffRole, Tax, TaxMode } from './types';

export const practice = () => request(api.GET('/practice'));
/** Settings to change; an absent one stays. */
export type SettingsEdit = Partial<Pick<Practice, 'name' | 'zone' | 'support_contact'>> & Pick<Practice, 'version'>;
export const savePractice = (body: SettingsEdit) => request(api.PATCH('/practice', { body }));
export type DueDays = 0 | 7 | 14 | 30;
/** What invoices and receipts say, and when an invoice is due; an absent setting stays. */
export type InvoiceSettingsEdit = Partial<Pick<Practice, 'address' | 'telephone' | 'tax_id'> & { due_days: DueDays }> &
  Pick<Practice, 'version'>;
export const saveInvoiceSettings = (body: InvoiceSettingsEdit) => request(api.PATCH('/practice', { body }));
export const saveFeeRule = (fee_rule: Practice['fee_rule'], version: number) =>
  request(api.PATCH('/practice', { body: { fee_rule, version } }));
export const saveReminders = (reminders: Practice['reminders'], version: number) =>
  request(api.PATCH('/practice', { body: { reminders, version } }));
export const baa = () => request(api.GET('/practice/baa'));
export const acceptBaa = ({ version, sha256 }: Agreement) =>
  request(api.POST('/practice/baa', { body: { version, sha256 } }));

export const colleagues = (cursor?: string) =>
  requestAs<Page<Colleague>>(api.GET('/practice/colleagues', { params: { query: { cursor } } }));
export const inviteColleague = (facts: { name: string; email: string; roles: StaffRole[] }, key: string) =>
  requestAs<Colleague>(api.POST('/practice/colleagues', { body: facts, ...withIdempotencyKey(key) }));
const person = (id: string) => ({ params: { path: { person_id: id } } });
export const inviteAgain = (id: string) =>
  request(api.POST('/practice/colleagues/{person_id}/invite', { ...person(id), body: {} }));
export const correctColleague = (id: string, email: string) =>
  request(api.PATCH('/practice/colleagues/{person_id}', { ...person(id), body: { email } }));
export const withdrawInvitation = (id: string) =>
  request(api.DELETE('/practice/colleagues/{person_id}/invite', { ...person(id), body: EMPTY_BODY }));

export const processors = () => request(api.GET('/practice/processors'));
export const addProcessor = (
  body: { kind: ProcessorKind; description: string; fields: Record<string, string> },
  key: string,
) => request(api.POST('/practice/processors', { body, ...withIdempotencyKey(key) }));
export const changeProcessor = (
  id: string,
  body: { description?: string; fields?: Record<string, string>; default?: boolean; version: number },
) =>
  request(api.PATCH('/practice/processors/{account_id}', { params: { path: { account_id: id } }, body })).catch(
    withFresh(() => invalidate('processors')),
  );
export const retireProcessor = (id: string) =>
  request(api.DELETE('/practice/processors/{account_id}', { params: { path: { account_id: id } }, body: EMPTY_BODY }));
export const testProcessor = (id: string) =>
  request(api.POST('/practice/processors/{account_id}/test', { params: { path: { account_id: id } }, body: {} }));
export const testFields = (kind: ProcessorKind, fields: Record<string, string>) =>
  request(api.POST('/practice/processors/test', { body: { kind, fields } }));

export const tax = () => request(api.GET('/practice/tax'));
export const saveTax = (body: Tax) => request(api.PUT('/practice/tax', { body }));
export const previewTax = (amount: Money, rule: { mode?: TaxMode; percent?: string } = {}) =>
  request(api.POST('/practice/tax/preview', { body: { amount, ...rule } }));

export const services = () => request(api.GET('/services'));
export const service = (id: string) =>
  request(api.GET('/services/{service_id}', { params: { path: { service_id: id } } }));
export const saveService = (
  id: string,
  body: { enabled: boolean; record_payments_only: boolean; provider_ids: string[]; version: number },
) => request(api.PUT('/services/{service_id}', { params: { path: { service_id: id } }, body }));
export const addMessageService = (body: { name: string; description: string; provider_ids: string[] }, key: string) =>
  request(api.POST('/message-services', { body, ...withIdempotencyKey(key) }));
export const saveMessageService = (
  id: string,
  body: { name: string; description: string; enabled: boolean; provider_ids: string[]; version: number },
) => request(api.PUT('/message-services/{service_id}', { params: { path: { service_id: id } }, body }));
