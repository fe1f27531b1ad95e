"""Defines the JSON shapes of merging two profiles of the same client."""

from datetime import date
from typing import Annotated

from pydantic import Field

from chalicelib.clients.domain.merge import MAX_REASON, FillableField, MergeRequest, RecordKind
from chalicelib.clients.usecases.merging import MergePreview, MergeSide
from chalicelib.platform.http.shapes import Body, Query, QueryId, RecordId, Shape, WholeNumber, line

Reason = Annotated[str, line(MAX_REASON)]


class MergeQuery(Query):
    """Names the other profile, which stays in use."""

    into: QueryId


class MergeBody(Body):
    """
    The request to merge a profile into the profile `into`.

    `version` is the version of the profile that the Admin saw. `fill` names empty fields of the
    other profile that get the values of this one; no value is replaced. With `end_sign_in`, the
    invitation or the account with which the client signs in to this profile ends.
    """

    into: RecordId
    version: WholeNumber
    reason: Reason
    fill: Annotated[list[FillableField], Field(max_length=len(FillableField))] = Field(
        default_factory=list
    )
    end_sign_in: bool = False

    def request(self) -> MergeRequest:
        return MergeRequest(self.version, self.reason, frozenset(self.fill), self.end_sign_in)


class UndoMergeBody(Body):
    """The request to undo a merge; `version` is the version that the Admin saw."""

    version: WholeNumber
    reason: Reason


class HeldRecordsShape(Shape):
    """How many records of a kind a profile holds that the caller may know of."""

    kind: RecordKind
    count: int


class MergeSideShape(Shape):
    """One of the two profiles of a preview; `signs_in` says that it has an account."""

    id: str
    legal_name: str
    preferred_name: str | None
    date_of_birth: date | None
    email: str
    phone: str | None
    signs_in: bool
    version: int
    records: list[HeldRecordsShape]


class MergePreviewShape(Shape):
    """
    Two profiles of the same client side by side.

    `obstacles` says what must be done before the merge; it is empty if nothing stands in the
    way. `fillable` names the empty fields of `into` that `client` can fill.
    """

    client: MergeSideShape
    into: MergeSideShape
    obstacles: list[str]
    fillable: list[FillableField]


def preview_shape(preview: MergePreview) -> MergePreviewShape:
    """Return a preview as an API response."""
    return MergePreviewShape(
        client=_side_shape(preview.client),
        into=_side_shape(preview.into),
        obstacles=list(preview.obstacles),
        fillable=list(preview.fillable),
    )


def _side_shape(side: MergeSide) -> MergeSideShape:
    client, profile = side.client, side.client.profile
    return MergeSideShape(
        id=client.id,
        legal_name=profile.legal_name,
        preferred_name=profile.preferred_name or None,
        date_of_birth=profile.date_of_birth,
        email=profile.email,
        phone=profile.phone or None,
        signs_in=client.person is not None,
        version=client.version,
        records=[HeldRecordsShape(kind=each.kind, count=each.count) for each in side.records],
    )
