"""Defines the port to the memberships of people."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId


class MembershipRows(Protocol):
    """Stores memberships; each change and its audit entry are one transaction."""

    def get(self, access: Access, person: PersonId) -> Membership:
        """
        Return a person's membership in the practice.

        Raises NotFound when the person has no membership in the practice.
        """

    def summary(self, access: Access, person: PersonId) -> PersonSummary:
        """
        Return a person's name and e-mail address, which are sealed in storage.

        The method writes an audit entry for the read. Raises NotFound when the person is not in the
        practice.
        """

    def staff(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[tuple[Membership, PersonSummary]], str | None]:
        """Return a page of colleagues with their names, and the next page's cursor."""

    def add(self, access: Access, membership: Membership, summary: PersonSummary) -> None:
        """
        Store a new membership with the person's name and e-mail address.

        Raises Conflict when the person already belongs to the practice.
        """

    def of_person(self, person: PersonId) -> Sequence[Membership]:
        """Return all memberships of a person as they are now, one for each practice."""

    def correct(self, access: Access, person: PersonId, summary: PersonSummary) -> Membership:
        """
        Change the name and address of an invited person, and end begun sign-ins.

        Raises:
            NotFound: The person has no membership in the practice.
            Conflict: The person has signed in, or another request changed the membership.
        """

    def withdraw(self, access: Access, membership: Membership) -> None:
        """
        Delete the membership of an invited person, whose sign-in no longer exists.

        Raises Conflict when another request changed the membership since it was read.
        """

    def end(self, access: Access, membership: Membership) -> None:
        """
        Delete a person's membership, and so end all their sessions (S9).

        Raises Conflict when another request changed the membership since it was read.
        """

    def end_sessions(self, access: Access, person: PersonId) -> Membership:
        """
        End all sessions of the person in the practice.

        Raises:
            NotFound: The person has no membership in the practice.
            Conflict: Another request changed the membership at the same time.
        """
