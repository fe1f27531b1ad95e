"""What billing, profiles and notices ask of the rest of the practice, each in one read."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from chalicelib.adapters.dynamodb import keys, reading
from chalicelib.adapters.dynamodb.client_items import ClientItem, ClientProviderItem
from chalicelib.adapters.dynamodb.memberships import MembershipItem
from chalicelib.adapters.dynamodb.offerings import OfferingItem
from chalicelib.adapters.dynamodb.practices import PracticeItem
from chalicelib.adapters.vault.vault import Vault
from chalicelib.domain.access import Access, system
from chalicelib.domain.audit import Action, Outcome
from chalicelib.domain.client import ClientCard, Profile
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import ClientId, PersonId
from chalicelib.domain.membership import Membership, MembershipStatus, PersonCard
from chalicelib.domain.notice import Notice
from chalicelib.domain.practice import Agreement
from chalicelib.domain.service import CLIENT_BILLING
from chalicelib.services.ports import BillingSetup, Names

MANY = 100
"""Rows of one BatchGet."""


OURS = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
"""The shape of every id we give."""


@dataclass(frozen=True, slots=True)
class DynamoDesk:
    """Implements `BillingDesk`, `AppointmentDesk`, `Colleagues` and `Addresses`. `agreement`: the one in force."""

    vault: Vault
    agreement: Callable[[], Agreement]

    def setup(self, access: Access) -> BillingSetup:
        """See `BillingDesk`."""
        assigned = keys.assignment(access.practice, CLIENT_BILLING, access.person)
        found = reading.together(
            (PracticeItem, keys.practice(access.practice)),
            (OfferingItem, keys.service(access.practice, CLIENT_BILLING)),
            (OfferingItem, assigned),
        )
        practice, service, assignment = found
        if practice is None or service is None:
            raise NotFound
        return BillingSetup(
            currency=practice.currency,
            zone=practice.zone,
            most=int(practice.most),
            rule=practice.rule(),
            enabled=service.enabled,
            assigned=assignment is not None,
            baa_accepted=practice.baa == self.agreement().version,
            record_only=service.record_payments_only,
            has_processor=bool(practice.account),
            staff_actions=practice.staff_actions,
        )

    def reaches(self, access: Access, client: ClientId) -> bool:
        """See `BillingDesk`."""
        key = keys.client_provider(access.practice, client, access.person)
        return reading.together((ClientProviderItem, key))[0] is not None

    def out_of_reach(self, access: Access, client: ClientId) -> None:
        """See `BillingDesk`."""
        # What was written in the address may be no id at all, but a name: that must not rest in the trail.
        subject = client if OURS.fullmatch(client) else None
        records = [str(keys.client(access.practice, subject))] if subject else []
        self.vault.audit.record(access, Action.READ, records, purpose="client", subject=subject, outcome=Outcome.REFUSED)

    def knows(self, access: Access, client: ClientId) -> bool:
        """See `BillingDesk`."""
        return reading.together((ClientItem, keys.client(access.practice, client)))[0] is not None

    def names(self, access: Access, client: ClientId) -> Names:
        """See `BillingDesk`."""
        item, member = reading.together(
            (ClientItem, keys.client(access.practice, client)),
            (MembershipItem, keys.membership(access.practice, access.person)),
        )
        if item is None or member is None:
            raise NotFound
        bindings = item.binding("card"), member.binding()
        page = self.vault.reading(access, "names of an invoice", bindings, subject=client)
        card = page.open(item.binding("card"), item.card, ClientCard)
        return Names(card.name, page.open(member.binding(), member.x, PersonCard).name, active=True)

    def named(self, access: Access, people: Collection[PersonId]) -> Mapping[PersonId, tuple[Membership, PersonCard]]:
        """See `Colleagues`. At most MANY."""
        wanted = [(MembershipItem, keys.membership(access.practice, person)) for person in list(people)[:MANY]]
        found = [item for item in reading.together(*wanted) if item] if wanted else []
        page = self.vault.reading(access, "names of colleagues", [item.binding() for item in found])
        members = [(item.membership(), page.open(item.binding(), item.x, PersonCard)) for item in found]
        return {member.person: (member, card) for member, card in members}

    def called(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """See `AppointmentDesk`. At most MANY."""
        wanted = [(ClientItem, keys.client(access.practice, client)) for client in list(clients)[:MANY]]
        found: list[ClientItem] = [item for item in reading.together(*wanted) if item] if wanted else []
        page = self.vault.reading(access, "names of an appointment", [item.binding("card") for item in found])
        cards = [(ClientId(item.id), page.open(item.binding("card"), item.card, ClientCard)) for item in found]
        return {client: card.preferred_name or card.name for client, card in cards}

    def of(self, notice: Notice) -> str:
        """See `Addresses`."""
        access = system(notice.practice, request="notice")
        return self._of_client(access, notice.client) if notice.client else self._of_colleague(access, notice.person)

    def _of_client(self, access: Access, client: ClientId) -> str:
        item: ClientItem | None = reading.together((ClientItem, keys.client(access.practice, client)))[0]
        if item is None:
            raise NotFound
        return self.vault.open(access, item.binding("x"), item.x, Profile, purpose="notice", subject=client).email

    def _of_colleague(self, access: Access, person: PersonId | None) -> str:
        key = keys.membership(access.practice, person or "")
        item: MembershipItem | None = reading.together((MembershipItem, key))[0]
        if item is None or item.membership().status is MembershipStatus.REMOVED:
            raise NotFound
        return self.vault.open(access, item.binding(), item.x, PersonCard, purpose="notice").email
