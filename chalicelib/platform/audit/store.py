"""
Stores audit entries in an append-only table (docs/records-and-keys.md#audit).

Each entry contains a hash of its other attributes.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from pynamodb.attributes import ListAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.audit import keys
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import AuditRow, Item
from chalicelib.platform.dynamodb.transactions import Transaction

_PURPOSE = re.compile(r"[a-z][a-z -]{0,47}")


class AuditItem(AuditRow):
    """
    Stores one audit entry, which contains ids and keys but no content of records.

    `h` is a hash of all other attributes.
    """

    at = UnicodeAttribute()
    actor = UnicodeAttribute()
    role = UnicodeAttribute()
    action = UnicodeAttribute()
    outcome = UnicodeAttribute()
    purpose = UnicodeAttribute()
    records: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    client = UnicodeAttribute(null=True)
    session = UnicodeAttribute(null=True)
    request = UnicodeAttribute(null=True)
    ip = UnicodeAttribute(null=True)
    agent = UnicodeAttribute(null=True)
    h = UnicodeAttribute()


@dataclass(frozen=True, slots=True)
class DynamoAudit:
    """
    Implements the port `AuditTrail` with DynamoDB.

    `now` is a function that returns the current time as a datetime with a time zone.
    `new_id` is a function that returns a new ULID.
    """

    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def entry(
        self,
        access: Access,
        action: AuditAction,
        records: Collection[str],
        *,
        purpose: str,
        subject: ClientId | None = None,
        outcome: AuditOutcome = AuditOutcome.ALLOWED,
    ) -> AuditItem:
        """
        Return a new audit entry, without storing it.

        The arguments have the same meaning as in `AuditTrail.record`.
        """
        if not _PURPOSE.fullmatch(purpose):
            raise ValueError("a purpose is a fixed phrase of lower-case words")
        at, name = self.now(), self.new_id()
        key = (
            keys.audit_of_client(access.practice, subject, at, name)
            if subject
            else keys.audit_of_practice(access.practice, at, name)
        )
        g1pk, g1sk = keys.audit_of_person(access.practice, access.person, at, name)
        item = AuditItem(
            *key,
            g1pk=g1pk,
            g1sk=g1sk,
            at=moment(at),
            actor=access.person,
            role=access.role.value,
            action=action.value,
            outcome=outcome.value,
            purpose=purpose,
            records=list(records),
            client=subject,
            session=access.session or None,
            request=access.request or None,
            ip=access.ip or None,
            agent=access.agent or None,
            h="",
        )
        item.h = own_hash(item)
        return item

    def add_to(self, write: Transaction, item: AuditItem) -> None:
        """Add an audit entry to the transaction that makes the recorded change."""
        write.save(item, condition=_free(item))

    def record(
        self,
        access: Access,
        action: AuditAction,
        records: Collection[str],
        *,
        purpose: str,
        subject: ClientId | None = None,
        outcome: AuditOutcome = AuditOutcome.ALLOWED,
    ) -> None:
        """
        Store an audit entry about an action that changes no record, such as a read.

        Raises:
            Unavailable: The entry could not be stored; the caller must not continue (S15).
        """
        item = self.entry(
            access, action, records, purpose=purpose, subject=subject, outcome=outcome
        )
        try:
            with mapped_errors():
                item.save(condition=_free(item))
        except Conflict:
            raise Unavailable from None


def own_hash(item: Item) -> str:
    """
    Return the SHA-256 of all attributes of an audit entry except `h`, in hex.

    The length of each string is hashed before the string, so that different audit entries
    never produce the same hash input.
    """
    stored = item.serialize()
    texts = [text for name in sorted(stored) if name != "h" for text in (name, repr(stored[name]))]
    return sha256(
        b"".join(b"%d:%s" % (len(text.encode()), text.encode()) for text in texts)
    ).hexdigest()


def _free(item: AuditItem) -> Condition:
    # When DynamoDB's answer is lost and the write is retried, the same entry is already stored.
    # This counts as success.
    free: Condition = AuditItem.pk.does_not_exist() | (AuditItem.h == item.h)
    return free
