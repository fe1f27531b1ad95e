"""Hands the clients of one provider over to another, for good or for a time."""

from dataclasses import dataclass
from datetime import date

from chalicelib.clients.domain.handover import Handover, cover_for
from chalicelib.clients.usecases.client_ports import ClientStore, ColleagueReader
from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.kernel.ports import Clock

PART, ATTEMPTS = 25, 3
"""How many clients one request hands over, each in a transaction of its own."""
NO_PROVIDER = "This person is not a provider of the practice. Choose another one."


@dataclass(frozen=True, slots=True)
class Handovers:
    """
    Hands clients over, in parts, for an Admin.

    Raises:
        NotAllowed: The caller is not an Admin.
        Invalid: The other provider is not one of the practice, or the days are not valid.
    """

    rows: ClientStore
    colleagues: ColleagueReader
    directory: PracticeDirectory
    now: Clock

    def hand_over(
        self,
        access: Access,
        giver: PersonId,
        to: PersonId,
        period: tuple[date, date] | None,
        cursor: str | None,
    ) -> tuple[int, str | None]:
        """
        Hand over the next part of the clients of `giver`.

        `period` has the first and the last day on which `to` stands in; None means for good.

        Returns:
            How many clients were handed over, and the cursor of the next part.
        """
        access.require_role(Role.ADMIN)
        handover = self._handover(access, giver, to, period)
        clients, following = self.rows.page_of_ids(access, giver, cursor, PART)
        return sum(self._is_done(access, client, handover) for client in clients), following

    def _handover(
        self, access: Access, giver: PersonId, to: PersonId, period: tuple[date, date] | None
    ) -> Handover:
        if giver == to:
            raise Invalid(fields={"to": "Choose another provider."})
        member = self.colleagues.colleagues(access, [to]).get(to)
        if member is None or not member[0].is_provider:
            raise Invalid(fields={"to": NO_PROVIDER})
        if period is None:
            return Handover(giver, to)
        zone = self.directory.billing_setup(access).zone
        return Handover(giver, to, cover_for(giver, to, period, zone, self.now()))

    def _is_done(self, access: Access, client: ClientId, handover: Handover) -> bool:
        for _ in range(ATTEMPTS):
            try:
                return self.rows.hand_over(access, client, handover)
            except NotFound:
                return False
            except Conflict:
                # Somebody edited the client at this moment, so the row is read once more.
                continue
        raise Conflict
