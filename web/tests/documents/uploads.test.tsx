import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/api-error';
import * as documentsApi from '../../src/documents/documents-api';
import { UploadArea } from '../../src/documents/upload-area';

const STORED = { id: 'doc-1' } as documentsApi.ClientDocument;
const file = (name: string): File => new File(['%PDF-1.7'], name, { type: 'application/pdf' });
const choose = (...files: File[]): boolean =>
  fireEvent.change(screen.getByLabelText('Choose files'), { target: { files } });

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('a file that did not arrive is kept, and is sent again', async () => {
  const upload = vi.spyOn(documentsApi, 'upload');
  upload.mockRejectedValueOnce(new ApiError(409, 'Conflict', 'It took too long to arrive.', {}));
  upload.mockResolvedValueOnce(STORED);
  const uploaded = vi.fn();
  render(<UploadArea client="cli-1" onUploaded={uploaded} />);
  choose(file('card.pdf'));
  expect(await screen.findByText('card.pdf: It took too long to arrive.')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(uploaded).toHaveBeenCalledWith(STORED));
  expect(upload.mock.calls[1]?.[1].name).toBe('card.pdf');
  expect(screen.queryByText(/took too long/)).toBeNull();
});

test('a file that is refused for what it is cannot be sent again', async () => {
  const fields = { media_type: 'This file is not what its name says it is.' };
  vi.spyOn(documentsApi, 'upload').mockRejectedValue(new ApiError(422, 'Invalid', 'Refused', fields));
  render(<UploadArea client="cli-1" onUploaded={vi.fn()} />);
  choose(file('card.pdf'));
  expect(await screen.findByText(/not what its name says/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
});

test('two files are sent at a time, so that a slow connection carries each in time', async () => {
  const ends: ((document: documentsApi.ClientDocument) => void)[] = [];
  const upload = vi.spyOn(documentsApi, 'upload');
  upload.mockImplementation(() => new Promise((resolve) => ends.push(resolve)));
  render(<UploadArea client="cli-1" onUploaded={vi.fn()} />);
  choose(file('a.pdf'), file('b.pdf'), file('c.pdf'));
  await waitFor(() => expect(upload).toHaveBeenCalledTimes(2));
  ends[0]?.(STORED);
  await waitFor(() => expect(upload).toHaveBeenCalledTimes(3));
});
