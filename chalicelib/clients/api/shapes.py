"""Defines the JSON shapes of clients in requests and responses."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from chalicelib.clients.domain.client import (
    EARLIEST_BIRTH,
    MAX_INSURANCE,
    MAX_PROVIDERS_PER_CLIENT,
    AccountState,
    Cover,
    Merge,
    Profile,
)
from chalicelib.clients.usecases.client_ports import ClientRow
from chalicelib.clients.usecases.clients import ClientView
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.http.days import day
from chalicelib.platform.http.shapes import (
    Body,
    Named,
    RecordId,
    Shape,
    WholeNumber,
    line,
    one_line,
    text,
)

Name = Annotated[str, line(100)]
MaybeName = Annotated[str, line(100, 0)]
Phone = Annotated[str, line(40, 0), BeforeValidator(one_line)]
"""A telephone number as pasted: tabs and line breaks in it become spaces."""
Birthday = Annotated[date, day(EARLIEST_BIRTH)]
Providers = Annotated[list[RecordId], Field(max_length=MAX_PROVIDERS_PER_CLIENT)]
FACTS = frozenset(Profile.__dataclass_fields__)


class FactsBody(Body):
    """
    The optional profile fields in a request.

    Null or an empty string clears a field. `zone` is an IANA time zone name. `emergency_contact`
    is text that was recorded earlier; an emergency contact now has a name, a relation and a phone.
    """

    preferred_name: MaybeName | None = None
    phone: Phone | None = None
    date_of_birth: Birthday | None = None
    pronouns: Annotated[str, line(40, 0)] | None = None
    address: Annotated[str, text(300, 0)] | None = None
    zone: Annotated[str, line(64, 0)] | None = None
    emergency_contact: Annotated[str, text(300, 0)] | None = None
    emergency_name: MaybeName | None = None
    emergency_relation: Annotated[str, line(40, 0)] | None = None
    emergency_phone: Phone | None = None
    insurance: Annotated[str, text(MAX_INSURANCE, 0)] | None = None

    def facts(self) -> dict[str, Any]:
        """
        Return the profile fields that the request contains.

        A cleared field has an empty string as its value. A cleared `date_of_birth` is None.
        """
        values = {name: getattr(self, name) for name in self.model_fields_set & FACTS}
        return {
            name: "" if value is None and name != "date_of_birth" else value
            for name, value in values.items()
        }


class ClientBody(FactsBody):
    """
    The request to create a client.

    Only an Admin may assign other people with `provider_ids`. If `invite` is true, the client gets
    an e-mail that invites them to sign in.
    """

    legal_name: Name
    email: Annotated[str, line(254)]
    provider_ids: Providers = Field(default_factory=list)
    invite: bool = False

    def profile(self) -> Profile:
        return Profile(**self.facts())


class ClientEdit(FactsBody):
    """
    The request to change fields of a client.

    A field that is absent keeps its current value. Only an Admin may change `provider_ids`.
    `version` is the version of the client that the caller edited.
    """

    legal_name: Name | None = None
    email: Annotated[str, line(254)] | None = None
    provider_ids: Providers | None = None
    version: WholeNumber


class AllowedShape(Shape):
    """Tells whether the caller may write invoices for the client, and if not, why."""

    may: bool
    reason: str | None


class CoverShape(Shape):
    """A provider who stands in, from `since` until before `until`."""

    provider: Named
    since: datetime
    until: datetime


class MergedIntoShape(Shape):
    """
    Says when, by whom and why a profile was merged into another one.

    `profile` is the other profile; it is null if the caller may not see it. `by` is null if that
    person has left the practice.
    """

    profile: Named | None
    at: datetime
    by: Named | None
    reason: str


class MergedProfileShape(Shape):
    """A profile that was merged into this one."""

    profile: Named
    at: datetime | None


class ClientShape(Shape):
    """
    A client with their profile, providers and account state.

    With `merged_into`, the profile can only be read. `merged_profiles` are those that were merged
    into this one.
    """

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
    emergency_name: str | None
    emergency_relation: str | None
    emergency_phone: str | None
    insurance: str | None
    providers: list[Named]
    covers: list[CoverShape]
    status: AccountState
    invoices_allowed: AllowedShape
    merged_into: MergedIntoShape | None
    merged_profiles: list[MergedProfileShape]
    created_at: datetime
    version: int


def client_shape(_access: Access, view: ClientView) -> ClientShape:
    """Return a client as an API response."""
    client, profile = view.client, view.client.profile
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
        emergency_name=profile.emergency_name or None,
        emergency_relation=profile.emergency_relation or None,
        emergency_phone=profile.emergency_phone or None,
        insurance=profile.insurance or None,
        providers=[Named(id=person, name=name) for person, name in view.providers],
        covers=[_cover_shape(each, view.names) for each in client.covers],
        status=client.state,
        invoices_allowed=AllowedShape(
            may=view.why_no_invoices is None, reason=view.why_no_invoices
        ),
        merged_into=_merged_into_shape(view, client.merge) if client.merge else None,
        merged_profiles=[
            MergedProfileShape(profile=_linked(row), at=row.merged_at)
            for each in sorted(client.merged_from)
            if (row := view.linked.get(each))
        ],
        created_at=client.created_at,
        version=client.version,
    )


def _merged_into_shape(view: ClientView, merge: Merge) -> MergedIntoShape:
    row, by = view.linked.get(merge.into), view.names.get(merge.by)
    return MergedIntoShape(
        profile=_linked(row) if row else None,
        at=merge.at,
        by=Named(id=merge.by, name=by) if by else None,
        reason=merge.reason,
    )


def _linked(row: ClientRow) -> Named:
    return Named(id=row.id, name=row.summary.name)


def _cover_shape(cover: Cover, names: Mapping[str, str]) -> CoverShape:
    provider = Named(id=cover.provider, name=names.get(cover.provider, "A former colleague"))
    return CoverShape(provider=provider, since=cover.since, until=cover.until)


def people(ids: list[str]) -> list[PersonId]:
    return [PersonId(each) for each in ids]
