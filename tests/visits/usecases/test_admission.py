"""Tests of a room's lobby: who waits, who is admitted, who sees what (V3)."""

from dataclasses import replace

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.visits.domain.room import RoomState
from chalicelib.visits.domain.seat import SeatState
from chalicelib.visits.domain.signal import (
    Admit,
    End,
    Join,
    Leave,
    Lock,
    Ping,
    Remove,
    Report,
)
from tests.visits.room_harness import CARL, CLEO, NAMES, PAT, PIA, ROOM, Visit

DEVICE = {
    "camera": "ok",
    "microphone": "ok",
    "speaker": "ok",
    "network": "ok",
    "browser": "Safari 18 on iPhone",
}
SECRETS = ("turn:relay.test", "secret", "Pat Provider", "Pia Provider", "Cleo Client")


@pytest.fixture
def visit():
    return Visit()


def test_a_client_waits_and_the_host_is_told(visit):
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    assert cleo.kinds() == ["waiting"]
    peer = pat.last("peer")
    assert (peer["seat"], peer["name"], peer["state"], peer["s"]) == (
        CLEO,
        "Cleo Client",
        "waiting",
        1,
    )


def test_a_waiting_client_receives_nothing_of_those_inside(visit):
    """S25: the lobby gets no name, list, credentials or message (docs/video.md#a4)."""
    pat, cleo = visit.two()
    carl = visit.joins(CARL)
    visit.joins(PIA)
    cleo.write("Canary of a note")
    cleo.signal(PAT, pat.inst)
    cleo.say(Report(visit.id(), DEVICE))
    carl.signal(PAT, pat.inst)
    carl.write()
    carl.say(Ping(visit.id(), 1))
    text = repr(carl.received())
    assert {each["t"] for each in carl.received()} == {"waiting", "error", "pong"}
    assert carl.errors() == ["not-admitted", "not-admitted"]
    assert not [each for each in (*SECRETS, "Canary") if each in text]
    assert CARL not in visit.relays.issued_to


def test_a_room_opens_when_a_late_host_joins(visit):
    cleo = visit.joins(CLEO)
    assert (visit.room.state, cleo.last("waiting")["host"]) == (RoomState.LOBBY, "away")
    pat = visit.joins(PAT)
    assert (visit.room.state, cleo.last("waiting")["host"]) == (RoomState.OPEN, "online")
    assert [each["seat"] for each in pat.last("joined")["waiting"]] == [CLEO]


def test_a_waiting_client_sees_the_hosts_status(visit):
    """
    A waiting client sees whether the host is there.

    The client also sees since when (docs/video.md#v3).
    """
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    pat.say(Report(visit.id(), DEVICE))
    assert cleo.last("waiting")["host_device"] == DEVICE
    visit.clock.advance(minutes=3)
    pat.drop()
    status = cleo.last("waiting")
    assert (status["host"], status["since"], status["host_device"]) == (
        "away",
        "2026-11-24T12:03:00.000Z",
        None,
    )


def test_a_waiting_client_sees_that_the_host_is_on_another_call(visit):
    pat = visit.opens(PAT)
    elsewhere = replace(visit.connections.get(pat.socket), room="01KELSEWHERE")
    visit.connections.open[pat.socket] = elsewhere
    assert visit.joins(CLEO).last("waiting")["host"] == "on another call"


def test_waiting_clients_are_told_their_new_place_in_line(visit):
    pat, cleo, carl = visit.joins(PAT), visit.joins(CLEO), visit.joins(CARL)
    assert carl.last("waiting")["position"] == 2
    pat.say(Admit(visit.id(), CLEO))
    assert carl.last("waiting")["position"] == 1
    assert cleo.last("joined")


def test_an_admitted_client_gets_the_room_and_their_own_relay_credentials(visit):
    """
    S25: an admitted client gets relay credentials for their own seat only.

    The client also gets the seats of the other people in the room.
    """
    pat, cleo = visit.two()
    joined = cleo.last("joined")
    assert [each["seat"] for each in joined["peers"]] == [PAT]
    assert joined["order"] == sorted(NAMES)
    assert joined["ice"]["servers"][0]["username"].endswith(f"{ROOM}.{CLEO}")
    assert joined["ice"]["expires_at"] <= joined["closes_at"]
    assert pat.last("peer")["state"] == "here"
    assert visit.store.kinds() == ["joined", "joined", "admitted"]


def test_all_waiting_clients_are_admitted_together(visit):
    pat, cleo, carl = visit.joins(PAT), visit.joins(CLEO), visit.joins(CARL)
    pat.say(Admit(visit.id()))
    assert [each.last("joined")["seat"] for each in (cleo, carl)] == [CLEO, CARL]
    assert {each["seat"] for each in cleo.received("peer")} == {CARL}


@pytest.mark.parametrize("goes", ["leaves", "is removed"])
def test_a_client_who_goes_while_all_are_admitted_stops_no_other(visit, goes):
    pat, pia, cleo, carl = visit.joins(PAT), visit.joins(PIA), visit.joins(CLEO), visit.joins(CARL)
    acts = {
        "leaves": lambda: carl.say(Leave(visit.id())),
        "is removed": lambda: pia.say(Remove(visit.id(), CARL)),
    }
    visit.store.meanwhile.append(acts[goes])
    pat.say(Admit(visit.id()))
    assert (pat.errors(), cleo.last("joined")["seat"]) == ([], CLEO)
    assert (visit.seat(CARL).let_in, visit.seat(CARL).conn, carl.received("joined")) == (
        False,
        None,
        [],
    )


