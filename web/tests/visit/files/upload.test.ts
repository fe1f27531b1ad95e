import { afterEach, expect, test, vi } from 'vitest';
import { ACCEPTED_TYPES, fileProblem } from '../../../src/api/file-upload';
import { upload } from '../../../src/visit/files/upload';

afterEach(() => vi.unstubAllGlobals());

test.each([
  ...['scan.jfif', 'scan.jpe', 'IMG_1.HEIF', 'img.hif', 'img.heic', 'a.b.PDF', '.pdf'].map((name) => [name, '']),
  ['IMG_1234', 'image/jpeg'],
])('%s (%s) can be attached', (name, type) => {
  expect(fileProblem({ name, type, size: 9 })).toBeNull();
});

test.each([
  ['lab.hta', 'text/plain'],
  ['pdf', ''],
  ['page', 'text/html'],
  ['page.', ''],
  ['', ''],
])('"%s" (%s) cannot be attached', (name, type) => {
  expect(fileProblem({ name, type, size: 9 })).toContain('can’t be attached');
});

test('the picker of files offers every ending that can be attached', () => {
  for (const ending of ['.jfif', '.jpe', '.heif', '.hif', '.txt']) expect(ACCEPTED_TYPES.split(',')).toContain(ending);
});

/** Answers every upload with a status; `sent` are the headers that were sent. */
function storage(status: number): { sent: Record<string, string> } {
  const sent: Record<string, string> = {};
  class FakeRequest {
    status = status;
    upload = {};
    onload: () => void = () => undefined;
    open(): void {}
    setRequestHeader(name: string, value: string): void {
      sent[name] = value;
    }
    send(): void {
      this.onload();
    }
  }
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
  return { sent };
}

function server(): { paths: string[] } {
  const paths: string[] = [];
  const headers = { 'Content-Type': 'image/png', 'If-None-Match': '*' };
  vi.stubGlobal('fetch', (request: Request) => {
    paths.push(new URL(request.url).pathname);
    const body = { id: 'fil-1', upload: { url: 'https://files.test/x', headers } };
    return Promise.resolve(new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } }));
  });
  return { paths };
}

test.each([200, 412])('a file that arrived is completed, also if it had arrived before (%i)', async (status) => {
  const { sent } = storage(status);
  const { paths } = server();
  await upload('apt-1', undefined, new File(['x'], 'x.png'), () => undefined);
  expect(sent).toEqual({ 'Content-Type': 'image/png', 'If-None-Match': '*' });
  expect(paths.at(-1)).toMatch(/\/complete$/);
});

test('a file that the storage refuses is not completed', async () => {
  storage(403);
  const { paths } = server();
  await expect(upload('apt-1', undefined, new File(['x'], 'x.png'), () => undefined)).rejects.toThrow('did not arrive');
  expect(paths).toHaveLength(1);
});
