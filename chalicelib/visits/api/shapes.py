"""Declares the JSON shapes of an appointment's history and files."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from pydantic import StringConstraints

from chalicelib.appointments.api.shapes import AppointmentShape, appointment_shape
from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import FileId
from chalicelib.platform.files.file_types import UploadRequest
from chalicelib.platform.http.shapes import Body, Query, Shape, WholeNumber, line
from chalicelib.visits.domain.drops import Drop, Side
from chalicelib.visits.domain.fact_sheet import FactSheet, SeatSheet
from chalicelib.visits.domain.fee import Fee, Proposal
from chalicelib.visits.domain.visit import ChatNote, VisitFile
from chalicelib.visits.usecases.files import FileLink, ReservedUpload
from chalicelib.visits.usecases.history import VisitHistory


class NotedFileShape(Shape):
    """A file that a chat note refers to; `size` is in bytes."""

    id: str
    name: str
    media_type: str
    size: int


class NoteShape(Shape):
    """
    A chat note with text, a file, or both.

    `n`: the chat note's number in the appointment; the numbers start at 1 and have no
    gaps. `id`: the id that the writer's browser chose for the chat note.
    """

    n: int
    id: str
    seat: str
    name: str
    at: datetime
    text: str | None
    file: NotedFileShape | None


class VisitFileShape(NotedFileShape):
    """A file of an appointment; `by` is the name of the person who shared it."""

    at: datetime
    seat: str
    by: str


class SeatSheetShape(Shape):
    """
    The summary of one seat in a visit.

    `present`: seconds in the room. `waiting`: seconds in the lobby. `drops`: the number
    of lost connections of this seat, except those lost on another seat's side.
    `longest_gap`: the length of the longest of these drops, in seconds. `left_at`: when
    the person left; null if the person never came or is still there.
    """

    seat: str
    role: Role
    joined_at: datetime | None
    left_at: datetime | None
    present: int
    waiting: int
    drops: int
    longest_gap: int


class DropShape(Shape):
    """
    One lost connection in a visit.

    `at`: when the loss began. `seconds`: the length of the loss. `seat`: the seat on whose
    side the connection was lost; null if the loss was on the path between seats or on an
    unknown side. `seats`: all seats that lost the connection. `returned`: whether the
    connection came back.
    """

    at: datetime
    seconds: int
    side: Side
    seat: str | None
    seats: list[str]
    returned: bool


class FactSheetShape(Shape):
    """
    The summary of a visit, computed from the recorded facts about the visit.

    `live`: whether the visit is still going on. `together`: seconds in which media were
    connected between a provider and a client. `uncertain`: additional seconds in which
    neither of the two had a socket, so that neither could report a loss of media.
    """

    live: bool
    together: int
    uncertain: int
    started_at: datetime | None
    ended_at: datetime | None
    seats: list[SeatSheetShape]
    drops: list[DropShape]


class FeeShape(Shape):
    """
    The fee that the practice's fee rule proposes.

    `share`: the proposed part of the full fee, in percent.
    """

    proposal: Proposal
    minutes: int
    booked_minutes: int
    share: int
    why: str


class HistoryShape(Shape):
    """
    An appointment's history, as the caller may see it.

    `fact_sheet`: null if the caller is a client or nobody has joined yet. `fee`: the
    proposed fee; null if the caller is a client, or if the visit is not over and was not
    cancelled late.
    """

    appointment: AppointmentShape
    notes: list[NoteShape]
    files: list[VisitFileShape]
    fact_sheet: FactSheetShape | None
    fee: FeeShape | None


PageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class SeatBody(Body):
    """
    A request that a page of a room sends.

    `inst`: the id of the page load, if the page has joined the room. With it, a page that holds
    a seat acts for the seat even if the person changed their role in another tab.
    """

    inst: PageId | None = None


class SeatQuery(Query):
    """Query parameters that a page of a room sends; `inst` is as in `SeatBody`."""

    inst: PageId | None = None


class FileBody(SeatBody):
    """
    Announces a file to share.

    `media_type`: for example `image/png`. `size` is in bytes. `inst` is as in `SeatBody`.
    """

    name: Annotated[str, line(1000)]
    media_type: Annotated[str, line(120)]
    size: WholeNumber

    def offer(self) -> UploadRequest:
        return UploadRequest(self.name, self.media_type, self.size)


class UploadShape(Shape):
    """
    The HTTP request with which a browser must upload the bytes of a file.

    The browser must send all of `headers`, and exactly as many bytes as were announced.
    """

    url: str
    method: str
    headers: Mapping[str, str]


class ReservedShape(Shape):
    """
    The id of an announced file, with the upload request for its bytes.

    The browser may send the upload request before `expires_at`. The file is shared only
    after the browser has asked the API to complete the upload.
    """

    id: str
    upload: UploadShape
    expires_at: datetime


class LinkShape(Shape):
    """
    A download link for a file, valid until `expires_at`.

    `name`: the file name under which the browser saves the file. `size` is in bytes.
    """

    url: str
    expires_at: datetime
    name: str
    media_type: str
    size: int


def history_shape(access: Access, history: VisitHistory) -> HistoryShape:
    """Return an appointment's history as JSON, limited to what the caller may see."""
    record, appointment = history.record, history.view.appointment
    return HistoryShape(
        appointment=appointment_shape(access, history.view),
        notes=[_note(note, record.files) for note in record.notes],
        files=[file_shape(file, appointment) for file in record.files.values()],
        fact_sheet=_sheet(history.sheet) if history.sheet else None,
        fee=_fee(history.fee) if history.fee else None,
    )


def file_shape(file: VisitFile, appointment: Appointment) -> VisitFileShape:
    by = dict(appointment.names).get(file.seat, "")
    return VisitFileShape(**_file_fields(file), at=file.at, seat=file.seat, by=by)


def reserved_shape(reserved: ReservedUpload) -> ReservedShape:
    upload = UploadShape(url=reserved.upload.url, method="PUT", headers=reserved.upload.headers)
    return ReservedShape(id=reserved.file, upload=upload, expires_at=reserved.expires_at)


def link_shape(link: FileLink) -> LinkShape:
    file = link.file
    return LinkShape(
        url=link.url,
        expires_at=link.expires_at,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
    )


def _note(note: ChatNote, files: Mapping[FileId, VisitFile]) -> NoteShape:
    file = files.get(note.file) if note.file else None
    named_file = NotedFileShape(**_file_fields(file)) if file else None
    return NoteShape(
        n=note.n,
        id=note.id,
        seat=note.seat,
        name=note.name,
        at=note.at,
        text=note.text or None,
        file=named_file,
    )


def _file_fields(file: VisitFile) -> dict[str, Any]:
    return {"id": file.id, "name": file.name, "media_type": file.media_type, "size": file.size}


def _sheet(sheet: FactSheet) -> FactSheetShape:
    fields = asdict(sheet) | {
        "seats": [_seat(each) for each in sheet.seats],
        "drops": [_drop(each) for each in sheet.drops],
    }
    return FactSheetShape(**fields)


def _seat(seat: SeatSheet) -> SeatSheetShape:
    return SeatSheetShape(**asdict(seat))


def _drop(drop: Drop) -> DropShape:
    return DropShape(**asdict(drop) | {"seats": sorted(drop.seats)})


def _fee(fee: Fee) -> FeeShape:
    return FeeShape(**asdict(fee))
