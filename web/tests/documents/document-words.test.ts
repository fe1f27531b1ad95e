import { expect, test } from 'vitest';
import type { ClientDocument } from '../../src/documents/documents-api';
import { foldersOf } from '../../src/documents/document-list';
import { isBeingChecked, stateLook } from '../../src/documents/document-words';

const VERSION = {
  number: 1,
  name: 'intake.pdf',
  media_type: 'application/pdf',
  size: 1200,
  at: '2026-11-24T15:00:00Z',
  by_role: 'provider',
  verdict: 'clean',
} as const;
const FROM_CLIENT = { ...VERSION, by_role: 'client' } as const;
const DOCUMENT: ClientDocument = {
  id: 'd1',
  client_id: 'c1',
  name: 'Intake',
  kind: 'form',
  folder: '',
  status: 'stored',
  created_at: VERSION.at,
  due_on: null,
  shared_at: null,
  is_own: false,
  versions: [VERSION],
  signature: null,
  removal: null,
  consent: null,
  appointment_id: null,
  actions: [],
  version: 1,
};
const of = (change: Partial<ClientDocument>): ClientDocument => ({ ...DOCUMENT, ...change });
const scanned = (verdict: 'pending' | 'infected' | 'failed') => of({ versions: [{ ...VERSION, verdict }] });

test.each([
  [of({}), 'Only staff'],
  [of({ shared_at: VERSION.at }), 'Shared with client'],
  [of({ is_own: true, versions: [FROM_CLIENT] }), 'From the client'],
  [of({ shared_at: VERSION.at, versions: [FROM_CLIENT] }), 'From the client'],
  [of({ is_own: true, versions: [FROM_CLIENT, VERSION] }), 'Shared with client'],
  [of({ status: 'requested', versions: [] }), 'Requested'],
  [of({ status: 'to_sign' }), 'To sign'],
  [of({ status: 'signed' }), 'Signed'],
  [of({ status: 'removed' }), 'Removed'],
  [scanned('pending'), 'Being checked for viruses'],
  [scanned('infected'), 'Contains a virus'],
  [scanned('failed'), 'Not checked'],
])('the staff read the state of a document in words', (document, words) => {
  expect(stateLook(document, false)?.words).toBe(words);
});

test.each([
  [of({ shared_at: VERSION.at }), 'From your practice'],
  [of({ is_own: true, versions: [FROM_CLIENT] }), 'Sent by you'],
  [of({ shared_at: VERSION.at, versions: [FROM_CLIENT] }), 'Sent by you'],
  [of({ appointment_id: 'a1' }), undefined],
  [of({ status: 'requested', versions: [] }), 'Please upload'],
  [of({ status: 'to_sign' }), 'Please sign'],
])('a client reads what to do with a document, and who sent it', (document, words) => {
  expect(stateLook(document, true)?.words).toBe(words);
});

test('a list is worth reloading while a file is being checked', () => {
  expect(isBeingChecked(scanned('pending'))).toBe(true);
  expect(isBeingChecked(scanned('infected'))).toBe(false);
  expect(isBeingChecked(of({ status: 'requested', versions: [] }))).toBe(false);
});

test('documents of a folder stand together, and those without one come first', () => {
  const documents = ['Letters', '', 'Forms', 'Letters'].map((folder, n) => of({ id: `d${n}`, folder }));
  expect(foldersOf(documents).map(([folder, rows]) => [folder, rows.length])).toEqual([
    ['', 1],
    ['Forms', 1],
    ['Letters', 2],
  ]);
});
