import { afterEach, expect, test, vi } from 'vitest';
import { practiceFacts } from '../../src/start/practice-facts';

const PAGES: Record<string, object> = {
  '/api/practice/baa': { accepted: null },
  '/api/practice/processors': { items: [] },
  '/api/services': { items: [] },
  '/api/practice/colleagues': { items: [], next: null },
};

const appointment = (status: string) => ({
  status,
  zone: 'America/New_York',
  local: '2026-11-24T10:00',
  starts_at: '2026-11-24T15:00:00Z',
});

let asked: string[] = [];

afterEach(() => {
  vi.unstubAllGlobals();
  asked = [];
});

function serve(answers: Record<string, object>): void {
  vi.stubGlobal('fetch', (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    const path = searchParams.has('cursor') ? `${pathname}?next` : pathname;
    asked.push(path);
    return Promise.resolve(Response.json({ ...PAGES, ...answers }[path]));
  });
}

test('a draft is no sent invoice, and a cancelled appointment no visit', async () => {
  serve({
    '/api/clients': { items: [{}], next: null },
    '/api/invoices': { items: [{ status: 'draft' }], next: null },
    '/api/appointments': { items: [appointment('cancelled')], next: null },
  });
  expect(await practiceFacts()).toMatchObject({ hasClient: true, hasSentInvoice: false, hasVisit: false });
});

test('a sent invoice and a booked appointment count, also on a later page', async () => {
  serve({
    '/api/clients': { items: [{}], next: null },
    '/api/invoices': { items: [{ status: 'draft' }], next: 'c' },
    '/api/invoices?next': { items: [{ status: 'paid' }], next: null },
    '/api/appointments': { items: [appointment('completed'), appointment('cancelled')], next: 'c' },
  });
  expect(await practiceFacts()).toMatchObject({ hasSentInvoice: true, hasVisit: true });
  expect(asked.filter((path) => path.includes('appointments'))).toHaveLength(1);
});

test('before the first client, neither invoices nor appointments are read', async () => {
  serve({ '/api/clients': { items: [], next: null } });
  expect(await practiceFacts()).toMatchObject({ hasClient: false, hasSentInvoice: false, hasVisit: false });
  expect(asked).toHaveLength(5);
});
