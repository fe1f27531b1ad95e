"""Tests what is always true of a room, under random actions and failures."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from chalicelib.kernel.errors import Conflict
from chalicelib.visits.domain.seat import SeatState
from chalicelib.visits.domain.signal import Admit, Leave, Lock, Ping, Remove, Report
from tests.visits.room_harness import CARL, CLEO, NAMES, PAT, PIA, ROOM, Visit, an_access

SEATS = st.sampled_from(sorted(NAMES))
CLIENTS = st.sampled_from([CARL, CLEO])
HOSTS = st.sampled_from([PAT, PIA])
DEVICE = {
    "camera": "ok",
    "microphone": "ok",
    "speaker": "ok",
    "network": "ok",
    "browser": "Firefox",
}


class Meeting(RuleBasedStateMachine):
    """Does random actions on pages of one room, and records each page's socket."""

    pages = Bundle("pages")

    def __init__(self):
        super().__init__()
        self.visit = Visit()
        self.seats_by_socket = {}

    @rule(target=pages, seat=SEATS)
    def open(self, seat):
        return self.open_a_page(seat)

    def open_a_page(self, seat):
        self.visit.clock.advance(seconds=11)
        try:
            return self.visit.opens(seat)
        except Conflict:
            # A removed person gets no ticket, so this opens a page of the host instead.
            return self.visit.opens(PAT)

    @rule(target=pages, seat=SEATS)
    def come(self, seat):
        return self.open_a_page(seat).join()

    @rule(target=pages, page=pages, resume=st.booleans())
    def another_tab(self, page, resume):
        page.join(resume=resume)
        return self.open_a_page(page.seat).join(resume=resume)

    @rule(target=pages, page=pages)
    def renew(self, page):
        self.visit.clock.advance(seconds=11)
        try:
            return self.visit.opens(page.seat, page.inst)
        except Conflict:
            return page

    @rule(page=pages, resume=st.booleans(), after=st.integers(0, 5))
    def join(self, page, resume, after):
        self.visit.clock.advance(seconds=1)
        page.join(resume=resume, after=after)

    @rule(page=pages, seat=CLIENTS)
    def admit(self, page, seat):
        page.say(Admit(self.visit.id(), seat))

    @rule(page=pages)
    def admit_all(self, page):
        page.say(Admit(self.visit.id()))

    @rule(page=pages, seat=CLIENTS)
    def remove(self, page, seat):
        page.say(Remove(self.visit.id(), seat))

    @rule(page=pages, locked=st.booleans(), chat=st.booleans())
    def lock(self, page, locked, chat):
        page.say(Lock(self.visit.id(), locked=locked, chat=chat))

    @rule(page=pages)
    def leave(self, page):
        page.say(Leave(self.visit.id()))

    @rule(page=pages)
    def write(self, page):
        page.write("Canary of a note")

    @rule(page=pages, to=SEATS)
    def signal(self, page, to):
        seat = self.visit.store.rooms[ROOM].seat(to)
        page.signal(to, seat.inst or "none")

    @rule(page=pages)
    def ping(self, page):
        self.visit.clock.advance(seconds=11)
        page.say(Ping(self.visit.id(), 1))

    @rule(page=pages)
    def report(self, page):
        page.say(Report(self.visit.id(), DEVICE))

    @rule(page=pages)
    def socket_closes(self, page):
        page.drop()

    @rule(page=pages)
    def socket_goes_stale(self, page):
        page.go_stale()

    @rule(page=pages)
    def late_disconnect(self, page):
        """Report a page's socket as closed; a seat that has another socket keeps it."""
        before = self.visit.seat(page.seat).conn
        self.visit.signaling.handle_disconnect(page.socket)
        if before != page.socket:
            assert self.visit.seat(page.seat).conn == before

    @rule(seat=SEATS)
    def sign_out(self, seat):
        self.visit.sweeper.try_close_session(an_access(seat))

    @invariant()
    def each_seat_has_one_live_socket(self):
        if ROOM not in self.visit.store.rooms:
            return
        sockets = [seat.conn for seat in self.visit.store.rooms[ROOM].seats if seat.conn]
        assert len(sockets) == len(set(sockets))
        assert not set(sockets) & set(self.visit.sockets.closed)

    @invariant()
    def notes_are_numbered_without_a_gap(self):
        numbers = [each.note.n for each in self.visit.records.notes.get(ROOM, [])]
        assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def only_admitted_seats_receive_content(self):
        """S25: a seat that no host admitted gets no credentials, list, note or signal."""
        if ROOM not in self.visit.store.rooms:
            return
        not_admitted = {
            seat.id
            for seat in self.visit.store.rooms[ROOM].seats
            if not seat.is_host and not seat.let_in
        }
        for socket, seat_id in self._seats_by_socket().items():
            if seat_id in not_admitted:
                assert {each["t"] for each in self.visit.sockets.received[socket]} <= {
                    "waiting",
                    "pong",
                    "error",
                    "bye",
                }
        assert not not_admitted & set(self.visit.relays.issued_to)

    @invariant()
    def removed_seats_have_no_socket(self):
        if ROOM not in self.visit.store.rooms:
            return
        removed = [
            seat for seat in self.visit.store.rooms[ROOM].seats if seat.state is SeatState.REMOVED
        ]
        assert not [seat for seat in removed if seat.conn]

    def _seats_by_socket(self):
        self.seats_by_socket |= {
            socket: each.seat for socket, each in self.visit.connections.open.items()
        }
        return self.seats_by_socket


Meeting.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestMeeting = Meeting.TestCase
