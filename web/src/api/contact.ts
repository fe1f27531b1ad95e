import { askContacts } from './attention';
import { api, request } from './client';
import type { components } from './schema';

export type ContactRequest = components['schemas']['ContactRequestShape'];
export type ContactReceivers = components['schemas']['ContactReceiversShape'];

export const contactRequests = (cursor?: string) =>
  request(api.GET('/contact-requests', { params: { query: { cursor } } }));
export const contactRequest = (id: string) =>
  request(api.GET('/contact-requests/{request_id}', { params: { path: { request_id: id } } }));
export const finishContact = (id: string, state: 'responded' | 'client' | 'closed', reason = '') =>
  request(
    api.POST('/contact-requests/{request_id}/done', { params: { path: { request_id: id } }, body: { state, reason } }),
    // A colleague may have been faster, so that the number has changed in either case.
  ).finally(() => void askContacts());
export const receivers = () => request(api.GET('/practice/contact'));
export const chooseReceivers = (person_ids: string[], version: number) =>
  request(api.PUT('/practice/contact', { body: { person_ids, version } }));
