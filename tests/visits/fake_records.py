"""Fake stores of visit records, in memory."""
# ruff: noqa: ARG002 - a fake may ignore parameters of its port

from dataclasses import dataclass, field

from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.kernel.errors import Conflict, NotFound, Unreadable
from chalicelib.visits.usecases.history import VisitRecord


@dataclass
class FakeAppointmentViews:
    """
    A fake `AppointmentViewReader` that knows one appointment.

    A call by a person in `strangers` raises NotFound.
    """

    appointment: object
    strangers: set = field(default_factory=set)

    def get(self, access, appointment):
        if appointment != self.appointment.id or access.person in self.strangers:
            raise NotFound
        return AppointmentView(self.appointment, ())


@dataclass
class FakeVisits:
    """
    Fakes `VisitRecords` and `VisitFileStore`.

    It passes the tests in `store/test_visit_rows.py`. All keys begin with the practice and the
    appointment. `rival` is a file that another request stores just before the next `add`.
    """

    now: object
    notes: dict = field(default_factory=dict)
    facts: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    rival: object = None

    def read(self, access, appointment, subject, limit):
        place = access.practice, appointment
        notes = sorted(self.notes.get(place, ()), key=lambda note: note.n)
        if [note.n for note in notes] != list(range(1, len(notes) + 1)):
            raise Unreadable
        files = sorted(self._files(*place), key=lambda file: (file.at, file.id))
        facts = sorted(self.facts.get(place, ()), key=lambda fact: fact.id)
        until = limit(facts)
        notes = [note for note in notes if until is None or note.at <= until]
        files = [file for file in files if until is None or file.at <= until]
        return VisitRecord(notes, {file.id: file for file in files}, facts)

    def count(self, access, appointment):
        return len(self._files(access.practice, appointment))

    def file(self, access, appointment, file, subject, limit):
        until = limit(self.facts.get((access.practice, appointment), ()))
        row = self.files.get((access.practice, appointment, file))
        if row is None or (until and row.at > until):
            raise NotFound
        return row

    def read_until(self, access, appointment, subject, limit):
        return limit(self.facts.get((access.practice, appointment), ()))

    def add(self, access, file, clients):
        if self.rival:
            self.files[access.practice, self.rival.appointment, self.rival.id] = self.rival
        self._put_new(self.files, (access.practice, file.appointment, file.id), file)

    def _files(self, practice, appointment):
        place = practice, appointment
        return [file for key, file in self.files.items() if key[:2] == place]

    def _put_new(self, rows, key, row):
        if key in rows:
            raise Conflict
        rows[key] = row
