import type { Money } from '../kernel/money';
import { answer, api, keyed, narrowed, NOTHING } from './client';
import type { Baa, Colleague, Page, Practice, ProcessorKind, StaffRole, Tax, TaxMode } from './types';

export const practice = () => answer(api.GET('/practice'));
export const savePractice = (facts: Pick<Practice, 'name' | 'zone' | 'support_contact' | 'version'>) =>
  answer(api.PATCH('/practice', { body: { ...facts } }));
export const saveFeeRule = (fee_rule: Practice['fee_rule'], version: number) =>
  answer(api.PATCH('/practice', { body: { fee_rule, version } }));
export const baa = () => answer(api.GET('/practice/baa'));
export const acceptBaa = ({ version, sha256 }: Baa) => answer(api.POST('/practice/baa', { body: { version, sha256 } }));

export const colleagues = (cursor?: string) =>
  narrowed<Page<Colleague>>(api.GET('/practice/colleagues', { params: { query: { cursor } } }));
export const inviteColleague = (facts: { name: string; email: string; roles: StaffRole[] }, key: string) =>
  narrowed<Colleague>(api.POST('/practice/colleagues', { body: facts, ...keyed(key) }));

export const processors = () => answer(api.GET('/practice/processors'));
export const addProcessor = (
  body: { kind: ProcessorKind; description: string; fields: Record<string, string> },
  key: string,
) => answer(api.POST('/practice/processors', { body, ...keyed(key) }));
export const changeProcessor = (
  id: string,
  body: { description?: string; fields?: Record<string, string>; default?: boolean; version: number },
) => answer(api.PATCH('/practice/processors/{account_id}', { params: { path: { account_id: id } }, body }));
export const retireProcessor = (id: string) =>
  answer(api.DELETE('/practice/processors/{account_id}', { params: { path: { account_id: id } }, body: NOTHING }));
export const testProcessor = (id: string) =>
  answer(api.POST('/practice/processors/{account_id}/test', { params: { path: { account_id: id } }, body: {} }));
export const testFields = (kind: ProcessorKind, fields: Record<string, string>) =>
  answer(api.POST('/practice/processors/test', { body: { kind, fields } }));

export const tax = () => answer(api.GET('/practice/tax'));
export const saveTax = (body: Tax) => answer(api.PUT('/practice/tax', { body }));
export const previewTax = (amount: Money, rule: { mode?: TaxMode; percent?: string } = {}) =>
  answer(api.POST('/practice/tax/preview', { body: { amount, ...rule } }));

export const services = () => answer(api.GET('/services'));
export const service = (id: string) =>
  answer(api.GET('/services/{service_id}', { params: { path: { service_id: id } } }));
export const saveService = (
  id: string,
  body: { enabled: boolean; record_payments_only: boolean; provider_ids: string[]; version: number },
) => answer(api.PUT('/services/{service_id}', { params: { path: { service_id: id } }, body }));
