"""Defines the JSON shapes of lists of clients, and of handing clients over."""

from datetime import date
from typing import Annotated, Literal

from chalicelib.clients.domain.client import AccountState
from chalicelib.clients.domain.search_word import words_of_query
from chalicelib.clients.usecases.client_list import ListedClient
from chalicelib.clients.usecases.client_ports import ClientFilter
from chalicelib.clients.usecases.ports import AmountOwed
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.http.days import day
from chalicelib.platform.http.shapes import (
    Body,
    MoneyShape,
    Named,
    PageCursor,
    PageQuery,
    QueryId,
    RecordId,
    Shape,
    line,
)


class ClientRowShape(Shape):
    """
    A client in a list of clients.

    `balance` is what the client owes, and `unpaid` is the number of the client's unpaid invoices.
    `balance` and `unpaid` are null when the practice has too many unpaid invoices to read them all.
    `providers` are the assigned providers; they are null except for an Admin. `merged` says that
    the profile was merged into another one; only a search lists it.
    """

    id: str
    name: str
    preferred_name: str | None
    status: AccountState
    version: int
    balance: MoneyShape | None = None
    unpaid: int | None = None
    providers: list[Named] | None = None
    merged: bool = False


class ClientQuery(PageQuery):
    """
    Selects the clients in a list; a filtered page may be empty before the last one.

    With `provider`, an Admin's list has the clients assigned to that provider. If `unassigned` is
    true, it has those to whom nobody is assigned. If `unpaid` is true, a list has those with an
    unpaid invoice; if `without_next` is true, those without a next appointment; and if `waiting`
    is true, those who wait for an answer to a message. With `q`, it
    has the clients who have each of its words as the beginning of a name or of the e-mail
    address, or as a part of the telephone number. Names in addresses may get into logs of others,
    so our own pages send them to `POST /clients/search` instead. With `sort=name`, a list of up
    to 500 clients is sorted by name, in one page.
    """

    provider: QueryId | None = None
    unassigned: bool = False
    unpaid: bool = False
    without_next: bool = False
    waiting: bool = False
    sort: Literal["created", "name"] = "created"
    q: Annotated[str, line(100, 0)] = ""

    def filters(self) -> ClientFilter:
        return _filters(self)


class ClientSearchBody(Body):
    """Selects clients as the query of `GET /clients` does."""

    provider: RecordId | None = None
    unassigned: bool = False
    unpaid: bool = False
    without_next: bool = False
    waiting: bool = False
    sort: Literal["created", "name"] = "created"
    q: Annotated[str, line(100)]
    cursor: PageCursor | None = None

    def filters(self) -> ClientFilter:
        return _filters(self)


def _filters(query: ClientQuery | ClientSearchBody) -> ClientFilter:
    return ClientFilter(
        PersonId(query.provider) if query.provider else None,
        query.unassigned,
        tuple(words_of_query(query.q)) if query.q else (),
        query.unpaid,
        query.without_next,
        query.sort == "name",
        query.waiting,
    )


class HandoverBody(Body):
    """
    The request to hand over the clients of one provider, `giver`, to another.

    With the days `since` and `until`, the other provider stands in from the first to the last day,
    by the practice's time zone, and the clients keep their provider.
    """

    giver: RecordId
    to: RecordId
    since: Annotated[date, day()] | None = None
    until: Annotated[date, day()] | None = None
    cursor: PageCursor | None = None

    def period(self) -> tuple[date, date] | None:
        """
        Return the first and the last day, or None if the handover is for good.

        Raises Invalid if one of the days is missing.
        """
        if self.since and self.until:
            return self.since, self.until
        if self.since is None and self.until is None:
            return None
        missing = "until" if self.since else "since"
        raise Invalid(fields={missing: "Choose a day."})


class HandoverShape(Shape):
    """How many clients a part of a handover changed, and the cursor of the next part."""

    clients: int
    next: str | None


class ClientsShape(Shape):
    """A page of clients; `next` is the cursor of the next page."""

    items: list[ClientRowShape]
    next: str | None


def row_shape(listed: ListedClient, owed: AmountOwed | None) -> ClientRowShape:
    """
    Return the API response for one client in a list of clients.

    `owed` is the amount that the client owes, or None if the amount is not known.
    """
    row, providers = listed.row, listed.providers
    return ClientRowShape(
        id=row.id,
        name=row.summary.name,
        preferred_name=row.summary.preferred_name or None,
        status=row.state,
        version=row.version,
        balance=MoneyShape.of(owed.amount) if owed else None,
        unpaid=owed.n if owed else None,
        merged=row.merged_at is not None,
        providers=None
        if providers is None
        else [Named(id=person, name=name) for person, name in providers],
    )
