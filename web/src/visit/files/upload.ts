import { request, api, withIdempotencyKey, newIdempotencyKey } from '../../api/client';
import { ApiError, unreachable } from '../../api/api-error';
import type { FileRef } from '../types';
import { MAX_FILE_BYTES, MEDIA_TYPES, TYPE_WORDS } from './file-types.generated';

const MEGABYTES = `${MAX_FILE_BYTES / 1_000_000} MB`;
export const LIMIT_WORDS = `${TYPE_WORDS}, up to ${MEGABYTES}.`;
export const ACCEPTED_TYPES = Object.keys(MEDIA_TYPES)
  .map((ending) => `.${ending}`)
  .join(',');

/** Returns why a file can't be attached, or null. */
export function fileProblem(file: { name: string; size: number; type: string }): string | null {
  if (!typeOf(file)) return `${file.name} is of a kind that can’t be attached. You can attach ${LIMIT_WORDS}`;
  if (file.size > MAX_FILE_BYTES) return `${file.name} is larger than ${MEGABYTES}.`;
  return file.size === 0 ? `${file.name} is empty.` : null;
}

/** Returns a file's type by its extension, because browsers leave some types empty; a photo of a phone may have none. */
function typeOf({ name, type }: { name: string; type: string }): string | undefined {
  const [, extension] = /\.([^.]+)$/.exec(name.toLowerCase()) ?? [];
  if (extension) return (MEDIA_TYPES as Record<string, string>)[extension];
  return Object.values<string>(MEDIA_TYPES).find((each) => each === type);
}

/**
 * Uploads a file to a presigned URL, from the page `inst` of a room. `onProgress` takes 0 to 1.
 *
 * Raises: ApiError.
 */
export async function upload(
  id: string,
  inst: string | undefined,
  file: File,
  onProgress: (part: number) => void,
): Promise<FileRef> {
  const path = { appointment_id: id };
  const body = { name: file.name, media_type: typeOf(file) ?? file.type, size: file.size, inst };
  const reservation = await request(
    api.POST('/appointments/{appointment_id}/files', {
      params: { path },
      body,
      ...withIdempotencyKey(newIdempotencyKey()),
    }),
  );
  await put(reservation.upload, file, onProgress);
  return request(
    api.POST('/appointments/{appointment_id}/files/{file_id}/complete', {
      params: { path: { ...path, file_id: reservation.id } },
      body: { inst },
    }),
  );
}

/** Uses XMLHttpRequest, because fetch does not report upload progress. */
function put(
  { url, headers }: { url: string; headers: Record<string, string> },
  file: File,
  onProgress: (part: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onProgress(event.loaded / (event.total || 1));
    request.onerror = () => reject(unreachable());
    request.onload = () =>
      // 412: the file has arrived already, and the answer to it was lost.
      request.status < 300 || request.status === 412
        ? resolve()
        : reject(new ApiError(request.status, 'Refused', 'The file did not arrive. Attach it again.', {}));
    request.send(file);
  });
}
