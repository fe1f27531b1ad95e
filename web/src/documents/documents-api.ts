import { api, newIdempotencyKey, request, withIdempotencyKey } from '../api/client';
import { sendFile } from '../api/file-upload';
import type { components } from '../api/schema';

type Schemas = components['schemas'];

/** A document, or a file of a visit if `appointment_id` is set. Instants are ISO 8601 in UTC. */
export type ClientDocument = Schemas['DocumentShape'];
export type DocumentVersion = Schemas['DocumentVersionShape'];
export type DocumentKind = Schemas['DocumentKind'];
export type Verdict = Schemas['MalwareVerdict'];
/** Strokes of points, in a frame of 600 by 200. */
export type Drawing = [number, number][][];

const of = (client: string) => ({ params: { path: { client_id: client } } });
const at = (id: string) => ({ params: { path: { document_id: id } } });

export const documents = (client: string, cursor?: string) =>
  request(api.GET('/clients/{client_id}/documents', { params: { ...of(client).params, query: { cursor } } }));
/** What the client is asked to upload or sign. */
export const openDocuments = (client: string) =>
  request(api.GET('/clients/{client_id}/documents', { params: { ...of(client).params, query: { open: true } } }));
export const document = (id: string) => request(api.GET('/documents/{document_id}', at(id)));
/** `again`: the document's version, to ask a client once more who has not signed yet. */
export const share = (id: string, signature: boolean, again?: number) =>
  request(api.POST('/documents/{document_id}/share', { ...at(id), body: { signature, again } }));
export const askFor = (client: string, body: Schemas['DocumentRequestBody'], key: string) =>
  request(api.POST('/clients/{client_id}/document-requests', { ...of(client), body, ...withIdempotencyKey(key) }));
export const change = (id: string, body: Schemas['DocumentEditBody']) =>
  request(api.PATCH('/documents/{document_id}', { ...at(id), body }));
export const remove = (id: string, reason: string, version: number) =>
  request(api.POST('/documents/{document_id}/removal', { ...at(id), body: { reason, version } }));
export const unshare = (id: string, version: number) =>
  request(api.POST('/documents/{document_id}/unshare', { ...at(id), body: { version } }));
export const sign = (id: string, body: Schemas['SignatureBody']) =>
  request(api.POST('/documents/{document_id}/signature', { ...at(id), body }));
/** A presigned URL that is valid for one minute; with `view`, the browser shows the file there. */
export const content = (id: string, version: number, view: boolean) =>
  request(api.GET('/documents/{document_id}/content', { params: { ...at(id).params, query: { version, view } } }));

/**
 * Uploads a file as a new document, or as a new version of `document`. `onProgress` takes 0 to 1.
 *
 * Raises: ApiError.
 */
export async function upload(
  client: string,
  file: File,
  labels: { kind?: DocumentKind; folder?: string; document?: string },
  onProgress: (part: number) => void,
): Promise<ClientDocument> {
  const { kind, folder, document: id } = labels;
  const body = { name: file.name, bytes: file.size, kind, folder, document_id: id };
  const announced = await request(
    api.POST('/clients/{client_id}/documents', { ...of(client), body, ...withIdempotencyKey(newIdempotencyKey()) }),
  );
  await sendFile(announced.upload, file, onProgress);
  const named = { upload_id: announced.upload_id };
  return request(api.POST('/documents/{document_id}/complete', { ...at(announced.id), body: named }));
}
