"""Defines the routes for notes about clients."""

from chalice.app import Blueprint

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, NoteId
from chalicelib.notes.api.shapes import (
    AddendumBody,
    AddendumShape,
    ClientNotesShape,
    LevelQuery,
    NewNoteBody,
    NoteDraftEdit,
    NoteDraftShape,
    NoteQuery,
    NoteReaderShape,
    NoteReadersShape,
    NoteReceiptShape,
    NoteSearchBody,
    RefusedEdit,
    addendum_shape,
    draft_shape,
    note_shape,
    receipt_shape,
)
from chalicelib.notes.usecases.notes import NoteSearch
from chalicelib.platform.http.contract import ANYONE, STAFF, route
from chalicelib.platform.http.drafts import SeenDraftQuery
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.wiring import notes as wiring_notes

routes = Blueprint(__name__)


@route(routes, "GET", "/clients/{client_id}/note-readers", who=STAFF)
def list_note_readers(access: Access, client_id: str, query: LevelQuery) -> NoteReadersShape:
    """List the people who could read a note of this level now."""
    readers = wiring_notes.readers().of(access, ClientId(client_id), query.level)
    return NoteReadersShape(
        readers=[NoteReaderShape(name=each.name, role=each.role) for each in readers]
    )


@route(routes, "GET", "/clients/{client_id}/note-draft", who=STAFF)
def read_note_draft(access: Access, client_id: str) -> NoteDraftShape:
    """Return the caller's draft of a note about a client; version 0 means none."""
    return draft_shape(wiring_notes.drafts().get(access, ClientId(client_id)))


def _fresh_draft(_access: Access, draft: object) -> NoteDraftShape:
    return draft_shape(draft)  # type: ignore[arg-type]


@route(routes, "PUT", "/clients/{client_id}/note-draft", who=STAFF, fresh=_fresh_draft)
def store_note_draft(access: Access, client_id: str, body: NoteDraftEdit) -> NoteDraftShape:
    """
    Store the caller's draft; it has 409 if another tab stored another version.

    The response to 409 contains the stored draft.
    """
    client, draft = ClientId(client_id), body.draft()
    return draft_shape(wiring_notes.drafts().put(access, client, draft, body.version))


@route(
    routes, "DELETE", "/clients/{client_id}/note-draft", who=STAFF, status=204, fresh=_fresh_draft
)
def discard_note_draft(access: Access, client_id: str, query: SeenDraftQuery) -> None:
    """
    Delete the caller's draft about a client, if there is one.

    It has 409 if another tab stored another version; the response contains the stored draft.
    """
    wiring_notes.drafts().discard(access, ClientId(client_id), query.version)


@route(routes, "GET", "/clients/{client_id}/notes", who=ANYONE)
def list_notes(access: Access, client_id: str, query: NoteQuery) -> ClientNotesShape:
    """List the notes about a client that the caller may read, newest first."""
    return _page(access, client_id, query.search())


@route(routes, "POST", "/clients/{client_id}/notes/search", who=ANYONE, for_merged=True)
def search_notes(access: Access, client_id: str, body: NoteSearchBody) -> ClientNotesShape:
    """List notes as `GET /clients/{client_id}/notes` does; no word is part of the URL."""
    return _page(access, client_id, body.search())


def _page(access: Access, client_id: str, search: NoteSearch) -> ClientNotesShape:
    page, cursor = wiring_notes.notes().page(access, ClientId(client_id), search)
    return ClientNotesShape(items=[note_shape(access.person, each) for each in page], next=cursor)


@route(routes, "POST", "/clients/{client_id}/notes", who=STAFF, status=201, fresh=_fresh_draft)
def save_note(
    access: Access, client_id: str, body: NewNoteBody, request: Request
) -> NoteReceiptShape:
    """
    Save a note, which becomes permanent in two minutes unless it is taken back.

    The response to 409 contains the stored draft, if it is another than the author saw.
    """
    note = wiring_notes.notes().save(
        access, ClientId(client_id), body.note(), idempotency_key(request)
    )
    return receipt_shape(note)


@route(routes, "DELETE", "/notes/{note_id}", who=STAFF, status=204)
def take_note_back(access: Access, note_id: str) -> None:
    """Take back a note within two minutes; after that the answer is 409."""
    wiring_notes.notes().take_back(access, NoteId(note_id))


@route(routes, "PATCH", "/notes/{note_id}", who=STAFF)
def edit_note(access: Access, note_id: str, body: RefusedEdit) -> None:  # noqa: ARG001
    """Refuse to edit a note: the answer is always an error (S19)."""
    wiring_notes.notes().refuse_change(access, NoteId(note_id))


@route(routes, "POST", "/notes/{note_id}", who=STAFF)
def overwrite_note(access: Access, note_id: str, body: RefusedEdit) -> None:  # noqa: ARG001
    """Refuse to overwrite a note: the answer is always an error (S19)."""
    wiring_notes.notes().refuse_change(access, NoteId(note_id))


@route(routes, "PUT", "/notes/{note_id}", who=STAFF)
def replace_note(access: Access, note_id: str, body: RefusedEdit) -> None:  # noqa: ARG001
    """Refuse to replace a note: the answer is always an error (S19)."""
    wiring_notes.notes().refuse_change(access, NoteId(note_id))


@route(routes, "POST", "/notes/{note_id}/addenda", who=STAFF, status=201)
def add_addendum(
    access: Access, note_id: str, body: AddendumBody, request: Request
) -> AddendumShape:
    """Add an addendum to a permanent note; the readers of the note may read it."""
    addendum = wiring_notes.notes().add(
        access, NoteId(note_id), body.text, idempotency_key(request)
    )
    return addendum_shape(addendum)
