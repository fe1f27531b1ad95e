import { ApiError, unreachable } from './api-error';
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
export function typeOf({ name, type }: { name: string; type: string }): string | undefined {
  const [, extension] = /\.([^.]+)$/.exec(name.toLowerCase()) ?? [];
  if (extension) return (MEDIA_TYPES as Record<string, string>)[extension];
  return Object.values<string>(MEDIA_TYPES).find((each) => each === type);
}

/**
 * Sends a file to a presigned URL. `onProgress` takes 0 to 1.
 *
 * Uses XMLHttpRequest, because fetch does not report upload progress.
 */
export function sendFile(
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
