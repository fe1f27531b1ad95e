"""Takes what newcomers write to a practice, and lets colleagues deal with it."""

import hmac
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.kernel.access import Access, Role, system
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.errors import Conflict, Invalid, NotFound, TooMany
from chalicelib.kernel.ids import ContactRequestId, PersonId, PracticeId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.notices.domain import Notice
from chalicelib.notices.usecases.outbox import Outbox
from chalicelib.practice.domain.contact_request import (
    MAX_FILLING_TIME,
    MAX_RECEIVERS,
    MIN_FILLING_TIME,
    ContactMessage,
    ContactReceivers,
    ContactRequest,
    ContactState,
    valid_message,
)
from chalicelib.practice.usecases.practices import PracticeSettings

MAX_PER_NETWORK, MAX_PER_PRACTICE = 5, 40
"""How many requests are taken in a row, until there is a pause of 15 minutes."""
TRY_LATER = "Too many messages have come from here. Try again in 15 minutes, or call the practice."
STALE = "This form has been open for too long. Send it again."
TOO_FAST = "Wait a moment, then send it again."
CLOSED_PAGE = "This practice does not take messages here. Call the practice instead."
NO_COLLEAGUE = "Choose colleagues of your practice."


class ContactStore(Protocol):
    """
    Stores contact requests and who receives them.

    What newcomers entered is sealed. An audit entry is written before it is opened (S15), and in
    the transaction of each change (S14).
    """

    def receivers(self, practice: PracticeId) -> ContactReceivers:
        """Return who receives contact requests; nobody, if nobody was chosen."""

    def choose(self, access: Access, receivers: ContactReceivers) -> None:
        """Store who receives them. Raises Conflict if the version is no longer stored."""

    def add(self, access: Access, request: ContactRequest, notices: Sequence[Notice]) -> bool:
        """Store a request with its notices; return False if its form was sent before."""

    def page(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[ContactRequest], str | None]:
        """Return a page of requests, newest first, and the next page's cursor."""

    def count_waiting(self, practice: PracticeId, most: int) -> int:
        """Return how many requests wait, up to `most` + 1; nothing is opened."""

    def get(self, access: Access, request: ContactRequestId) -> ContactRequest:
        """Return a request. Raises NotFound if the practice has none with this id."""

    def finish(self, access: Access, request: ContactRequest) -> None:
        """Store that a colleague dealt with it. Raises Conflict if somebody did before."""


class RequestLimits(Protocol):
    """Counts requests, and says when there are too many."""

    def may_try_code(self, about: str, most: int) -> bool:
        """Count a request about a string; return False after `most` without a pause."""


class PracticeColleagues(Protocol):
    """Reads colleagues by their ids."""

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonSummary]]:
        """Return memberships and names by person; omit people outside the practice."""


