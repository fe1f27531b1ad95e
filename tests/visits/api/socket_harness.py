"""Helpers that call the socket functions with events like those of API Gateway."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import app as product
from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.participants import Participant
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import AppointmentId, SeatId
from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.wiring import appointments as wiring_appointments
from chalicelib.wiring import identity as wiring_identity
from chalicelib.wiring import visits as wiring_visits
from tests.clients.assignment import assign
from tests.platform.http.browser import ORIGIN
from tests.visits.fake_sockets import FakeSockets

ZONE = "America/New_York"


def socket_event(kind, socket, **more):
    """Build an API Gateway event; `kind` is CONNECT, MESSAGE or DISCONNECT."""
    context = {
        "eventType": kind,
        "connectionId": socket,
        "domainName": "d",
        "stage": "ws",
        "requestId": "req-s",
        "apiId": "a",
    }
    return {"requestContext": context, "isBase64Encoded": False, **more}


@dataclass
class SocketHarness:
    """
    Calls the product's socket functions; the open sockets are fakes.

    `front` is the API under test. `sockets` records the messages that each socket
    received.
    """

    front: object
    sockets: FakeSockets = field(default_factory=FakeSockets)
    numbers: count = field(default_factory=count)

    def __post_init__(self):
        wiring_visits.sockets.cache_clear()

    def connect(self, ticket, *, origin=ORIGIN, socket=None):
        """Open a socket with a ticket; return the HTTP status and the connection id."""
        socket = socket or f"con{next(self.numbers)}="
        headers = {"Origin": origin} if origin else {}
        handshake = {
            "queryStringParameters": {"ticket": ticket} if ticket else None,
            "headers": headers,
        }
        return product.connect(socket_event("CONNECT", socket, **handshake), None)[
            "statusCode"
        ], socket

    def say(self, socket, action, **facts):
        """Send one message over a socket; return what the socket function returned."""
        return self.raw(
            socket, json.dumps({"action": action, "v": 1, "id": RandomIdGenerator().id()} | facts)
        )

    def raw(self, socket, body):
        return product.message(socket_event("MESSAGE", socket, body=body), None)

    def disconnect(self, socket):
        return product.disconnect(socket_event("DISCONNECT", socket), None)

    def errors(self, socket):
        return [each["code"] for each in self.sockets.of(socket, "error")]


def add_appointment(front, provider, client, **changes):
    """Store an appointment of a provider and a client; it begins in five minutes."""
    practice, now = front.store.practice, front.store.clock()
    seats = SeatId(RandomIdGenerator().id()), SeatId(RandomIdGenerator().id())
    host, guest = (
        Participant(seats[0], Role.PROVIDER, person=provider.person),
        Participant(seats[1], Role.CLIENT, client=client.client),
    )
    names = ((seats[0], "Pat Provider"), (seats[1], "Cleo Client"))
    appointment = Appointment(
        AppointmentId(RandomIdGenerator().id()),
        practice,
        (host, guest),
        now + timedelta(minutes=5),
        50,
        ZONE,
        now,
        names=names,
        **changes,
    )
    admin = Access(practice, provider.person, Role.ADMIN, frozenset({Role.ADMIN}))
    assign(front.store, [client.client], [provider.person], admin)
    return wiring_appointments.appointment_rows().add(admin, appointment, (), None)


def signed_in_browser(front, membership):
    """Return a browser that is signed in as the person of this membership."""
    browser = front.browser()
    browser.jar["__Host-sid"] = wiring_identity.sessions().open(membership, _caller()).cookie
    return browser


def _caller():
    from chalicelib.kernel.caller import Caller  # noqa: PLC0415

    return Caller()


def request_ticket(browser, appointment):
    """Ask the API for a ticket to the room of this appointment."""
    return browser.post(
        f"/appointments/{appointment}/call-ticket",
        resource="/appointments/{appointment_id}/call-ticket",
    )
