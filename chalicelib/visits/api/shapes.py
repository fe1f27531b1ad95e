"""What is kept of an appointment's visits, in JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from chalicelib.appointments.api.shapes import AppointmentShape, appointment_shape
from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import FileId
from chalicelib.platform.http.shapes import Body, Shape, line
from chalicelib.visits.domain.drops import Drop, Side
from chalicelib.visits.domain.fact_sheet import FactSheet, SeatSheet
from chalicelib.visits.domain.fee import Fee, Proposal
from chalicelib.visits.domain.file_types import UploadRequest
from chalicelib.visits.domain.visit import ChatNote, VisitFile
from chalicelib.visits.usecases.files import FileLink, ReservedUpload
from chalicelib.visits.usecases.history import VisitHistory


class NotedFileShape(Shape):
    """A file as a chat note names it; `size` in bytes."""

    id: str
    name: str
    media_type: str
    size: int


class NoteShape(Shape):
    """A chat note; `n` counts from 1 without a gap. Text, a file, or both; `id` is the writer's own for it."""

    n: int
    id: str
    seat: str
    name: str
    at: datetime
    text: str | None
    file: NotedFileShape | None


class VisitFileShape(NotedFileShape):
    """A file kept with the appointment; `by`: who shared it, from which seat."""

    at: datetime
    seat: str
    by: str


class SeatSheetShape(Shape):
    """
    One seat's part. Seconds: `present`, `waiting` in the lobby, `longest_gap` of its `drops`, which are those on its own
    side, on the path, or on nobody's. `left_at` is null for who never came or is still there.
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
    """A gap of `seconds` while somebody was there to notice. `seat`: whose side, when it was one's."""

    at: datetime
    seconds: int
    side: Side
    seat: str | None
    seats: list[str]
    returned: bool


class FactSheetShape(Shape):
    """
    Seconds in which a provider and a client had each other's media (`together`), and further ones in which nobody was left
    to say so (`uncertain`). `live`: it goes on.
    """

    live: bool
    together: int
    uncertain: int
    started_at: datetime | None
    ended_at: datetime | None
    seats: list[SeatSheetShape]
    drops: list[DropShape]


class FeeShape(Shape):
    """What the practice's rule proposes, and why; `share`: percent of the whole fee. A person decides."""

    proposal: Proposal
    minutes: int
    booked_minutes: int
    share: int
    why: str


class HistoryShape(Shape):
    """An appointment's past; `fact_sheet` is null for a client and before anybody came, `fee` also until it is over."""

    appointment: AppointmentShape
    notes: list[NoteShape]
    files: list[VisitFileShape]
    fact_sheet: FactSheetShape | None
    fee: FeeShape | None


class FileBody(Body):
    """A file to share; `media_type` as in `image/png`, `size` in bytes."""

    name: Annotated[str, line(1000)]
    media_type: Annotated[str, line(120)]
    size: int

    def offer(self) -> UploadRequest:
        """For services."""
        return UploadRequest(self.name, self.media_type, self.size)


class UploadShape(Shape):
    """Where to send the bytes: one request of this method with these headers, of exactly the announced size."""

    url: str
    method: str
    headers: Mapping[str, str]


class ReservedShape(Shape):
    """A file that may be sent until `expires_at`; it is shared once `complete` was told."""

    id: str
    upload: UploadShape
    expires_at: datetime


class LinkShape(Shape):
    """Where a file's bytes can be fetched until `expires_at`; under which name to save them is for the page to say."""

    url: str
    expires_at: datetime
    name: str
    media_type: str
    size: int


def history_shape(access: Access, history: VisitHistory) -> HistoryShape:
    """An appointment's past as one person sees it."""
    record, appointment = history.record, history.shown.appointment
    return HistoryShape(
        appointment=appointment_shape(access, history.shown),
        notes=[_note(note, record.files) for note in record.notes],
        files=[file_shape(file, appointment) for file in record.files.values()],
        fact_sheet=_sheet(history.sheet) if history.sheet else None,
        fee=_fee(history.fee) if history.fee else None,
    )


def file_shape(file: VisitFile, appointment: Appointment) -> VisitFileShape:
    """A file with who shared it."""
    by = dict(appointment.names).get(file.seat, "")
    return VisitFileShape(**_noted(file), at=file.at, seat=file.seat, by=by)


def reserved_shape(reserved: ReservedUpload) -> ReservedShape:
    """A door for one file."""
    upload = UploadShape(url=reserved.door.url, method="PUT", headers=reserved.door.headers)
    return ReservedShape(id=reserved.file, upload=upload, expires_at=reserved.expires_at)


def link_shape(linked: FileLink) -> LinkShape:
    """An address for a file."""
    file = linked.file
    return LinkShape(
        url=linked.url,
        expires_at=linked.expires_at,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
    )


def _note(note: ChatNote, files: Mapping[FileId, VisitFile]) -> NoteShape:
    file = files.get(note.file) if note.file else None
    noted = NotedFileShape(**_noted(file)) if file else None
    return NoteShape(
        n=note.n,
        id=note.id,
        seat=note.seat,
        name=note.name,
        at=note.at,
        text=note.text or None,
        file=noted,
    )


def _noted(file: VisitFile) -> dict[str, Any]:
    return {"id": file.id, "name": file.name, "media_type": file.media_type, "size": file.size}


def _sheet(sheet: FactSheet) -> FactSheetShape:
    told = asdict(sheet) | {
        "seats": [_seat(each) for each in sheet.seats],
        "drops": [_drop(each) for each in sheet.drops],
    }
    return FactSheetShape(**told)


def _seat(seat: SeatSheet) -> SeatSheetShape:
    return SeatSheetShape(**asdict(seat))


def _drop(drop: Drop) -> DropShape:
    return DropShape(**asdict(drop) | {"seats": sorted(drop.seats)})


def _fee(fee: Fee) -> FeeShape:
    return FeeShape(**asdict(fee))
