"""What billing, profiles and notices ask of the rest of the practice, each in one read."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from chalicelib.clients.domain import ClientSummary, Profile
from chalicelib.clients.store import keys
from chalicelib.clients.store.items import ClientItem, ClientProviderItem
from chalicelib.clients.usecases.ports import InvoiceNames
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonCard
from chalicelib.identity.store import keys as identity_keys
from chalicelib.identity.store.memberships import MembershipItem
from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.notices.domain import Notice
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.vault.vault import Vault
from chalicelib.practice.domain.practice import Agreement
from chalicelib.practice.domain.service import CLIENT_BILLING
from chalicelib.practice.store import keys as practice_keys
from chalicelib.practice.store.offerings import OfferingItem
from chalicelib.practice.store.practices import PracticeItem
from chalicelib.practice.usecases.billing_setup import BillingSetup

MANY = 100
"""Rows of one BatchGet."""


OURS = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
"""The shape of every id we give."""


@dataclass(frozen=True, slots=True)
class DynamoPracticeDirectory:
    """
    Implements `AssignmentReader`, `PracticeDirectory`, `BookingDirectory`, `ColleagueReader`,
    `Addresses`. `agreement`: the one in force.
    """

    vault: Vault
    agreement: Callable[[], Agreement]

    def billing_setup(self, access: Access) -> BillingSetup:
        """See `PracticeDirectory`."""
        assigned = practice_keys.assignment(access.practice, CLIENT_BILLING, access.person)
        found = queries.batch_get(
            (PracticeItem, practice_keys.practice(access.practice)),
            (OfferingItem, practice_keys.service(access.practice, CLIENT_BILLING)),
            (OfferingItem, assigned),
        )
        practice, service, assignment = found
        if practice is None or service is None:
            raise NotFound
        return BillingSetup(
            currency=practice.currency,
            zone=practice.zone,
            max_invoice=int(practice.max_invoice),
            rule=practice.rule(),
            enabled=service.enabled,
            assigned=assignment is not None,
            baa_accepted=practice.baa == self.agreement().version,
            record_only=service.record_payments_only,
            has_processor=bool(practice.account),
            staff_actions=practice.staff_actions,
        )

    def is_assigned(self, access: Access, client: ClientId) -> bool:
        """See `PracticeDirectory`."""
        key = keys.client_provider(access.practice, client, access.person)
        return queries.batch_get((ClientProviderItem, key))[0] is not None

    def record_refusal(self, access: Access, client: ClientId) -> None:
        """See `PracticeDirectory`."""
        # What was written in the address may be no id at all, but a name: that must not be kept in
        # the audit.
        subject = client if OURS.fullmatch(client) else None
        records = [str(keys.client(access.practice, subject))] if subject else []
        self.vault.audit.record(
            access,
            AuditAction.READ,
            records,
            purpose="client",
            subject=subject,
            outcome=AuditOutcome.REFUSED,
        )

    def has_client(self, access: Access, client: ClientId) -> bool:
        """See `PracticeDirectory`."""
        return queries.batch_get((ClientItem, keys.client(access.practice, client)))[0] is not None

    def names_for_invoice(self, access: Access, client: ClientId) -> InvoiceNames:
        """See `PracticeDirectory`."""
        item, member = queries.batch_get(
            (ClientItem, keys.client(access.practice, client)),
            (MembershipItem, identity_keys.membership(access.practice, access.person)),
        )
        if item is None or member is None:
            raise NotFound
        bindings = item.binding("card"), member.binding()
        page = self.vault.reader(access, "names of an invoice", bindings, subject=client)
        card = page.open(item.binding("card"), item.card, ClientSummary)
        return InvoiceNames(
            card.name, page.open(member.binding(), member.sealed_body, PersonCard).name, active=True
        )

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonCard]]:
        """See `Colleagues`. At most MANY."""
        wanted = [
            (MembershipItem, identity_keys.membership(access.practice, person))
            for person in list(people)[:MANY]
        ]
        found = [item for item in queries.batch_get(*wanted) if item] if wanted else []
        page = self.vault.reader(access, "names of colleagues", [item.binding() for item in found])
        members = [
            (item.membership(), page.open(item.binding(), item.sealed_body, PersonCard))
            for item in found
        ]
        return {member.person: (member, card) for member, card in members}

    def client_names(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """See `BookingDirectory`. At most MANY."""
        wanted = [
            (ClientItem, keys.client(access.practice, client)) for client in list(clients)[:MANY]
        ]
        found: list[ClientItem] = (
            [item for item in queries.batch_get(*wanted) if item] if wanted else []
        )
        page = self.vault.reader(
            access, "names of an appointment", [item.binding("card") for item in found]
        )
        cards = [
            (ClientId(item.id), page.open(item.binding("card"), item.card, ClientSummary))
            for item in found
        ]
        return {client: card.preferred_name or card.name for client, card in cards}

    def of(self, notice: Notice) -> str:
        """See `Addresses`."""
        access = system(notice.practice, request="notice")
        return (
            self._of_client(access, notice.client)
            if notice.client
            else self._of_colleague(access, notice.person)
        )

    def _of_client(self, access: Access, client: ClientId) -> str:
        item: ClientItem | None = queries.batch_get(
            (ClientItem, keys.client(access.practice, client))
        )[0]
        if item is None:
            raise NotFound
        return self.vault.open(
            access, item.binding("x"), item.x, Profile, purpose="notice", subject=client
        ).email

    def _of_colleague(self, access: Access, person: PersonId | None) -> str:
        key = identity_keys.membership(access.practice, person or "")
        item: MembershipItem | None = queries.batch_get((MembershipItem, key))[0]
        if item is None or item.membership().status is MembershipStatus.REMOVED:
            raise NotFound
        return self.vault.open(
            access, item.binding(), item.sealed_body, PersonCard, purpose="notice"
        ).email
