"""Reads the verdicts about new documents, and tells staff about malware."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.documents.domain.document import Document, DocumentStatus
from chalicelib.documents.usecases.document_access import DocumentAccess
from chalicelib.documents.usecases.documents import location_of
from chalicelib.documents.usecases.ports import DocumentChange, WaitingScan
from chalicelib.kernel.errors import Failure
from chalicelib.kernel.skipped_failures import note_skipped
from chalicelib.notices.domain import Notice, NoticeKind
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.files.malware import MalwareVerdict, MalwareVerdicts

NEXT_CHECK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Inspection:
    """Stores the verdicts of the malware scan with the documents."""

    access: DocumentAccess
    verdicts: MalwareVerdicts

    def inspect_waiting(self) -> int:
        """
        Read the verdicts that are due; return how many documents got a verdict.

        A document whose scan has not ended is looked at again later.
        """
        return sum(self._inspect(each) for each in self.access.rows.waiting_scans(self._now()))

    def _inspect(self, waiting: WaitingScan) -> bool:
        try:
            return self._store(waiting)
        except Failure as failure:
            # This document is looked at again in a minute, and the others go on.
            note_skipped(failure, waiting.document)
            return False

    def _store(self, waiting: WaitingScan) -> bool:
        rows, access = self.access.rows, waiting.access
        before = rows.get(access, waiting.client, waiting.document, "malware verdict")
        after = before
        for version in before.unscanned:
            verdict = self.verdicts.of(location_of(before, version), version.object_version)
            after = after.with_verdict(version.number, verdict)
        is_removed = after.status is DocumentStatus.REMOVED
        scan_at = self._now() + NEXT_CHECK if after.unscanned and not is_removed else None
        change = DocumentChange(
            before,
            after,
            AuditAction.CHANGE,
            "malware verdict",
            self.access.at_once(*self._notices(waiting, before, after)),
            scan_at=scan_at,
        )
        self.access.store(access, change)
        return after != before

    def _notices(
        self, waiting: WaitingScan, before: Document, after: Document
    ) -> tuple[Notice, ...]:
        infected = [
            new.number
            for old, new in zip(before.versions, after.versions, strict=True)
            if new.verdict is MalwareVerdict.INFECTED and old.verdict is not new.verdict
        ]
        return tuple(
            notice
            for number in infected
            for notice in self.access.staff_notices(
                waiting.access, after, f"infected-{number}", NoticeKind.DOCUMENT_INFECTED
            )
        )

    def _now(self) -> datetime:
        return self.access.now()
