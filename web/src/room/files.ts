import { answer, api, keyed, narrowed, newKey, NOTHING } from '../api/client';
import { Refusal, unreachable } from '../api/refusal';
import type { FileRef } from './call/types';

/** Bytes. */
export const LARGEST = 25 * 1000 * 1000;
export const LIMITS = 'PDF, pictures, text and Word, up to 25 MB each.';
/** By the ending, since some browsers say no type for some of them. */
const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  txt: 'text/plain',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};
export const ACCEPT = Object.keys(TYPES)
  .map((ending) => `.${ending}`)
  .join(',');

interface Begun {
  id: string;
  upload: { url: string; headers: Record<string, string> };
}

export interface Opened extends FileRef {
  url: string;
}

const at = (appointment: string, file?: string) => ({ path: { appointment_id: appointment, file_id: file } });

export const openFile = (appointment: string, file: string) =>
  narrowed<Opened>(
    api.GET('/appointments/{appointment_id}/files/{file_id}' as never, { params: at(appointment, file) } as never),
  );

/** Why a file can't be attached, before a byte is sent; null when it can. */
export function whyNotFile(file: { name: string; size: number }): string | null {
  if (!typeOf(file.name)) return `${file.name} is of a kind that can’t be attached. ${LIMITS}`;
  if (file.size > LARGEST) return `${file.name} is larger than 25 MB.`;
  return file.size === 0 ? `${file.name} is empty.` : null;
}

function typeOf(name: string): string | undefined {
  return TYPES[name.toLowerCase().split('.').at(-1) ?? ''];
}

/**
 * Sent straight to where it is kept encrypted; `onProgress` hears 0 to 1.
 *
 * Raises: Refusal.
 */
export async function upload(appointment: string, file: File, onProgress: (part: number) => void): Promise<FileRef> {
  const facts = { name: file.name, media_type: typeOf(file.name) ?? file.type, size: file.size };
  const begun = await narrowed<Begun>(
    api.POST(
      '/appointments/{appointment_id}/files' as never,
      { params: at(appointment), body: facts, ...keyed(newKey()) } as never,
    ),
  );
  await put(begun.upload, file, onProgress);
  await answer(
    api.POST(
      '/appointments/{appointment_id}/files/{file_id}/complete' as never,
      { params: at(appointment, begun.id), body: NOTHING } as never,
    ),
  );
  return { id: begun.id, ...facts };
}

/** fetch cannot say how far an upload is. */
function put({ url, headers }: Begun['upload'], file: File, onProgress: (part: number) => void): Promise<void> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onProgress(event.loaded / (event.total || 1));
    request.onerror = () => fail(unreachable());
    request.onload = () =>
      request.status < 300
        ? done()
        : fail(new Refusal(request.status, 'Refused', 'The file was not taken. Try again.', {}));
    request.send(file);
  });
}
