"""Registers a practice and invites its first Admin."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.identity.domain.membership import MembershipStatus, PersonSummary
from chalicelib.identity.usecases.invitations import Invitations
from chalicelib.identity.usecases.membership_rows import MembershipRows
from chalicelib.kernel import text
from chalicelib.kernel.access import Access, Role, system
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PracticeId
from chalicelib.kernel.ports import IdGenerator
from chalicelib.practice.domain.practice import Practice, validate_practice
from chalicelib.practice.domain.service import Service, client_billing


class BranchKeyMaker(Protocol):
    """Creates branch keys. A branch key seals the records of one practice."""

    def create(self, practice: str) -> None:
        """
        Create the branch key of a practice.

        Raises:
            Conflict: The practice has a branch key already.
            Unavailable: The key service or the key store does not answer.
        """


class NewPracticeRows(Protocol):
    """Stores new practices."""

    def add(self, access: Access, practice: Practice, service: Service) -> None:
        """
        Store a new practice with its built-in service.

        Raises Conflict when a practice with the same id exists already.
        """


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """Holds the name, e-mail address and roles of a new practice's first Admin."""

    summary: PersonSummary
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Onboarding:
    """
    Registers practices.

    After a failure, a second call to `register` with the same practice id completes the
    remaining steps.
    """

    keys: BranchKeyMaker
    rows: NewPracticeRows
    memberships: MembershipRows
    people: Invitations
    ids: IdGenerator

    def new_id(self) -> PracticeId:
        return PracticeId(self.ids.id())

    def register(self, practice: Practice, admin: FirstAdmin) -> None:
        """
        Create a practice's branch key and row, and invite its first Admin by e-mail.

        Raises:
            Invalid: Either a value is not valid, and then nothing was created. Or the Admin's
                e-mail address is already in use, and then the practice was created without an
                Admin.
            Unavailable: A service such as KMS does not answer. Register again with the same
                practice id.
        """
        valid_practice = validate_practice(practice)
        name = text.line(admin.summary.name, "admin_name", text.MAX_NAME, required=True)
        summary = PersonSummary(name, text.email(admin.summary.email, "admin_email"))
        access = system(valid_practice.id)
        # Sign-in steps are sealed with the platform's own key. The first registration creates it.
        for each in (PLATFORM_PRACTICE, valid_practice.id):
            self._key(each)
        self._row(access, valid_practice)
        self._invited(access, summary, admin.roles | {Role.ADMIN})

    def _key(self, practice: PracticeId) -> None:
        try:
            self.keys.create(practice)
        except Conflict:
            return

    def _row(self, access: Access, practice: Practice) -> None:
        try:
            self.rows.add(access, practice, client_billing())
        except Conflict:
            return

    def _invited(self, access: Access, summary: PersonSummary, roles: frozenset[Role]) -> None:
        staff, _ = self.memberships.staff(access, None)
        colleague = next(
            (member for member, own in staff if own.email.casefold() == summary.email.casefold()),
            None,
        )
        if colleague is None:
            self.people.invite_colleague(access, summary, roles)
        elif colleague.status is MembershipStatus.INVITED:
            self.people.invite_again(access, colleague.person)
