"""Defines the routes of Contact Us, for newcomers and for colleagues."""

from datetime import datetime
from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ContactRequestId, PersonId, PracticeId
from chalicelib.platform.http.contract import ADMIN, PUBLIC, STAFF, route
from chalicelib.platform.http.request import Request
from chalicelib.platform.http.shapes import (
    Body,
    Nothing,
    PageQuery,
    RecordId,
    Shape,
    WholeNumber,
    line,
    text,
)
from chalicelib.practice.domain.contact_request import (
    MAX_CONTACT_REASON,
    MAX_CONTACT_TEXT,
    MAX_RECEIVERS,
    ContactMessage,
    ContactReceivers,
    ContactRequest,
    ContactState,
)
from chalicelib.practice.usecases.contact_requests import ContactForm
from chalicelib.wiring import contact as wiring_contact

routes = Blueprint(__name__)
MOST_COUNTED = 99
Token = Annotated[str, Field(pattern=r"^[0-9]{10,12}-[0-9A-Z]{26}-[0-9a-f]{32}$")]


class ContactPageShape(Shape):
    """
    A practice's public page; `token` is for one form, null if it is closed.

    `telephone` is another way to reach the practice, or empty.
    """

    practice: str
    telephone: str
    token: str | None


class ContactBody(Body):
    """
    Holds what a newcomer wrote.

    `token` came with the page. `website` stays empty: people do not see its field.
    """

    token: Token
    name: Annotated[str, line(100)]
    email: Annotated[str, line(254)]
    phone: Annotated[str, line(40, 0)] = ""
    text: Annotated[str, text(MAX_CONTACT_TEXT)]
    website: Annotated[str, line(200, 0)] = ""

    def form(self) -> ContactForm:
        message = ContactMessage(self.name, self.email, self.phone, self.text)
        return ContactForm(self.token, message, self.website)


class ContactRequestShape(Shape):
    """What a newcomer wrote; `done_by` names the colleague who dealt with it."""

    id: str
    at: datetime
    name: str
    email: str
    phone: str
    text: str
    state: ContactState
    done_by: str | None
    reason: str


class ContactRequestsShape(Shape):
    """
    A page of contact requests, newest first; `next` is the cursor of the next page.

    `receives` says whether the caller gets them at all.
    """

    items: list[ContactRequestShape]
    next: str | None
    receives: bool


class ContactCountShape(Shape):
    """
    Says whether the caller receives contact requests, and how many wait.

    A count of 100 means that there are at least as many.
    """

    receives: bool
    waiting: int


class ContactDoneBody(Body):
    """Says how the caller dealt with a request; a closed one needs a reason."""

    state: Literal["responded", "client", "closed"]
    reason: Annotated[str, line(MAX_CONTACT_REASON, 0)] = ""


class ContactReceiversShape(Shape):
    """The colleagues who receive contact requests; with nobody, the page is closed."""

    person_ids: list[str]
    version: int


class ContactReceiversBody(Body):
    """Chooses who receives contact requests; `version` is the one that was edited."""

    person_ids: Annotated[list[RecordId], Field(max_length=MAX_RECEIVERS)]
    version: WholeNumber


@route(routes, "GET", "/contact/{practice_id}", who=PUBLIC)
def read_contact_page(practice_id: str) -> ContactPageShape:
    """Return what the public page of a practice needs."""
    name, telephone, token = wiring_contact.contact_requests().page_of(PracticeId(practice_id))
    return ContactPageShape(practice=name, telephone=telephone, token=token)


@route(routes, "POST", "/contact/{practice_id}", who=PUBLIC, status=202)
def submit_contact_request(practice_id: str, body: ContactBody, request: Request) -> Nothing:
    """Take what a newcomer wrote; the answer tells nothing about anybody's address."""
    practice = PracticeId(practice_id)
    wiring_contact.contact_requests().submit(practice, body.form(), request.caller)
    return Nothing()


@route(routes, "GET", "/contact-requests", who=STAFF)
def list_contact_requests(access: Access, query: PageQuery) -> ContactRequestsShape:
    """List what newcomers wrote, for Admins and the colleagues who receive it."""
    contacts = wiring_contact.contact_requests()
    page, following = contacts.page(access, query.cursor)
    names = contacts.names(access, page)
    return ContactRequestsShape(
        items=[_shape(each, names.get(each.done_by) if each.done_by else None) for each in page],
        next=following,
        receives=contacts.receives(access),
    )


@route(routes, "GET", "/contact-requests/count", who=STAFF)
def count_contact_requests(access: Access) -> ContactCountShape:
    """Count the requests that wait, without opening what newcomers wrote."""
    contacts = wiring_contact.contact_requests()
    return ContactCountShape(
        receives=contacts.receives(access),
        waiting=contacts.count_waiting(access, MOST_COUNTED),
    )


@route(routes, "GET", "/contact-requests/{request_id}", who=STAFF)
def read_contact_request(access: Access, request_id: str) -> ContactRequestShape:
    """Return what one newcomer wrote, from which a client can be added."""
    contacts = wiring_contact.contact_requests()
    contact = contacts.get(access, ContactRequestId(request_id))
    names = contacts.names(access, [contact])
    return _shape(contact, names.get(contact.done_by) if contact.done_by else None)


@route(routes, "POST", "/contact-requests/{request_id}/done", who=STAFF)
def finish_contact_request(
    access: Access, request_id: str, body: ContactDoneBody
) -> ContactRequestShape:
    """Record that the caller responded, added a client, or closed a contact request."""
    contacts, state = wiring_contact.contact_requests(), ContactState(body.state)
    contact = contacts.finish(access, ContactRequestId(request_id), state, body.reason)
    return _shape(contact, contacts.names(access, [contact]).get(access.person))


@route(routes, "GET", "/practice/contact", who=ADMIN)
def read_contact_receivers(access: Access) -> ContactReceiversShape:
    """Return who receives contact requests."""
    return _receivers(access, wiring_contact.contact_requests().receivers(access))


def _receivers(_access: Access, receivers: ContactReceivers) -> ContactReceiversShape:
    return ContactReceiversShape(person_ids=sorted(receivers.people), version=receivers.version)


@route(routes, "PUT", "/practice/contact", who=ADMIN, fresh=_receivers)
def choose_contact_receivers(access: Access, body: ContactReceiversBody) -> ContactReceiversShape:
    """Choose who receives contact requests, which opens or closes the public page."""
    people = frozenset(PersonId(each) for each in body.person_ids)
    chosen = wiring_contact.contact_requests().choose(access, people, body.version)
    return _receivers(access, chosen)


def _shape(request: ContactRequest, done_by: str | None) -> ContactRequestShape:
    message = request.message
    return ContactRequestShape(
        id=request.id,
        at=request.at,
        name=message.name,
        email=message.email,
        phone=message.phone,
        text=message.text,
        state=request.state,
        done_by=done_by,
        reason=request.reason,
    )
