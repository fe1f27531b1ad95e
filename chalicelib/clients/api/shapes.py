"""Clients in JSON: what is asked of them and what is shown."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from chalicelib.clients.domain import MAX_PROVIDERS_PER_CLIENT, AccountState, Profile
from chalicelib.clients.usecases.clients import ClientRow, ClientView
from chalicelib.clients.usecases.ports import AmountOwed
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.http.shapes import Body, MoneyShape, Named, Shape, line, text

Name = Annotated[str, line(100)]
MaybeName = Annotated[str, line(100, 0)]
Day = Annotated[date, Field(strict=False)]
Providers = Annotated[list[Annotated[str, line(64)]], Field(max_length=MAX_PROVIDERS_PER_CLIENT)]
FACTS = frozenset(Profile.__dataclass_fields__)


class FactsBody(Body):
    """
    What may be left out of a profile, or emptied with null or an empty text.

    `zone`: IANA name.
    """

    preferred_name: MaybeName | None = None
    phone: Annotated[str, line(40, 0)] | None = None
    date_of_birth: Day | None = None
    pronouns: Annotated[str, line(40, 0)] | None = None
    address: Annotated[str, text(300, 0)] | None = None
    zone: Annotated[str, line(64, 0)] | None = None
    emergency_contact: Annotated[str, text(300, 0)] | None = None

    def facts(self) -> dict[str, Any]:
        """Fields of a profile that were given; an empty one is no field left out."""
        given = {name: getattr(self, name) for name in self.model_fields_set & FACTS}
        return {
            name: "" if value is None and name != "date_of_birth" else value
            for name, value in given.items()
        }


class ClientBody(FactsBody):
    """A new client. `provider_ids` is an Admin's to say; `invite`: by e-mail, at once."""

    legal_name: Name
    email: Annotated[str, line(254)]
    provider_ids: Providers = Field(default_factory=list)
    invite: bool = False

    def profile(self) -> Profile:
        """Return it as the use case takes it."""
        return Profile(**self.facts())


class ClientEdit(FactsBody):
    """
    What is not named stays;

    `provider_ids` is an Admin's to change. `version` is the one that was edited.
    """

    legal_name: Name | None = None
    email: Annotated[str, line(254)] | None = None
    provider_ids: Providers | None = None
    version: int


class AllowedShape(Shape):
    """Whether the one who looks may write invoices for the client, and if not, why."""

    may: bool
    reason: str | None


class ClientShape(Shape):
    """A client's profile."""

    id: str
    legal_name: str
    email: str
    preferred_name: str | None
    phone: str | None
    date_of_birth: date | None
    pronouns: str | None
    address: str | None
    zone: str | None
    emergency_contact: str | None
    providers: list[Named]
    status: AccountState
    invoices_allowed: AllowedShape
    created_at: datetime
    version: int


class ClientRowShape(Shape):
    """
    A client in a list; without `balance` and `unpaid` where a practice has too many unpaid invoices
    to open them all.
    """

    id: str
    name: str
    preferred_name: str | None
    status: AccountState
    balance: MoneyShape | None = None
    unpaid: int | None = None


class ClientsShape(Shape):
    """A page of clients."""

    items: list[ClientRowShape]
    next: str | None


def client_shape(_access: Access, shown: ClientView) -> ClientShape:
    """A profile as one person sees it."""
    client, profile = shown.client, shown.client.profile
    return ClientShape(
        id=client.id,
        legal_name=profile.legal_name,
        email=profile.email,
        preferred_name=profile.preferred_name or None,
        phone=profile.phone or None,
        date_of_birth=profile.date_of_birth,
        pronouns=profile.pronouns or None,
        address=profile.address or None,
        zone=profile.zone or None,
        emergency_contact=profile.emergency_contact or None,
        providers=[Named(id=person, name=name) for person, name in shown.providers],
        status=client.state,
        invoices_allowed=AllowedShape(
            may=shown.why_no_invoices is None, reason=shown.why_no_invoices
        ),
        created_at=client.created_at,
        version=client.version,
    )


def row_shape(row: ClientRow, owed: AmountOwed | None) -> ClientRowShape:
    """A client in a list, with what they owe."""
    return ClientRowShape(
        id=row.id,
        name=row.card.name,
        preferred_name=row.card.preferred_name or None,
        status=row.state,
        balance=MoneyShape.of(owed.amount) if owed else None,
        unpaid=owed.n if owed else None,
    )


def people(ids: list[str]) -> list[PersonId]:
    """Return it as the use case takes it."""
    return [PersonId(each) for each in ids]
