"""Lets clients, and staff for them, withdraw the permission to send notices (S30)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.clients.domain.notice_permission import (
    NoticePermission,
    current_permissions,
    notice_topics,
)
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.clients.usecases.client_ports import ColleagueReader
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Invalid, NotFound
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.kernel.ports import Clock
from chalicelib.notices.domain import NoticeTopic

NO_NUMBER = (
    "Text messages need a phone number with its country code in the profile, such as"
    " +1 555 010 9999."
)


class TextNumberReader(Protocol):
    """Reads the numbers of clients to which text messages can be sent."""

    def text_number(self, access: Access, client: ClientId) -> str | None:
        """
        Return the number in a client's profile in the form E.164, with an audit entry.

        The result is None if the profile has no number with a country code. Raises NotFound if
        there is no such client.
        """


class NoticePermissionStore(Protocol):
    """Stores all changes of clients' notice permissions, each with its audit entry."""

    def history(self, access: Access, client: ClientId) -> Sequence[NoticePermission]:
        """Return all changes of a client's permissions, the oldest first."""

    def change(self, access: Access, client: ClientId, change: NoticePermission) -> None:
        """
        Store a change. From then on, the sender of notices follows it.

        Raises Conflict if others change the permissions of this client all the time.
        """


@dataclass(frozen=True, slots=True)
class NoticePermissionsView:
    """A client's permissions now, and all changes, the newest first."""

    current: Sequence[NoticePermission]
    history: Sequence[NoticePermission]
    names: Mapping[PersonId, str]


@dataclass(frozen=True, slots=True)
class NoticePermissions:
    """
    Reads and changes notice permissions of clients whom the caller may see (S2).

    Raises NotFound if there is no such client or topic, or if the caller may not see the client.
    """

    rows: NoticePermissionStore
    colleagues: ColleagueReader
    numbers: TextNumberReader
    client_access: ClientAccess
    now: Clock

    def of(self, access: Access, client: ClientId) -> NoticePermissionsView:
        self.client_access.require(access, client)
        history = self.rows.history(access, client)
        current = current_permissions(history)
        names = self._names(access, history)
        return NoticePermissionsView(
            [current[topic] for topic in notice_topics()], history[::-1], names
        )

    def change(
        self, access: Access, client: ClientId, topic: NoticeTopic, *, is_given: bool
    ) -> NoticePermissionsView:
        """
        Give or withdraw the permission for a topic.

        A withdrawal also stops the notices that wait to be sent. If the permission is already as
        asked for, nothing changes. Raises Invalid if the client permits text messages and their
        profile has no number for them.
        """
        before = self.of(access, client)
        current = next((each for each in before.current if each.topic is topic), None)
        if current is None:
            raise NotFound
        if current.is_given is is_given:
            return before
        if is_given and topic is NoticeTopic.TEXT_REMINDER:
            self._require_number(access, client)
        change = NoticePermission(topic, is_given, self.now(), access.person, access.role)
        self.rows.change(access, client, change)
        return self.of(access, client)

    def _require_number(self, access: Access, client: ClientId) -> None:
        if self.numbers.text_number(access, client) is None:
            raise Invalid(NO_NUMBER, fields={"topic": NO_NUMBER})

    def _names(self, access: Access, history: Sequence[NoticePermission]) -> Mapping[PersonId, str]:
        people = {
            each.recorded_by
            for each in history
            if each.recorded_by and each.role is not Role.CLIENT
        }
        # A client does not learn which colleague it was.
        if not people or access.role is Role.CLIENT:
            return {}
        colleagues = self.colleagues.colleagues(access, sorted(people))
        return {person: summary.name for person, (_, summary) in colleagues.items()}
