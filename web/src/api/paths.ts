// The routes as openapi-typescript shapes them, so that the generated schema can take this file's place.
import type * as t from './types';
import type { Money } from '../money';

interface Answers<T> {
  200: { headers: Record<string, unknown>; content: { 'application/json': T } };
}
interface Get<T, Path = undefined, Query = undefined> {
  parameters: (Path extends undefined ? { path?: never } : { path: Path }) &
    (Query extends undefined ? { query?: never } : { query?: Query });
  requestBody?: never;
  responses: Answers<T>;
}
interface Send<T, Body, Path = undefined> {
  parameters: Path extends undefined ? { path?: never } : { path: Path };
  requestBody: { content: { 'application/json': Body } };
  responses: Answers<T>;
}
interface Delete<T, Path> {
  parameters: { path: Path };
  requestBody?: { content: { 'application/json': Record<string, never> } };
  responses: Answers<T>;
}
type Nothing = Record<string, never>;
type ById = { id: string };
type Step = { next: t.Next };
type Secrets = Record<string, string>;
type Paged = { cursor?: string };
export type InvoiceQuery = Paged & { status?: string; from?: string; to?: string; client?: string };
export type InvoiceDraft = { description: string; amount: Money; due_on?: string | null };
export type NewClient = t.ClientFacts & { provider_ids?: string[]; invite?: boolean };

export interface paths {
  '/auth/sign-in': { post: Send<Step, { email: string; password: string }> };
  '/auth/totp': { post: Send<Step, { code: string }> };
  '/auth/first-password': { post: Send<Step, { password: string }> };
  '/auth/totp/enrol': { post: Send<{ secret: string; uri: string; qr_svg: string }, Nothing> };
  '/auth/totp/verify': { post: Send<Step, { code: string }> };
  '/auth/role': { post: Send<t.Me, { role: t.Role }> };
  '/auth/touch': { post: Send<{ idle_seconds_left: number; ends_at: string }, Nothing> };
  '/auth/sign-out': { post: Send<unknown, Nothing> };
  '/me': { get: Get<t.Me> };
  '/practice': {
    get: Get<t.Practice>;
    patch: Send<t.Practice, { name: string; zone: string; support_contact: string | null; version: number }>;
  };
  '/practice/baa': { get: Get<t.Baa>; post: Send<t.Baa, { version: string; sha256: string }> };
  '/practice/colleagues': {
    get: Get<t.Page<t.Colleague>, undefined, Paged>;
    post: Send<t.Colleague, { name: string; email: string; roles: t.Role[] }>;
  };
  '/practice/processors': {
    get: Get<t.Processors>;
    post: Send<t.Processor, { kind: t.ProcessorKind; description: string; fields: Secrets }>;
  };
  '/practice/processors/test': { post: Send<t.Connection, { kind: t.ProcessorKind; fields: Secrets }> };
  '/practice/processors/{id}': {
    patch: Send<t.Processor, { description?: string; fields?: Secrets; default?: boolean; version: number }, ById>;
    delete: Delete<unknown, ById>;
  };
  '/practice/processors/{id}/test': { post: Send<t.Connection, Nothing, ById> };
  '/practice/tax': { get: Get<t.Tax>; put: Send<t.Tax, t.Tax> };
  '/practice/tax/preview': { post: Send<t.TaxPreview, { amount: Money; mode?: t.TaxMode; percent?: string }> };
  '/services': { get: Get<t.Page<t.Service>> };
  '/services/{id}': {
    get: Get<t.Service, ById>;
    put: Send<
      t.Service,
      { enabled: boolean; record_payments_only: boolean; provider_ids: string[]; version: number },
      ById
    >;
  };
  '/clients': { get: Get<t.Page<t.ClientRow>, undefined, Paged>; post: Send<t.Client, NewClient> };
  '/clients/{id}': {
    get: Get<t.Client, ById>;
    patch: Send<t.Client, Partial<t.ClientFacts> & { version: number }, ById>;
  };
  '/clients/{id}/invite': { post: Send<t.Client, Nothing, ById> };
  '/clients/{id}/invoices': { get: Get<t.InvoicePage, ById, Paged>; post: Send<t.Invoice, InvoiceDraft, ById> };
  '/invoices': { get: Get<t.InvoicePage, undefined, InvoiceQuery> };
  '/invoices/{id}': {
    get: Get<t.Invoice, ById>;
    patch: Send<t.Invoice, InvoiceDraft & { version: number }, ById>;
    delete: Delete<unknown, ById>;
  };
  '/invoices/{id}/send': { post: Send<t.Invoice, Nothing, ById> };
  '/invoices/{id}/payments': { post: Send<t.Acted, { token: string; version?: number }, ById> };
  '/invoices/{id}/refunds': { post: Send<t.Acted, { amount?: Money; reason: string }, ById> };
  '/invoices/{id}/record-payment': {
    post: Send<t.Acted, { amount: Money; method: t.Method; reference: string; received_on: string }, ById>;
  };
  '/invoices/{id}/forgive': { post: Send<t.Acted, { reason: string }, ById> };
  '/invoices/{id}/reverse-payment': { post: Send<t.Acted, { entry: number; reason: string }, ById> };
  '/invoices/{id}/void': { post: Send<t.Acted, { reason: string }, ById> };
  '/invoices/{id}/remind': { post: Send<t.Acted, Nothing, ById> };
  '/invoices/{id}/ops/{op}': { get: Get<t.Op, { id: string; op: string }> };
  '/invoices/{id}/ops/{op}/resume': { post: Send<t.Acted, Nothing, { id: string; op: string }> };
  '/invoices/{id}/payment-form': { get: Get<t.PaymentForm, ById> };
  '/invoices/{id}/receipt': { get: Get<t.Receipt, ById> };
}
