"""Stores about which topics clients permit notices, with every change of that."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.clients.domain.notice_permission import ASKED_FIRST, NoticePermission
from chalicelib.clients.store import keys
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import ClientId, PracticeId
from chalicelib.notices.domain import NoticeTopic
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.tables import CoreRow, RecordItem, Sealed
from chalicelib.platform.dynamodb.transactions import commit, new_transaction
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import Vault

ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class TopicChoices:
    """
    The sealed part of `NoticePermissionsItem`; `n` counts the changes.

    `topics` are those about which the client wants no notices. `permissions` are the topics of
    ASKED_FIRST that the client permits.
    """

    n: int = 0
    topics: frozenset[NoticeTopic] = field(default=frozenset(), repr=False)
    permissions: frozenset[NoticeTopic] = field(default=frozenset(), repr=False)

    def permit(self, topic: NoticeTopic) -> bool:
        return topic in self.permissions if topic in ASKED_FIRST else topic not in self.topics

    def changed(self, change: NoticePermission) -> "TopicChoices":
        """Return the choices after a change."""
        topic = {change.topic}
        if change.topic in ASKED_FIRST:
            permissions = self.permissions - topic
            if change.is_given:
                permissions |= topic
            return replace(self, n=self.n + 1, permissions=permissions)
        topics = self.topics - topic if change.is_given else self.topics | topic
        return replace(self, n=self.n + 1, topics=topics)


class NoticePermissionsItem(CoreRow):
    """The row with the topics about which a client wants notices, or wants none."""

    practice = UnicodeAttribute()
    n = NumberAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        return Binding(PracticeId(self.practice), self.pk, self.sk, "NoticePermissions.sealed_body")


class PermissionChangeItem(RecordItem):
    """The row of one change of a client's notice permissions."""

    practice = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        return Binding(PracticeId(self.practice), self.pk, self.sk, "PermissionChange.sealed_body")


@dataclass(frozen=True, slots=True)
class DynamoNoticePermissions:
    """Implements `NoticePermissionStore` with DynamoDB."""

    vault: Vault
    audit: DynamoAudit

    def history(self, access: Access, client: ClientId) -> Sequence[NoticePermission]:
        partition = keys.permission_changes(access.practice, client)
        kinds: dict[str, type[RecordItem]] = {keys.PERMISSION_CHANGES: PermissionChangeItem}
        rows = queries.partition(RecordItem, partition, kinds)
        items = [row for row in rows if isinstance(row, PermissionChangeItem)]
        bindings = [item.binding() for item in items]
        reader = self.vault.reader(access, "notice permissions", bindings, subject=client)
        return [
            reader.open(binding, item.sealed_body, NoticePermission)
            for item, binding in zip(items, bindings, strict=True)
        ]

    def change(self, access: Access, client: ClientId, change: NoticePermission) -> None:
        for _ in range(ATTEMPTS):
            if self._is_stored(access, client, change):
                return
        raise Conflict

    def _is_stored(self, access: Access, client: ClientId, change: NoticePermission) -> bool:
        item, before = self._current(access, client)
        after = before.changed(change)
        item.n, item.sealed_body = after.n, self.vault.seal(item.binding(), after)
        record = PermissionChangeItem(*keys.permission_change(access.practice, client, after.n))
        record.practice = access.practice
        record.sealed_body = self.vault.seal(record.binding(), change)
        write = new_transaction()
        is_new = NoticePermissionsItem.pk.does_not_exist()
        write.save(item, condition=NoticePermissionsItem.n == before.n if before.n else is_new)
        write.save(record, condition=PermissionChangeItem.pk.does_not_exist())
        entry = self.audit.entry(
            access,
            AuditAction.CHANGE,
            [str(record.key)],
            purpose="change notice permission",
            subject=client,
        )
        self.audit.add_to(write, entry)
        return not commit(write)

    def _current(
        self, access: Access, client: ClientId
    ) -> tuple[NoticePermissionsItem, TopicChoices]:
        key = keys.notice_permissions(access.practice, client)
        item: NoticePermissionsItem | None = queries.batch_get((NoticePermissionsItem, key))[0]
        if item is None:
            return NoticePermissionsItem(*key, practice=access.practice), TopicChoices()
        return item, self.vault.open(
            access,
            item.binding(),
            item.sealed_body,
            TopicChoices,
            purpose="notice permissions",
            subject=client,
        )
