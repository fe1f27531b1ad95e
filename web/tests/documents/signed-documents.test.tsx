import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as clientsApi from '../../src/api/clients';
import { clearCache } from '../../src/api/resource';
import type { Client } from '../../src/api/types';
import { Consents } from '../../src/clients/consents';
import * as documentsApi from '../../src/documents/documents-api';
import type { ClientDocument } from '../../src/documents/documents-api';
import { DocumentList } from '../../src/documents/document-list';
import { me } from '../../src/session/session';

const of = (id: string, more: Partial<ClientDocument>): ClientDocument =>
  ({
    id,
    name: `Document ${id}`,
    kind: 'form',
    folder: '',
    status: 'stored',
    shared_at: '2026-11-24T15:00:00Z',
    versions: [],
    signature: null,
    actions: [],
    version: 4,
    ...more,
  }) as unknown as ClientDocument;
const SIGNED = of('d2', {
  status: 'signed',
  signature: { name: 'Avery Stone', at: '2026-11-24T15:00:00Z', version: 1, sha256: '', consent: '' },
});

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = vi.fn();
  me.value = { role: 'provider', practice: { zone: 'UTC' } } as never;
});

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
  me.value = null;
});

test('what a client signed online is listed with their consents, once somebody asks for it', async () => {
  vi.spyOn(clientsApi, 'consents').mockResolvedValue({ items: [], next: null });
  const list = vi.spyOn(documentsApi, 'documents').mockResolvedValue({ items: [of('d1', {}), SIGNED], next: null });
  render(<Consents client={{ id: 'c1' } as Client} />);
  const fold = screen.getByText('Documents signed online').closest('details')!;
  expect(list).not.toHaveBeenCalled();
  fold.open = true;
  fireEvent(fold, new Event('toggle'));
  const link = await screen.findByRole('link', { name: 'Document d2' });
  expect(link.getAttribute('href')).toBe('/provider/clients/c1/documents?open=d2');
  expect(screen.getByText('Signed by Avery Stone, Nov 24, 2026')).toBeTruthy();
  expect(screen.queryByText('Document d1')).toBeNull();
});

test('staff can ask again for a signature that is missing', async () => {
  const asked = of('d3', { status: 'to_sign', actions: ['share'] });
  const share = vi.spyOn(documentsApi, 'share').mockResolvedValue({ ...asked, version: 5 });
  render(<DocumentList documents={[asked]} isClient={false} put={vi.fn()} />);
  fireEvent.click(screen.getByText('Ask to sign again'));
  fireEvent.click(await screen.findByText('Ask again', { selector: '.primary' }));
  await vi.waitFor(() => expect(share).toHaveBeenCalledWith('d3', true, 4));
});
