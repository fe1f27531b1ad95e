"""Reads the present names of clients and colleagues, all under one audit entry."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.clients.domain.client import ClientSummary
from chalicelib.clients.store import keys
from chalicelib.clients.store.items import ClientItem
from chalicelib.identity.domain.membership import PersonSummary
from chalicelib.identity.store import keys as identity_keys
from chalicelib.identity.store.memberships import MembershipItem
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import AuditedReader, Vault


@dataclass(frozen=True, slots=True)
class NameRows:
    """
    The rows of clients and colleagues, whose names are still sealed.

    A store opens them with the reader that opens its own rows, so that one audit entry
    covers both.
    """

    items: Sequence[ClientItem | MembershipItem]
    bindings: list[Binding]

    def opened(self, reader: AuditedReader, *, prefers_legal: bool = False) -> dict[str, str]:
        """
        Return the names by client and person id.

        A client's name is the preferred one, if there is one, unless `prefers_legal` is true.
        """
        names: dict[str, str] = {}
        for item, binding in zip(self.items, self.bindings, strict=True):
            if isinstance(item, ClientItem):
                summary = reader.open(binding, item.sealed_summary, ClientSummary)
                preferred = "" if prefers_legal else summary.preferred_name
                names[item.id] = preferred or summary.name
            else:
                person = item.membership().person
                names[person] = reader.open(binding, item.sealed_body, PersonSummary).name
        return names


def name_rows(
    practice: PracticeId, clients: Collection[ClientId], people: Collection[PersonId]
) -> NameRows:
    """Return the rows of those of these people who exist. Nothing is opened."""
    rows: list[tuple[type[ClientItem | MembershipItem], Key]] = [
        (ClientItem, keys.client(practice, each)) for each in sorted(clients)
    ]
    rows += [(MembershipItem, identity_keys.membership(practice, each)) for each in sorted(people)]
    items = [item for item in queries.batch_get(*rows) if item]
    return NameRows(items, [_binding(item) for item in items])


@dataclass(frozen=True, slots=True)
class DynamoCalendarNames:
    """Implements `CalendarNames` with DynamoDB."""

    vault: Vault

    def names(
        self, access: Access, clients: Collection[ClientId], people: Collection[PersonId]
    ) -> Mapping[str, str]:
        rows = name_rows(access.practice, clients, people)
        return rows.opened(self.vault.reader(access, "calendar", rows.bindings))


def _binding(item: ClientItem | MembershipItem) -> Binding:
    return item.binding("sealed_summary") if isinstance(item, ClientItem) else item.binding()
