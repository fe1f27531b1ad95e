"""Stores memberships. The names and e-mail addresses in memberships are sealed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute

from chalicelib.identity.domain.membership import (
    Membership,
    MembershipStatus,
    PersonSummary,
    roles_of,
)
from chalicelib.identity.store import keys
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import partitions
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.queries import batch_get, page
from chalicelib.platform.dynamodb.tables import CoreItem, Sealed
from chalicelib.platform.dynamodb.transactions import Transaction, transaction
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import Vault


class MembershipItem(CoreItem):
    """
    A row for a membership.

    Index GSI1 lists the practices of a person. Index GSI2 lists the colleagues in a practice; it
    does not contain clients.
    """

    practice = UnicodeAttribute()
    person = UnicodeAttribute()
    roles = UnicodeSetAttribute()
    status = UnicodeAttribute()
    epoch = NumberAttribute()
    client = UnicodeAttribute(null=True)
    sealed_body = Sealed()

    def membership(self) -> Membership:
        client = ClientId(self.client) if self.client else None
        return Membership(
            PracticeId(self.practice),
            PersonId(self.person),
            roles_of(self.roles or ()),
            MembershipStatus(self.status),
            int(self.epoch),
            client,
            int(self.version or 0),
        )

    def binding(self) -> Binding:
        return Binding(PracticeId(self.practice), self.pk, self.sk, "Membership.sealed_body")


@dataclass(frozen=True, slots=True)
class DynamoMemberships:
    """
    Implements `PersonMemberships`, `MembershipRows` and `RevocableMemberships`.

    When a membership is added or changed, `follow` adds the changes of dependent records to the
    transaction that stores the membership.
    """

    vault: Vault
    audit: DynamoAudit
    follow: Callable[[Transaction, Membership], None]

    def of_person(self, person: PersonId) -> Sequence[Membership]:
        """
        Return at most 25 memberships of a person, as they are now.

        The index, which may lag behind, only tells where they are.
        """
        listed = page(MembershipItem, partitions.person(person), index=1).items
        rows = batch_get(*((MembershipItem, item.key) for item in listed))
        return [item.membership() for item in rows if item]

    def get(self, access: Access, person: PersonId) -> Membership:
        """
        Return a person's membership with a consistent read.

        Raises NotFound when the person has no membership in the practice.
        """
        return self._item(access.practice, person).membership()

    def add(self, access: Access, membership: Membership, summary: PersonSummary) -> None:
        """
        Store a new membership and seal the person's name and e-mail address.

        Raises Conflict when the person or the client already has a membership.
        """
        item = _item_of(membership)
        item.sealed_body = self.vault.seal(item.binding(), summary)
        with transaction() as write:
            write.save(item, condition=MembershipItem.pk.does_not_exist())
            self.follow(write, membership)
            self.audit.add_to(
                write,
                self.audit.entry(
                    access, AuditAction.CREATE, [str(item.key)], purpose="invite a person"
                ),
            )

    def activate(self, membership: Membership) -> Membership:
        """
        Activate a membership at the person's first sign-in.

        The audit entry names the person as the actor.

        Raises:
            NotFound: The invitation was withdrawn.
            Conflict: Another request changed the membership since it was read, for example because
                the invitation was corrected.
        """
        own = Access(
            membership.practice, membership.person, membership.first_role, membership.roles
        )
        item = self._item(membership.practice, membership.person)
        if item.epoch != membership.epoch:
            raise Conflict
        item.status = MembershipStatus.ACTIVE.value
        return self._store(own, item, "first sign-in")

    def end_sessions(self, access: Access, person: PersonId) -> Membership:
        """
        End all sessions of a person by raising their membership's epoch (S9).

        Raises:
            NotFound: The person has no membership in the practice.
            Conflict: Another request changed the membership at the same time.
        """
        item = self._item(access.practice, person)
        item.epoch += 1
        return self._store(access, item, "end sessions")

    def correct(self, access: Access, person: PersonId, summary: PersonSummary) -> Membership:
        """
        Change the name and address of an invited person, and end begun sign-ins.

        Raises:
            NotFound: The person has no membership in the practice.
            Conflict: The person has signed in, or another request changed the membership.
        """
        item = self._item(access.practice, person)
        if item.status != MembershipStatus.INVITED.value:
            raise Conflict
        item.epoch += 1
        item.sealed_body = self.vault.seal(item.binding(), summary)
        return self._store(access, item, "correct an invitation")

    def withdraw(self, access: Access, membership: Membership) -> None:
        """
        Delete the membership of an invited person, whose sign-in no longer exists.

        Raises Conflict when another request changed the membership since it was read.
        """
        self._delete(access, membership, "withdraw an invitation")

    def end(self, access: Access, membership: Membership) -> None:
        """
        Delete a person's membership, and so end all their sessions (S9).

        Raises Conflict when another request changed the membership since it was read.
        """
        self._delete(access, membership, "end access")

    def _delete(self, access: Access, membership: Membership, purpose: str) -> None:
        item = self._item(membership.practice, membership.person)
        if item.version != membership.version:
            raise Conflict
        with transaction() as write:
            write.delete(item)
            self.follow(write, replace(membership, status=MembershipStatus.REMOVED))
            entry = self.audit.entry(access, AuditAction.DELETE, [str(item.key)], purpose=purpose)
            self.audit.add_to(write, entry)

    def summary(self, access: Access, person: PersonId) -> PersonSummary:
        """
        Return a person's name and e-mail address, which are sealed in storage.

        The method writes an audit entry for the read. Raises NotFound when the person is not in the
        practice.
        """
        item = self._item(access.practice, person)
        return self.vault.open(
            access, item.binding(), item.sealed_body, PersonSummary, purpose="person"
        )

    def staff(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[tuple[Membership, PersonSummary]], str | None]:
        """Return a page of colleagues with their names, and the next page's cursor."""
        rows = page(
            MembershipItem,
            keys.staff(access.practice),
            index=2,
            cursor=cursor,
            limit=100,
            newest_first=False,
        )
        reader = self.vault.reader(access, "colleagues", [item.binding() for item in rows.items])
        staff = [
            (item.membership(), reader.open(item.binding(), item.sealed_body, PersonSummary))
            for item in rows.items
        ]
        return staff, rows.next

    def _item(self, practice: PracticeId, person: PersonId) -> MembershipItem:
        key = keys.membership(practice, person)
        with mapped_errors():
            try:
                return MembershipItem.get(*key, consistent_read=True)
            except MembershipItem.DoesNotExist:
                raise NotFound from None

    def _store(self, access: Access, item: MembershipItem, purpose: str) -> Membership:
        with transaction() as write:
            write.save(item)
            self.follow(write, item.membership())
            self.audit.add_to(
                write,
                self.audit.entry(access, AuditAction.CHANGE, [str(item.key)], purpose=purpose),
            )
        return item.membership()


def _item_of(membership: Membership) -> MembershipItem:
    practice, person = membership.practice, membership.person
    g1pk, g1sk = keys.membership_of_person(practice, person)
    g2pk, g2sk = keys.staff_member(practice, person) if membership.is_staff else (None, None)
    return MembershipItem(
        *keys.membership(practice, person),
        g1pk=g1pk,
        g1sk=g1sk,
        g2pk=g2pk,
        g2sk=g2sk,
        practice=practice,
        person=person,
        roles={role.value for role in membership.roles},
        status=membership.status.value,
        epoch=membership.epoch,
        client=membership.client,
    )