def test_admitting_a_client_who_just_left_is_refused(visit):
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    visit.store.meanwhile.append(lambda: cleo.say(Leave(visit.id())))
    pat.say(Admit(visit.id(), CLEO))
    assert pat.errors() == ["no-such-seat"]


def test_only_a_host_may_admit_remove_lock_and_end(visit):
    pat, cleo = visit.two()
    carl = visit.joins(CARL)
    host_actions = (
        Admit(visit.id(), CARL),
        Admit(visit.id()),
        Remove(visit.id(), CARL),
        Lock(visit.id(), locked=True),
        End(visit.id()),
    )
    for action in host_actions:
        cleo.say(action)
    assert cleo.errors() == ["not-host"] * 5
    assert (visit.seat(CARL).state, visit.room.locked, visit.room.state) == (
        SeatState.WAITING,
        False,
        RoomState.OPEN,
    )
    assert carl.kinds() == ["waiting"]
    assert pat.errors() == []


def test_a_hosts_action_is_audited_before_it_happens(visit):
    """S14, S15: if no audit entry can be written, the host's action is not done."""
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    visit.audit.down = True
    with pytest.raises(Unavailable):
        pat.say(Admit(visit.id(), CLEO))
    assert (cleo.kinds(), pat.errors(), visit.seat(CLEO).state) == (
        ["waiting"],
        ["later"],
        SeatState.WAITING,
    )
    visit.audit.down = False
    pat.say(Admit(visit.id(), CLEO))
    assert [purpose for _, _, purpose, _ in visit.audit.entries] == ["admit in room"]


def test_names_are_opened_under_an_audit_entry_of_their_reader(visit):
    """S14, S15: on an admission, the audit entry names the client as the reader."""
    visit.two()
    assert [who for who, _ in visit.records.opened] == ["per_pat", "per_cleo", "per_cleo"]


def test_a_client_admitted_on_a_stale_connection_enters_at_the_next_join(visit):
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    cleo.go_stale()
    pat.say(Admit(visit.id(), CLEO))
    assert (visit.seat(CLEO).state, visit.seat(CLEO).conn) == (SeatState.ADMITTED, None)
    assert pat.last("peer")["state"] == "admitted"
    assert visit.joins(CLEO, cleo.inst, resume=True).kinds() == ["joined"]


def test_a_client_who_closed_the_page_in_the_lobby_can_be_admitted(visit):
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    cleo.drop()
    assert (pat.last("peer")["state"], pat.last("peer")["away"]) == ("waiting", True)
    pat.say(Admit(visit.id(), CLEO))
    assert visit.seat(CLEO).state is SeatState.ADMITTED
    assert visit.joins(CLEO).kinds() == ["joined"]


def test_an_interrupted_admission_is_completed_at_the_next_ping(visit):
    """
    An interrupted admission is completed at the client's next ping.

    The function stored the admission, but ended before it told the client.
    """
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    visit.records.down.add("read_contents")
    with pytest.raises(Unavailable):
        pat.say(Admit(visit.id(), CLEO))
    visit.records.down.clear()
    assert (cleo.kinds(), visit.seat(CLEO).state) == (["waiting"], SeatState.ADMITTED)
    cleo.say(Ping(visit.id(), 1))
    assert cleo.kinds() == ["waiting", "pong", "joined"]
    assert (pat.last("peer")["state"], visit.seat(CLEO).state) == ("here", SeatState.IN)


@pytest.mark.parametrize("seat", [CLEO, None], ids=["one", "all"])
def test_an_interrupted_admission_can_be_repeated(visit, seat):
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    visit.store.lost.add("change")
    with pytest.raises(Unavailable):
        pat.say(Admit(visit.id(), seat))
    pat.say(Admit(visit.id(), seat))
    assert cleo.kinds() == ["waiting", "joined"]
    assert visit.store.kinds().count("admitted") == 1


def test_a_client_who_left_a_locked_room_waits_in_the_lobby(visit):
    pat, cleo = visit.two()
    pat.say(Lock(visit.id(), locked=True))
    assert [each.last("room")["locked"] for each in (pat, cleo)] == [True, True]
    cleo.say(Leave(visit.id()))
    assert pat.last("peer")["state"] == "left"
    assert visit.joins(CLEO).kinds() == ["waiting"]


def test_a_client_whose_socket_closed_returns_even_when_the_room_is_locked(visit):
    pat, cleo = visit.two()
    pat.say(Lock(visit.id(), locked=True))
    cleo.drop()
    assert visit.joins(CLEO, cleo.inst, resume=True).kinds() == ["joined"]


def test_two_people_who_join_at_once_see_one_another(visit):
    """
    Of two people who join at once, each is told of the other.

    The second function to write reads the room again.
    """
    pat, pia = visit.joins(PAT), visit.opens(PIA)
    late = visit.opens(PAT, inst="other")
    visit.store.meanwhile.append(lambda: late.say(Join(visit.id(), "other")))
    pia.join()
    assert pat.byes() == [4001]
    assert [(each["seat"], each["inst"]) for each in pia.last("joined")["peers"]] == [
        (PAT, "other")
    ]
    assert late.last("peer")["seat"] == PIA
