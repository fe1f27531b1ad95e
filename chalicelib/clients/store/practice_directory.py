"""Reads practice data for billing, appointments, profiles and notices."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

from chalicelib.clients.domain.client import ClientSummary, Profile
from chalicelib.clients.domain.notice_permission import ASKED_FIRST
from chalicelib.clients.store import keys
from chalicelib.clients.store.calendar_names import name_rows
from chalicelib.clients.store.current_providers import pairs_in_force
from chalicelib.clients.store.items import ClientItem
from chalicelib.clients.store.notice_permissions import NoticePermissionsItem, TopicChoices
from chalicelib.clients.usecases.ports import InvoiceNames
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.identity.store import keys as identity_keys
from chalicelib.identity.store.memberships import MembershipItem
from chalicelib.kernel.access import Access, Role, system
from chalicelib.kernel.errors import NotFound, Unreadable
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.kernel.skipped_failures import note_skipped
from chalicelib.kernel.text import e164
from chalicelib.notices.domain import Notice, NoticeTopic, topic_of
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.vault.vault import AuditedReader, Vault
from chalicelib.practice.domain.practice import Agreement
from chalicelib.practice.domain.service import CLIENT_BILLING
from chalicelib.practice.store import keys as practice_keys
from chalicelib.practice.store.offerings import OfferingItem
from chalicelib.practice.store.practices import PracticeItem
from chalicelib.practice.usecases.billing_setup import BillingSetup

MAX_STAFF = 100
"""The most members of a practice's staff among whom its Admins are looked for."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


OWN_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


