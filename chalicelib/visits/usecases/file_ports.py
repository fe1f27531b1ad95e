"""Defines the store of visits' files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, ClientId, FileId
from chalicelib.visits.domain.record_access import ReadLimit
from chalicelib.visits.domain.visit import VisitFile


class VisitFileStore(Protocol):
    """Stores the records of appointments' files, which never change."""

    def count(self, access: Access, appointment: AppointmentId) -> int:
        """Count an appointment's files."""

    def file(
        self,
        access: Access,
        appointment: AppointmentId,
        file: FileId,
        subject: ClientId,
        limit: ReadLimit,
    ) -> VisitFile:
        """
        Return a file's record, and write an audit entry.

        Raises:
            NotFound: There is no such file, or the file was shared after the time that `limit`
                returns.
            NotAllowed: `limit` refused the caller. The attempt is recorded in an audit entry.
        """

    def read_until(
        self, access: Access, appointment: AppointmentId, subject: ClientId, limit: ReadLimit
    ) -> datetime | None:
        """
        Return the time up to which the caller may read files; None means no limit.

        Raises NotAllowed as `file` does.
        """

    def add(self, access: Access, file: VisitFile, clients: Sequence[ClientId]) -> None:
        """
        Add a file's record and an audit entry, and list the file for the clients.

        `clients` are those of the appointment, the one whom it is for first. Raises Conflict if
        the record exists.
        """
