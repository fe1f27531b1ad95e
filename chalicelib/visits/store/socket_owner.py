"""Declares which session a ticket or a socket belongs to, in the rows of both."""

from typing import Any

from pynamodb.attributes import UnicodeAttribute

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.platform.dynamodb.tables import EphemeralItem


class SocketOwnerItem(EphemeralItem):
    """The base class of the rows of tickets and sockets, of rooms and of inboxes."""

    practice = UnicodeAttribute()
    person = UnicodeAttribute()
    role = UnicodeAttribute()
    client = UnicodeAttribute(null=True)
    session = UnicodeAttribute()
    sign_in = UnicodeAttribute(null=True)

    def access(self) -> Access:
        """Return the person, role and session for which the ticket was issued."""
        role, client = Role(self.role), ClientId(self.client) if self.client else None
        own = PracticeId(self.practice), PersonId(self.person), role, frozenset({role}), client
        return Access(*own, session=self.session, request="socket", sign_in=str(self.sign_in or ""))


def owner_fields(access: Access) -> dict[str, Any]:
    """Return the attributes of a `SocketOwnerItem`, without those that are empty."""
    fields = {
        "practice": access.practice,
        "person": access.person,
        "role": access.role.value,
        "client": access.client or "",
        "session": access.session,
        "sign_in": access.sign_in,
    }
    return {name: value for name, value in fields.items() if value or name == "session"}
