"""Builds the use cases for notes about clients, at first use."""

from functools import cache

from chalicelib.clients.store.clients import DynamoClients
from chalicelib.notes.store.drafts import DynamoDrafts
from chalicelib.notes.store.notes import DynamoNotes
from chalicelib.notes.store.sealing import DynamoNoteSealer
from chalicelib.notes.usecases.drafts import NoteDrafts
from chalicelib.notes.usecases.note_reach import NoteReach
from chalicelib.notes.usecases.notes import ClientNotes
from chalicelib.notes.usecases.readers import NoteReaders
from chalicelib.notes.usecases.sealing import Sealing
from chalicelib.wiring import platform
from chalicelib.wiring.directory import client_access, directory


@cache
def sealing() -> Sealing:
    return Sealing(DynamoNoteSealer(platform.vault(), platform.audit()), platform.clock)


@cache
def notes() -> ClientNotes:
    return ClientNotes(
        DynamoNotes(platform.vault(), platform.audit(), platform.clock),
        _reach(),
        directory(),
        sealing(),
        platform.ids(),
        platform.clock,
    )


@cache
def drafts() -> NoteDrafts:
    rows = DynamoDrafts(platform.vault(), platform.audit(), platform.clock)
    return NoteDrafts(rows, _reach(), platform.clock)


@cache
def readers() -> NoteReaders:
    care_team = DynamoClients(platform.vault(), platform.audit(), platform.clock)
    return NoteReaders(_reach(), care_team, directory())


@cache
def _reach() -> NoteReach:
    return NoteReach(client_access())
