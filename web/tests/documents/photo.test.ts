import { afterEach, expect, test, vi } from 'vitest';
import { asShowable } from '../../src/documents/photo';

afterEach(() => vi.unstubAllGlobals());

const photo = (name: string, type = ''): File => new File(['bytes'], name, { type });

test('a file that every browser shows is sent as it is', async () => {
  const pdf = photo('a.pdf', 'application/pdf');
  expect(await asShowable(pdf)).toBe(pdf);
});

test('a photo that this browser cannot read is sent as it is', async () => {
  vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('unknown format')));
  const heic = photo('IMG_1.HEIC');
  expect(await asShowable(heic)).toBe(heic);
});

test.each(['IMG_1.HEIC', 'IMG_1.heif', 'IMG_1.hif'])(
  'the photo %s is sent as JPEG where it can be read',
  async (name) => {
    vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 4, height: 3, close: () => undefined }));
    const drawn = vi
      .spyOn(HTMLCanvasElement.prototype, 'toBlob')
      .mockImplementation((done) => done(new Blob(['jpeg'])));
    const sent = await asShowable(photo(name));
    expect([sent.name, sent.type]).toEqual(['IMG_1.jpg', 'image/jpeg']);
    drawn.mockRestore();
  },
);
