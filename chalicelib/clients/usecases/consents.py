"""Records what clients consent to, and what they withdraw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from chalicelib.clients.domain.consent import (
    Consent,
    ConsentKind,
    ConsentMethod,
    ConsentState,
    Withdrawal,
    validate_consent,
    validate_withdrawal,
)
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.clients.usecases.client_ports import ColleagueReader
from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId, ConsentId, PersonId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.kernel.time_zones import local_day


class ConsentStore(Protocol):
    """
    Stores consents and their withdrawals, none of which ever changes.

    A read has an audit entry before anything is opened (S15); a write has one in its transaction.
    """

    def of(self, access: Access, client: ClientId) -> Sequence[Consent]:
        """Return all consents of a client, the newest first."""

    def add(self, access: Access, consent: Consent, key: IdempotencyKey | None) -> None:
        """Store a consent. Raises AlreadyProcessed if `key` was used before."""

    def withdraw(self, access: Access, consent: Consent, withdrawal: Withdrawal) -> None:
        """Store the withdrawal of a consent. Raises Conflict if it has one already."""

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """Return the id of the consent that an earlier request with this key recorded."""


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """Holds what somebody wants to record as a client's consent."""

    kind: ConsentKind
    scope: str
    given_on: date
    until: date | None
    method: ConsentMethod


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A consent with its state today, and the names of who recorded it, by person."""

    consent: Consent
    state: ConsentState
    names: Mapping[PersonId, str]


@dataclass(frozen=True, slots=True)
class Consents:
    """
    Records and lists the consents of clients whom the caller may see (S2).

    Raises:
        NotFound: The client or the consent does not exist, or the caller may not see the client.
        Invalid: A value is not valid. The error names the field.
    """

    rows: ConsentStore
    colleagues: ColleagueReader
    client_access: ClientAccess
    directory: PracticeDirectory
    ids: IdGenerator
    now: Clock

    def of(self, access: Access, client: ClientId) -> Sequence[ConsentView]:
        """Return all consents of a client, the newest first."""
        self._require(access, client)
        consents, today = self.rows.of(access, client), self._today(access)
        names = self._names(access, consents)
        return [ConsentView(each, each.state_on(today), names) for each in consents]

    def give(
        self, access: Access, client: ClientId, new: ConsentRequest, key: IdempotencyKey | None
    ) -> ConsentView:
        """
        Record a consent.

        A repeated request returns the consent that the first one recorded.
        """
        self._require(access, client)
        earlier = self.rows.result_of(access, key) if key else None
        if earlier:
            return self._one(access, client, ConsentId(earlier))
        consent = Consent(
            ConsentId(self.ids.id()),
            client,
            new.kind,
            new.scope,
            new.given_on,
            new.until,
            new.method,
            self.now(),
            access.person,
        )
        try:
            self.rows.add(access, validate_consent(consent, self._today(access)), key)
        except AlreadyProcessed as first:
            return self._one(access, client, ConsentId(first.result))
        return self._one(access, client, consent.id)

    def withdraw(
        self, access: Access, client: ClientId, consent: ConsentId, on: date, reason: str
    ) -> ConsentView:
        """Record that a consent was withdrawn. Raises Conflict if it already is."""
        self._require(access, client)
        view = self._one(access, client, consent)
        if view.consent.withdrawal:
            raise Conflict(fresh=view)
        withdrawal = Withdrawal(on, reason, self.now(), access.person)
        valid = validate_withdrawal(withdrawal, view.consent, self._today(access))
        try:
            self.rows.withdraw(access, view.consent, valid)
        except Conflict:
            raise Conflict(fresh=self._one(access, client, consent)) from None
        return self._one(access, client, consent)

    def _require(self, access: Access, client: ClientId) -> None:
        access.require_role(Role.ADMIN, Role.PROVIDER)
        self.client_access.require(access, client)

    def _one(self, access: Access, client: ClientId, consent: ConsentId) -> ConsentView:
        views = (each for each in self.of(access, client) if each.consent.id == consent)
        view = next(views, None)
        if view is None:
            raise NotFound
        return view

    def _today(self, access: Access) -> date:
        return local_day(self.now(), self.directory.billing_setup(access).zone)

    def _names(self, access: Access, consents: Sequence[Consent]) -> Mapping[PersonId, str]:
        people = {each.recorded_by for each in consents}
        people |= {each.withdrawal.recorded_by for each in consents if each.withdrawal}
        colleagues = self.colleagues.colleagues(access, sorted(people)) if people else {}
        return {person: summary.name for person, (_, summary) in colleagues.items()}
