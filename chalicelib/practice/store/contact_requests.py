"""Stores contact requests. All that newcomers entered is sealed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.update import Action as Update

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import ContactRequestId, PersonId, PracticeId
from chalicelib.notices.domain import Notice
from chalicelib.notices.store.outbox import NoticeItem, notice_item
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow, Sealed
from chalicelib.platform.dynamodb.transactions import commit, new_transaction, transaction
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import AuditedReader, Vault
from chalicelib.practice.domain.contact_request import (
    ALREADY_DONE,
    ContactMessage,
    ContactReceivers,
    ContactRequest,
    ContactState,
)
from chalicelib.practice.store import keys

PAGE = 50


@dataclass(frozen=True, slots=True)
class CloseReason:
    """The sealed reason for which a request was closed."""

    reason: str = field(repr=False)


class ContactReceiversItem(CoreRow):
    """The row with the colleagues who receive contact requests."""

    people = UnicodeSetAttribute(null=True)
    version = NumberAttribute()


class ContactFormItem(CoreRow):
    """The row that marks a form as sent."""


class ContactRequestItem(CoreRow):
    """The row of a contact request; it is in GSI3 only while the request waits."""

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    at = UnicodeAttribute()
    form = UnicodeAttribute()
    state = UnicodeAttribute()
    done_by = UnicodeAttribute(null=True)
    sealed_body = Sealed()
    sealed_reason = Sealed(null=True)

    def binding(self, attribute: str = "sealed_body") -> Binding:
        clear = (("at", self.at), ("form", self.form))
        practice = PracticeId(self.practice)
        return Binding(practice, self.pk, self.sk, f"ContactRequest.{attribute}", clear=clear)

    def bindings(self) -> list[Binding]:
        return [self.binding(), *([self.binding("sealed_reason")] if self.sealed_reason else [])]

    def request(self, reader: AuditedReader) -> ContactRequest:
        message = reader.open(self.binding(), self.sealed_body, ContactMessage)
        reason = ""
        if self.sealed_reason:
            binding = self.binding("sealed_reason")
            reason = reader.open(binding, self.sealed_reason, CloseReason).reason
        return ContactRequest(
            ContactRequestId(self.id),
            PracticeId(self.practice),
            datetime.fromisoformat(self.at),
            self.form,
            message,
            ContactState(self.state),
            PersonId(self.done_by) if self.done_by else None,
            reason,
        )


@dataclass(frozen=True, slots=True)
class DynamoContactRequests:
    """Implements `ContactStore` with DynamoDB. `now` returns an aware datetime."""

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def receivers(self, practice: PracticeId) -> ContactReceivers:
        key = keys.contact_receivers(practice)
        item: ContactReceiversItem | None = queries.batch_get((ContactReceiversItem, key))[0]
        if item is None:
            return ContactReceivers()
        people = frozenset(PersonId(each) for each in item.people or ())
        return ContactReceivers(people, int(item.version))

    def choose(self, access: Access, receivers: ContactReceivers) -> None:
        item = ContactReceiversItem(*keys.contact_receivers(access.practice))
        item.people, item.version = set(receivers.people) or None, receivers.version + 1
        unchanged = (
            ContactReceiversItem.version == receivers.version
            if receivers.version
            else ContactReceiversItem.pk.does_not_exist()
        )
        with transaction() as write:
            write.save(item, condition=unchanged)
            entry = self.audit.entry(
                access, AuditAction.CHANGE, [str(item.key)], purpose="receivers of contact requests"
            )
            self.audit.add_to(write, entry)

    def add(self, access: Access, request: ContactRequest, notices: Sequence[Notice]) -> bool:
        write, item = new_transaction(), _item(request)
        item.sealed_body = self.vault.seal(item.binding(), request.message)
        write.save(item, condition=ContactRequestItem.pk.does_not_exist())
        form = ContactFormItem(*keys.contact_form(request.practice, request.form))
        write.save(form, condition=ContactFormItem.pk.does_not_exist())
        for notice in notices:
            write.save(notice_item(notice, self.now()), condition=NoticeItem.pk.does_not_exist())
        entry = self.audit.entry(
            access, AuditAction.CREATE, [str(item.key)], purpose="contact request"
        )
        self.audit.add_to(write, entry)
        return not commit(write)

    def page(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[ContactRequest], str | None]:
        partition = keys.contact_requests(access.practice)
        page = queries.page(ContactRequestItem, partition, index=2, cursor=cursor, limit=PAGE)
        bindings = [binding for item in page.items for binding in item.bindings()]
        reader = self.vault.reader(access, "contact requests", bindings)
        return [item.request(reader) for item in page.items], page.next

    def count_waiting(self, practice: PracticeId, most: int) -> int:
        partition = keys.waiting_contacts(practice)
        return queries.count(ContactRequestItem, partition, index=3, most=most)

    def get(self, access: Access, request: ContactRequestId) -> ContactRequest:
        key = keys.contact_request(access.practice, request)
        item: ContactRequestItem | None = queries.batch_get((ContactRequestItem, key))[0]
        if item is None:
            raise NotFound
        reader = self.vault.reader(access, "contact request", item.bindings())
        return item.request(reader)

    def finish(self, access: Access, request: ContactRequest) -> None:
        write, item = new_transaction(), _item(request)
        changes: list[Update] = [
            ContactRequestItem.state.set(request.state.value),
            ContactRequestItem.done_by.set(request.done_by or ""),
            ContactRequestItem.g3pk.remove(),
            ContactRequestItem.g3sk.remove(),
        ]
        if request.reason:
            sealed = self.vault.seal(item.binding("sealed_reason"), CloseReason(request.reason))
            changes.append(ContactRequestItem.sealed_reason.set(sealed))
        waits = ContactRequestItem.state == ContactState.WAITING.value
        write.update(ContactRequestItem(*item.key), changes, condition=waits)
        entry = self.audit.entry(
            access, AuditAction.CHANGE, [str(item.key)], purpose=f"contact {request.state.value}"
        )
        self.audit.add_to(write, entry)
        if commit(write):
            raise Conflict(ALREADY_DONE)


def _item(request: ContactRequest) -> ContactRequestItem:
    p, r, at = request.practice, request.id, request.at
    item = ContactRequestItem(*keys.contact_request(p, r), practice=p, id=r, at=moment(at))
    item.form, item.state, item.done_by = request.form, request.state.value, request.done_by
    item.g2pk, item.g2sk = keys.contact_in_practice(p, r, at)
    item.g3pk, item.g3sk = keys.waiting_contact(p, r, at)
    return item