@dataclass(frozen=True, slots=True)
class ContactForm:
    """
    A form that a newcomer sends.

    `token` was issued with the page. `website` is a field that people do not see: only a program
    fills it in.
    """

    token: str
    message: ContactMessage = field(repr=False)
    website: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ContactRequests:
    """
    Takes contact requests from anybody, and shows them to their receivers.

    There is no answer by which a stranger learns whether an address is known. `tag` returns the
    keyed hash of a string, by which tokens are recognized.

    Raises:
        NotFound: There is no such practice or request, or the caller may not see it.
    """

    rows: ContactStore
    practices: PracticeSettings
    people: PracticeColleagues
    limits: RequestLimits
    outbox: Outbox
    ids: IdGenerator
    now: Clock
    tag: Callable[[str], str]

    def page_of(self, practice: PracticeId) -> tuple[str, str, str | None]:
        """Return a practice's name and telephone, and a form's token if it takes requests."""
        settings = self.practices.get(practice)
        is_open = bool(self.rows.receivers(practice).people)
        return settings.name, settings.telephone, self._token(practice) if is_open else None

    def submit(self, practice: PracticeId, form: ContactForm, caller: Caller) -> None:
        """
        Store what a newcomer wrote, and tell the colleagues who receive it.

        A form that was sent before is stored once. A form with a filled hidden field is answered
        as if it were stored.

        Raises:
            Conflict: The form was open for too short or too long, or the page is closed.
            Invalid: A field is not valid.
            TooMany: Too many requests came from this network, or to this practice.
        """
        self.practices.get(practice)
        receivers = self.rows.receivers(practice).people
        if not receivers:
            raise Conflict(CLOSED_PAGE)
        message = valid_message(form.message)
        self._check_token(practice, form.token)
        self._check_networks(caller)
        if form.website:
            return
        self._check_limit(f"contact to {practice}", MAX_PER_PRACTICE)
        access = replace(system(practice, caller.request), ip=caller.ip, agent=caller.agent)
        request = ContactRequest(
            ContactRequestId(self.ids.id()), practice, self.now(), self.tag(form.token), message
        )
        notices = [request.notice_to(person) for person in sorted(receivers)]
        if self.rows.add(access, request, notices):
            for notice in notices:
                self.outbox.deliver(notice)

    def receives(self, access: Access) -> bool:
        """Return whether the caller sees contact requests: an Admin, or who was chosen."""
        return access.role is Role.ADMIN or access.person in self._receivers(access).people

    def page(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[ContactRequest], str | None]:
        """Return a page of requests, newest first; nothing for who does not receive them."""
        return self.rows.page(access, cursor) if self.receives(access) else ((), None)

    def count_waiting(self, access: Access, most: int) -> int:
        return self.rows.count_waiting(access.practice, most) if self.receives(access) else 0

    def names(self, access: Access, requests: Sequence[ContactRequest]) -> Mapping[PersonId, str]:
        """Return the names of the colleagues who dealt with the requests."""
        people = {each.done_by for each in requests if each.done_by}
        members = self.people.colleagues(access, sorted(people)) if people else {}
        return {person: summary.name for person, (_, summary) in members.items()}

    def get(self, access: Access, request: ContactRequestId) -> ContactRequest:
        """Return one request, for who receives them."""
        if not self.receives(access):
            raise NotFound
        return self.rows.get(access, request)

    def finish(
        self, access: Access, request: ContactRequestId, state: ContactState, reason: str
    ) -> ContactRequest:
        """
        Record that the caller dealt with a request, which ends its red mark.

        Raises:
            Conflict: Somebody dealt with it already.
            Invalid: It is closed without a reason.
        """
        after = self.get(access, request).done(access.person, state, reason)
        self.rows.finish(access, after)
        return after

    def receivers(self, access: Access) -> ContactReceivers:
        access.require_role(Role.ADMIN)
        return self._receivers(access)

    def choose(self, access: Access, people: Collection[PersonId], seen: int) -> ContactReceivers:
        """
        Choose who receives contact requests; nobody closes the page.

        Raises:
            Invalid: One of them is no active colleague, or there are too many.
            Conflict: Another Admin changed it after the version `seen`.
        """
        access.require_role(Role.ADMIN)
        members = self.people.colleagues(access, sorted(people)) if people else {}
        staff = {
            person
            for person, (member, _) in members.items()
            if {Role.ADMIN, Role.PROVIDER} & member.roles
        }
        if set(people) != staff or len(staff) > MAX_RECEIVERS:
            raise Invalid(fields={"person_ids": NO_COLLEAGUE})
        try:
            self.rows.choose(access, ContactReceivers(frozenset(people), seen))
        except Conflict:
            raise Conflict(fresh=self._receivers(access)) from None
        return self._receivers(access)

    def _receivers(self, access: Access) -> ContactReceivers:
        return self.rows.receivers(access.practice)

    def _check_networks(self, caller: Caller) -> None:
        # A larger network has more people in it, and may send more.
        for number, network in enumerate(caller.networks or (caller.ip,), start=1):
            self._check_limit(f"contact from {network}", number * MAX_PER_NETWORK)

    def _check_limit(self, about: str, most: int) -> None:
        if not self.limits.may_try_code(about, most):
            raise TooMany(TRY_LATER)

    def _token(self, practice: PracticeId) -> str:
        facts = f"{int(self.now().timestamp())}-{self.ids.id()}"
        return f"{facts}-{self._signature(practice, facts)}"

    def _signature(self, practice: PracticeId, facts: str) -> str:
        return self.tag(f"contact form {practice} {facts}")

    def _check_token(self, practice: PracticeId, token: str) -> None:
        facts, _, signature = token.rpartition("-")
        if not hmac.compare_digest(signature, self._signature(practice, facts)):
            raise Conflict(STALE)
        age = self.now() - datetime.fromtimestamp(int(facts.partition("-")[0]), UTC)
        if age < MIN_FILLING_TIME:
            raise Conflict(TOO_FAST)
        if age > MAX_FILLING_TIME:
            raise Conflict(STALE)
