import { request, api, withIdempotencyKey, newIdempotencyKey } from '../../api/client';
import { sendFile, typeOf } from '../../api/file-upload';
import type { FileRef } from '../types';

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
  await sendFile(reservation.upload, file, onProgress);
  return request(
    api.POST('/appointments/{appointment_id}/files/{file_id}/complete', {
      params: { path: { ...path, file_id: reservation.id } },
      body: { inst },
    }),
  );
}
