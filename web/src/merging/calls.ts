// The API's calls for merging; they are in this folder, so that only who merges or sees a merged profile loads them.
import { api, request, withIdempotencyKey } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];

export type MergePreview = Schemas['MergePreviewShape'];
export type MergeSide = Schemas['MergeSideShape'];
export type Fillable = MergePreview['fillable'][number];
export type MergeInput = Schemas['MergeBody'];

const at = (client: string) => ({ path: { client_id: client } });

export const mergePreview = (client: string, into: string) =>
  request(api.GET('/clients/{client_id}/merge-preview', { params: { ...at(client), query: { into } } }));
export const merge = (client: string, body: MergeInput, key: string) =>
  request(api.POST('/clients/{client_id}/merge', { params: at(client), body, ...withIdempotencyKey(key) }));
export const undoMerge = (client: string, body: Schemas['UndoMergeBody'], key: string) =>
  request(api.POST('/clients/{client_id}/merge/undo', { params: at(client), body, ...withIdempotencyKey(key) }));
