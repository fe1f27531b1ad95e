"""A visit with two providers, two clients and their browsers, in memory."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.participants import Participant
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.appointment_changes import AppointmentChanges
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.current_names import CurrentNames
from chalicelib.appointments.usecases.past_appointments import PastAppointments
from chalicelib.appointments.usecases.slots import Slots
from chalicelib.appointments.usecases.working_hours import WorkingHours
from chalicelib.clients.domain.client import Client, Profile
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.identity.domain.membership import (
    Membership,
    MembershipStatus,
    PersonSummary,
)
from chalicelib.kernel.access import Access, Role, system
from chalicelib.kernel.ids import AppointmentId, ClientId, ConnectionId, PersonId, SeatId
from chalicelib.visits.domain.signal import Admit, Join, Signal, Write
from chalicelib.visits.usecases.admission import Admission
from chalicelib.visits.usecases.chat_notes import ChatNotes
from chalicelib.visits.usecases.connection_sweeper import ConnectionSweeper
from chalicelib.visits.usecases.host_controls import HostControls
from chalicelib.visits.usecases.meetings import Meetings
from chalicelib.visits.usecases.peer_messages import PeerMessages
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.rooms import RoomLifecycle
from chalicelib.visits.usecases.signaling_service import SignalingService
from chalicelib.visits.usecases.socket_gateway import Sockets
from chalicelib.visits.usecases.tickets import Tickets
from chalicelib.visits.usecases.waiting_clients import WaitingClients
from chalicelib.visits.usecases.waiting_notices import WaitingNotices
from tests.appointments.fake_appointments import FakeAppointments
from tests.appointments.fake_hours import FakeHours, completion
from tests.billing.builders import NOW, PRACTICE
from tests.clients.fake_practice_directory import FakePracticeDirectory
from tests.kernel.fake_clock import FakeClock, FakeIdGenerator
from tests.platform.fake_audit_trail import FakeAuditTrail
from tests.visits.fake_rooms import (
    FakeChatNotes,
    FakeConnections,
    FakeRelays,
    FakeRooms,
    credentials_cache,
)
from tests.visits.fake_sessions import FakeDelivery, FakeSessions
from tests.visits.fake_sockets import FakeSockets
from tests.visits.sample_sdp import SDP

ROOM = AppointmentId("01KAPPOINTMENT000000000001")
PAT, PIA, CLEO, CARL = (SeatId(f"01KSEAT000000000000000000{n}") for n in "1234")
ADMIN = PersonId("per_ada")
NAMES = {PAT: "Pat Provider", PIA: "Pia Provider", CLEO: "Cleo Client", CARL: "Carl Client"}


def an_access(seat, **changes):
    """
    Return an `Access` for requests that the person in this seat sends.

    Its role is the person's role in the room: Provider for a host, otherwise Client.
    """
    number = NAMES[seat][:4].lower().strip()
    host = seat in (PAT, PIA)
    role = Role.PROVIDER if host else Role.CLIENT
    client = None if host else ClientId(f"cli_{number}")
    access = Access(
        PRACTICE,
        PersonId(f"per_{number}"),
        role,
        frozenset({role}),
        client,
        session=f"ses_{number}",
    )
    return replace(access, **changes)


def an_appointment(**changes):
    """Build an appointment that begins in ten minutes and lasts fifty."""
    hosts = tuple(
        Participant(seat, Role.PROVIDER, person=an_access(seat).person) for seat in (PAT, PIA)
    )
    clients = tuple(
        Participant(seat, Role.CLIENT, client=an_access(seat).client) for seat in (CLEO, CARL)
    )
    appointment = Appointment(
        ROOM,
        PRACTICE,
        (*hosts, *clients),
        NOW + timedelta(minutes=10),
        50,
        "America/New_York",
        NOW,
        version=1,
    )
    return replace(appointment, names=tuple(NAMES.items()), **changes)


@dataclass
class Browser:
    """
    Represents one open page of a room.

    `inst` identifies the page load, and `socket` is the open connection.
    """

    visit: "Visit"
    seat: SeatId
    inst: str
    socket: ConnectionId

    def say(self, message):
        return self.visit.signaling.handle_message(self.socket, lambda: message)

    def join(self, *, resume=False, after=0):
        self.say(Join(self.visit.id(), self.inst, resume, after))
        return self

    def received(self, *kinds):
        return self.visit.sockets.of(self.socket, *kinds)

    def last(self, kind):
        return self.visit.sockets.last(self.socket, kind)

    def kinds(self):
        return [each["t"] for each in self.received()]

    def errors(self):
        return [each["code"] for each in self.received("error")]

    def byes(self):
        return [each["code"] for each in self.received("bye")]

    def write(self, text="Hello", message_id=None):
        self.say(Write(message_id or self.visit.id(), text))

    def signal(self, to, inst, d=None, **changes):
        message = Signal(self.visit.id(), to, 1, inst, d or {"desc": {"type": "offer", "sdp": SDP}})
        self.say(replace(message, **changes))

    def drop(self):
        """Close the socket; the gateway reports this to the functions."""
        self.visit.sockets.gone.add(self.socket)
        self.visit.signaling.handle_disconnect(self.socket)

    def go_stale(self):
        """Close the socket; the gateway does not report this to the functions."""
        self.visit.sockets.gone.add(self.socket)


@dataclass
class Visit:
    """The use cases of a visit, wired to fake stores, sockets and relays."""

    clock: FakeClock = field(default_factory=FakeClock)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))
    sockets: Sockets = field(default_factory=FakeSockets)

    def __post_init__(self):
        self.store, self.connections = FakeRooms(), FakeConnections()
        self.records, self.relays, self.audit = (
            FakeChatNotes(self.store),
            FakeRelays(),
            FakeAuditTrail(),
        )
        self.appointments, self.live = FakeAppointments(), FakeSessions()
        self.directory = FakePracticeDirectory(PRACTICE)
        for seat in (PAT, PIA):
            self.employ(an_access(seat).person, NAMES[seat], Role.PROVIDER)
        self.employ(ADMIN, "Ada Admin", Role.ADMIN)
        self.book(an_appointment())
        self.broadcaster = RoomBroadcaster(
            self.store, self.connections, self.sockets, self.clock, FakeIdGenerator()
        )
        self.rooms = RoomLifecycle(
            self.broadcaster,
            completion(self.appointments, self.directory, self.clock).complete,
        )
        self.admission = Admission(self.broadcaster, self.records, credentials_cache(self.relays))
        self.host_controls = HostControls(self.broadcaster, self.admission, self.rooms, self.audit)
        self.signaling = SignalingService(
            self.broadcaster,
            self.admission,
            PeerMessages(self.broadcaster, self.records),
            self.host_controls,
            ChatNotes(self.broadcaster, self.records),
        )
        self.assign(PAT, PIA)
        readable = Appointments(
            self.appointments,
            ClientAccess(self.directory, self.directory),
            CurrentNames(self.directory),
            self.clock,
        )
        self.tickets = Tickets(
            readable,
            self.rooms,
            self.connections,
            self.live,
            self.audit,
            self.clock,
            self.secret,
        )
        self._watch(readable)

    def _watch(self, readable):
        """Create the sweeper, and the use cases that tell hosts who waits."""
        self.outbox = FakeDelivery()
        self.waiting_notices = WaitingNotices(
            self.broadcaster, readable, self.directory, self.outbox
        )
        self.waiting_clients = WaitingClients(readable, self.broadcaster)
        self.sweeper = ConnectionSweeper(
            self.broadcaster,
            self.admission,
            self.rooms,
            self.live,
            readable,
            self.waiting_notices,
            shards=2,
        )
        slots = Slots(self.appointments, WorkingHours(FakeHours(), self.directory), self.clock)
        changes = AppointmentChanges(readable, slots, self.rooms, self.outbox)
        self.past_appointments = PastAppointments(
            self.appointments, changes, Meetings(self.store), self.clock
        )

    def employ(self, person, name, role):
        """Add an active member of the practice."""
        member = Membership(PRACTICE, person, frozenset({role}), MembershipStatus.ACTIVE)
        summary = PersonSummary(name, f"{person}@practice.example")
        self.directory.memberships.add(system(PRACTICE), member, summary)

    def assign(self, *hosts, new=None):
        """Assign exactly these hosts, and a new person, to both clients."""
        people = frozenset(an_access(seat).person for seat in hosts) | ({new} if new else set())
        for seat in (CLEO, CARL):
            client, profile = an_access(seat).client, Profile(NAMES[seat], f"{seat}@mail.example")
            row = Client(client, PRACTICE, profile, NOW, people)
            self.directory.clients.rows[PRACTICE, client] = row

    def book(self, appointment):
        """Store an appointment, replacing any stored appointment with the same id."""
        self.appointments.rows[appointment.practice, appointment.id] = appointment

    @property
    def booked(self):
        return self.appointments.rows[PRACTICE, ROOM]

    @property
    def completed(self):
        """The ids of the completed appointments."""
        rows = self.appointments.rows.values()
        return [row.id for row in rows if row.status is AppointmentStatus.COMPLETED]

    def id(self):
        return f"01KMESSAGE{next(self.numbers):016d}"

    def secret(self):
        return f"{next(self.numbers):043d}"

    def opens(self, seat, inst=None, **access):
        """Open a page of the room; the page has sent nothing yet."""
        issued = self.tickets.issue(an_access(seat, **access), ROOM)
        socket = ConnectionId(f"con{next(self.numbers)}=")
        assert self.tickets.redeem(issued.secret, socket)
        return Browser(self, seat, inst or f"inst{next(self.numbers)}", socket)

    def joins(self, seat, inst=None, **how):
        return self.opens(seat, inst).join(**how)

    def two(self):
        """Join as a host and as a client whom the host admits; return both pages."""
        pat, cleo = self.joins(PAT), self.joins(CLEO)
        pat.say(Admit(self.id(), CLEO))
        return pat, cleo

    def seat(self, seat):
        return self.store.rooms[ROOM].seat(seat)

    @property
    def room(self):
        return self.store.rooms[ROOM].room
