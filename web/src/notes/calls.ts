// The API's calls for notes; they are in this folder, so that only who opens notes loads them.
import { api, EMPTY_BODY, request, withIdempotencyKey } from '../api/client';
import { loadAll } from '../api/pages';
import { sendBody } from '../api/save-on-leave';
import type { components } from '../api/schema';

type Schemas = components['schemas'];

export type Note = Schemas['ClientNoteShape'];
export type Level = Schemas['NoteLevel'];
export type Draft = Schemas['NoteDraftShape'];
export type DraftEdit = Schemas['NoteDraftEdit'];
export type NewNote = Schemas['NewNoteBody'];
export type Reader = Schemas['NoteReaderShape'];

export interface NoteQuery {
  level?: Level;
  q?: string;
  cursor?: string;
  prints?: boolean;
  psychotherapy?: boolean;
}

const at = (client: string) => ({ path: { client_id: client } });
const of = (note: string) => ({ path: { note_id: note } });

/** Words go into the body, because an address may get into logs of others. */
export const notes = (client: string, { q, ...query }: NoteQuery) =>
  request(
    q
      ? api.POST('/clients/{client_id}/notes/search', { params: at(client), body: { ...query, q } })
      : api.GET('/clients/{client_id}/notes', { params: { ...at(client), query } }),
  );
export const readers = (client: string, level: Level) =>
  request(api.GET('/clients/{client_id}/note-readers', { params: { ...at(client), query: { level } } }));
export const draft = (client: string) => request(api.GET('/clients/{client_id}/note-draft', { params: at(client) }));
export const storeDraft = (client: string, body: DraftEdit, isLeaving = false) =>
  sendBody(body, isLeaving, (options) =>
    request(api.PUT('/clients/{client_id}/note-draft', { params: at(client), body, ...options })),
  );
export const discardDraft = (client: string, version: number) =>
  request(
    api.DELETE('/clients/{client_id}/note-draft', { params: { ...at(client), query: { version } }, body: EMPTY_BODY }),
  );
export const saveNote = (client: string, body: NewNote, key: string) =>
  request(api.POST('/clients/{client_id}/notes', { params: at(client), body, ...withIdempotencyKey(key) }));
export const takeBack = (note: string) =>
  request(api.DELETE('/notes/{note_id}', { params: of(note), body: EMPTY_BODY }));
export const addAddendum = (note: string, text: string, key: string) =>
  request(api.POST('/notes/{note_id}/addenda', { params: of(note), body: { text }, ...withIdempotencyKey(key) }));

/** Returns all notes of a list for a print, from the first page to the last. */
export const notesToPrint = (client: string, query: NoteQuery) =>
  loadAll((cursor) => notes(client, { ...query, prints: true, cursor }));