@dataclass(frozen=True, slots=True)
class DynamoPracticeDirectory:
    """
    Reads practice data from DynamoDB, in most methods with one BatchGet per call.

    `agreement` returns the agreement in force, and `now` an aware datetime. The class implements
    `AssignmentReader`, `PracticeDirectory`, `OwnDirectory`, `BookingDirectory`, `HostReader`,
    `ColleagueReader`, `TextNumberReader` and `Addresses`.
    """

    vault: Vault
    agreement: Callable[[], Agreement]
    now: Callable[[], datetime] = _utc_now

    def billing_setup(self, access: Access) -> BillingSetup:
        own = practice_keys.assignment(access.practice, CLIENT_BILLING, access.person)
        practice, service, assignment = queries.batch_get(
            (PracticeItem, practice_keys.practice(access.practice)),
            (OfferingItem, practice_keys.service(access.practice, CLIENT_BILLING)),
            (OfferingItem, own),
        )
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
            due_days=practice.due_terms(),
        )

    def assigned(
        self,
        access: Access,
        providers: Collection[PersonId],
        clients: Collection[ClientId],
        at: datetime | None = None,
    ) -> Collection[tuple[PersonId, ClientId]]:
        return pairs_in_force(access, product(providers, clients), at or self.now())

    def record_refusal(self, access: Access, client: ClientId) -> None:
        # The id comes from the URL and may be any text. The audit trail must store only ids.
        subject = client if OWN_ID.fullmatch(client) else None
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
        return queries.batch_get((ClientItem, keys.client(access.practice, client)))[0] is not None

    def admins(self, access: Access) -> Sequence[PersonId]:
        partition = identity_keys.staff(access.practice)
        rows = queries.page(MembershipItem, partition, index=2, limit=MAX_STAFF).items
        members = [row.membership() for row in rows]
        return [
            member.person
            for member in members
            if Role.ADMIN in member.roles and member.status is MembershipStatus.ACTIVE
        ]

    def invoice_names(
        self, access: Access, clients: Collection[ClientId], providers: Collection[PersonId]
    ) -> Mapping[str, str]:
        rows = name_rows(access.practice, clients, providers)
        reader = self.vault.reader(access, "names of an invoice", rows.bindings)
        return rows.opened(reader, prefers_legal=True)

    def names_for_invoice(
        self, access: Access, client: ClientId, provider: PersonId
    ) -> InvoiceNames:
        item, member = queries.batch_get(
            (ClientItem, keys.client(access.practice, client)),
            (MembershipItem, identity_keys.membership(access.practice, provider)),
        )
        if item is None or member is None:
            raise NotFound
        bindings = item.binding("sealed_summary"), member.binding()
        reader = self.vault.reader(access, "names of an invoice", bindings, subject=client)
        payer = reader.open(bindings[0], item.sealed_summary, ClientSummary)
        summary = reader.open(bindings[1], member.sealed_body, PersonSummary)
        return InvoiceNames(payer.name, summary.name, active=True)

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonSummary]]:
        items = self._member_items(access, people)
        bindings = [item.binding() for item in items]
        reader = self.vault.reader(access, "names of colleagues", bindings)
        members = [
            (item.membership(), reader.open(item.binding(), item.sealed_body, PersonSummary))
            for item in items
        ]
        return {member.person: (member, summary) for member, summary in members}

    def providers_among(self, access: Access, people: Collection[PersonId]) -> frozenset[PersonId]:
        members = [item.membership() for item in self._member_items(access, people)]
        return frozenset(
            member.person
            for member in members
            if Role.PROVIDER in member.roles and member.status is MembershipStatus.ACTIVE
        )

    def _member_items(
        self, access: Access, people: Collection[PersonId]
    ) -> Sequence[MembershipItem]:
        rows = [
            (MembershipItem, identity_keys.membership(access.practice, person)) for person in people
        ]
        return [item for item in queries.batch_get(*rows) if item]

    def client_names(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        summaries = self._client_summaries(access, clients, "names of an appointment")
        return {
            client: summary.preferred_name or summary.name for client, summary in summaries.items()
        }

    def own_name(self, access: Access, client: ClientId) -> str | None:
        summary = self._client_summaries(access, [client], "own name").get(client)
        return summary.preferred_name or summary.name if summary else None

    def client_zones(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """
        Return the time zones in clients' profiles, by client id.

        A profile that does not open is left out, so that the other clients are reminded.
        """
        rows = [
            (ClientItem, keys.client(access.practice, client)) for client in dict.fromkeys(clients)
        ]
        items: list[ClientItem] = [item for item in queries.batch_get(*rows) if item]
        bindings = [item.binding("sealed_body") for item in items]
        reader = self.vault.reader(access, "time zones for reminders", bindings)
        zones = {}
        for item, binding in zip(items, bindings, strict=True):
            try:
                zones[ClientId(item.id)] = reader.open(binding, item.sealed_body, Profile).zone
            except Unreadable as failure:
                note_skipped(failure, item.id)
        return {client: zone for client, zone in zones.items() if zone}

    def of(self, notice: Notice) -> str:
        """
        Return the e-mail address or the number to which a notice is sent.

        Raises NotFound when the recipient is no longer in the practice, may no longer see the
        clients whom the notice is about (S2), does not permit it (S30), or has no number; and for
        a client whose profile was merged.
        """
        access = system(notice.practice, request="notice")
        return (
            self._of_client(access, notice.client, topic_of(notice.kind))
            if notice.client
            else self._of_colleague(access, notice.person, notice.clients)
        )

    def text_number(self, access: Access, client: ClientId) -> str | None:
        key = keys.client(access.practice, client)
        item: ClientItem | None = queries.batch_get((ClientItem, key))[0]
        if item is None:
            raise NotFound
        binding, purpose = item.binding("sealed_body"), "number for text messages"
        profile = self.vault.open(
            access, binding, item.sealed_body, Profile, purpose=purpose, subject=client
        )
        return e164(profile.phone)

    def _may_learn(self, access: Access, member: Membership, clients: Collection[ClientId]) -> bool:
        if member.status is MembershipStatus.REMOVED:
            return False
        if Role.ADMIN in member.roles or not clients:
            return True
        return len(self.assigned(access, [member.person], clients)) == len(clients)

    def _client_summaries(
        self, access: Access, clients: Collection[ClientId], purpose: str
    ) -> Mapping[ClientId, ClientSummary]:
        rows = [(ClientItem, keys.client(access.practice, client)) for client in clients]
        items: list[ClientItem] = [item for item in queries.batch_get(*rows) if item]
        bindings = [item.binding("sealed_summary") for item in items]
        reader = self.vault.reader(access, purpose, bindings)
        return {
            ClientId(item.id): reader.open(binding, item.sealed_summary, ClientSummary)
            for item, binding in zip(items, bindings, strict=True)
        }

    def _of_client(self, access: Access, client: ClientId, topic: NoticeTopic) -> str:
        item, permissions = queries.batch_get(
            (ClientItem, keys.client(access.practice, client)),
            (NoticePermissionsItem, keys.notice_permissions(access.practice, client)),
        )
        if item is None or item.merged_into or (permissions is None and topic in ASKED_FIRST):
            raise NotFound
        bindings = [item.binding("sealed_body"), *([permissions.binding()] if permissions else [])]
        reader = self.vault.reader(access, "notice", bindings, subject=client)
        if permissions and not _choices(reader, permissions).permit(topic):
            raise NotFound
        profile = reader.open(bindings[0], item.sealed_body, Profile)
        address = e164(profile.phone) if topic is NoticeTopic.TEXT_REMINDER else profile.email
        if address is None:
            raise NotFound
        return address

    def _of_colleague(
        self, access: Access, person: PersonId | None, clients: Collection[ClientId]
    ) -> str:
        key = identity_keys.membership(access.practice, person or "")
        item: MembershipItem | None = queries.batch_get((MembershipItem, key))[0]
        if item is None or not self._may_learn(access, item.membership(), clients):
            raise NotFound
        return self.vault.open(
            access, item.binding(), item.sealed_body, PersonSummary, purpose="notice"
        ).email


def _choices(reader: AuditedReader, item: NoticePermissionsItem) -> TopicChoices:
    return reader.open(item.binding(), item.sealed_body, TopicChoices)
