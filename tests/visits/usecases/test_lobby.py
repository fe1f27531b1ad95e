"""
The door of a room: who waits, who is let in, who sees what (V3), and what breaks off in between.
"""

from dataclasses import replace

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.visits.domain.room import RoomState, SeatState
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


def test_a_client_waits_and_the_host_hears_of_it(visit):
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    assert cleo.kinds() == ["waiting"]
    heard = pat.last("peer")
    assert (heard["seat"], heard["name"], heard["state"], heard["s"]) == (
        CLEO,
        "Cleo Client",
        "waiting",
        1,
    )


def test_whoever_waits_hears_of_nobody_inside(visit):
    """
    S25:

    A4: no roster, no name, no grant, no word between those inside, whatever happens in there.
    """
    pat, cleo = visit.two()
    carl = visit.joins(CARL)
    visit.joins(PIA)
    cleo.write("Canary of a note")
    cleo.signal(PAT, pat.inst)
    cleo.say(Report(visit.id(), DEVICE))
    carl.signal(PAT, pat.inst)
    carl.write()
    carl.say(Ping(visit.id(), 1))
    told = repr(carl.received())
    assert {each["t"] for each in carl.received()} == {"waiting", "error", "pong"}
    assert carl.errors() == ["not-admitted", "not-admitted"]
    assert not [each for each in (*SECRETS, "Canary") if each in told]
    assert CARL not in visit.relays.issued_to


def test_the_host_may_come_late(visit):
    cleo = visit.joins(CLEO)
    assert (visit.room.state, cleo.last("waiting")["host"]) == (RoomState.LOBBY, "away")
    pat = visit.joins(PAT)
    assert (visit.room.state, cleo.last("waiting")["host"]) == (RoomState.OPEN, "online")
    assert [each["seat"] for each in pat.last("joined")["waiting"]] == [CLEO]


def test_those_who_wait_see_how_the_host_is(visit):
    """V3: truly, and since when."""
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    pat.say(Report(visit.id(), DEVICE))
    assert cleo.last("waiting")["host_device"] == DEVICE
    visit.clock.advance(minutes=3)
    pat.drop()
    told = cleo.last("waiting")
    assert (told["host"], told["since"], told["host_device"]) == (
        "away",
        "2026-11-24T12:03:00.000Z",
        None,
    )


def test_a_host_on_another_call_is_said_to_be(visit):
    pat = visit.opens(PAT)
    elsewhere = replace(visit.connections.get(pat.socket), room="01KELSEWHERE")
    visit.connections.open[pat.socket] = elsewhere
    assert visit.joins(CLEO).last("waiting")["host"] == "on another call"


def test_places_in_line_are_told_when_they_change(visit):
    pat, cleo, carl = visit.joins(PAT), visit.joins(CLEO), visit.joins(CARL)
    assert carl.last("waiting")["position"] == 2
    pat.say(Admit(visit.id(), CLEO))
    assert carl.last("waiting")["position"] == 1
    assert cleo.last("joined")


def test_admit_tells_everything_at_once_with_a_grant_of_ones_own(visit):
    """S25."""
    pat, cleo = visit.two()
    joined = cleo.last("joined")
    assert [each["seat"] for each in joined["peers"]] == [PAT]
    assert joined["order"] == sorted(NAMES)
    assert joined["ice"]["servers"][0]["username"].endswith(f"{ROOM}.{CLEO}")
    assert joined["ice"]["expires_at"] <= joined["closes_at"]
    assert pat.last("peer")["state"] == "here"
    assert visit.store.kinds() == ["joined", "joined", "admitted"]


def test_all_who_wait_are_let_in_together(visit):
    pat, cleo, carl = visit.joins(PAT), visit.joins(CLEO), visit.joins(CARL)
    pat.say(Admit(visit.id()))
    assert [each.last("joined")["seat"] for each in (cleo, carl)] == [CLEO, CARL]
    assert {each["seat"] for each in cleo.received("peer")} == {CARL}


@pytest.mark.parametrize("goes", ["leaves", "is removed"])
def test_one_who_goes_while_all_are_let_in_keeps_nobody_else_out(visit, goes):
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


def test_a_host_who_admits_one_that_left_hears_that_nobody_is_there(visit):
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    visit.store.meanwhile.append(lambda: cleo.say(Leave(visit.id())))
    pat.say(Admit(visit.id(), CLEO))
    assert pat.errors() == ["no-such-seat"]


def test_the_door_is_the_hosts(visit):
    pat, cleo = visit.two()
    carl = visit.joins(CARL)
    a_host_s = (
        Admit(visit.id(), CARL),
        Admit(visit.id()),
        Remove(visit.id(), CARL),
        Lock(visit.id(), locked=True),
        End(visit.id()),
    )
    for said in a_host_s:
        cleo.say(said)
    assert cleo.errors() == ["not-host"] * 5
    assert (visit.seat(CARL).state, visit.room.locked, visit.room.state) == (
        SeatState.WAITING,
        False,
        RoomState.OPEN,
    )
    assert carl.kinds() == ["waiting"]
    assert pat.errors() == []


def test_what_hosts_do_is_written_down_before_it_happens(visit):
    """S14, S15."""
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


def test_names_are_opened_under_an_entry_of_the_one_who_reads_them(visit):
    """S14, S15: also when a host's act makes him read."""
    visit.two()
    assert [who for who, _ in visit.records.opened] == ["per_pat", "per_cleo", "per_cleo"]


def test_one_who_was_let_in_while_his_socket_was_gone_is_in_at_his_next_join(visit):
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    cleo.go_stale()
    pat.say(Admit(visit.id(), CLEO))
    assert (visit.seat(CLEO).state, visit.seat(CLEO).conn) == (SeatState.ADMITTED, None)
    assert pat.last("peer")["state"] == "admitted"
    assert visit.joins(CLEO, cleo.inst, resume=True).kinds() == ["joined"]


def test_one_who_closed_his_page_in_the_lobby_can_be_let_in_too(visit):
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    cleo.drop()
    assert (pat.last("peer")["state"], pat.last("peer")["away"]) == ("waiting", True)
    pat.say(Admit(visit.id(), CLEO))
    assert visit.seat(CLEO).state is SeatState.ADMITTED
    assert visit.joins(CLEO).kinds() == ["joined"]


def test_an_admission_that_breaks_off_before_the_telling_is_made_up_for_at_the_next_ping(visit):
    """Killed between the write and the fan-out: nobody stays before a door that is open."""
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
def test_an_admission_that_breaks_off_can_be_asked_for_again(visit, seat):
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    visit.store.lost.add("change")
    with pytest.raises(Unavailable):
        pat.say(Admit(visit.id(), seat))
    pat.say(Admit(visit.id(), seat))
    assert cleo.kinds() == ["waiting", "joined"]
    assert visit.store.kinds().count("admitted") == 1


def test_after_locking_whoever_left_goes_through_the_lobby(visit):
    pat, cleo = visit.two()
    pat.say(Lock(visit.id(), locked=True))
    assert [each.last("room")["locked"] for each in (pat, cleo)] == [True, True]
    cleo.say(Leave(visit.id()))
    assert pat.last("peer")["state"] == "left"
    assert visit.joins(CLEO).kinds() == ["waiting"]


def test_a_dropped_line_is_no_leaving_even_when_the_room_is_locked(visit):
    pat, cleo = visit.two()
    pat.say(Lock(visit.id(), locked=True))
    cleo.drop()
    assert visit.joins(CLEO, cleo.inst, resume=True).kinds() == ["joined"]


def test_two_who_join_at_once_see_one_another(visit):
    """The later writer reads the room again, so one of both always tells the other."""
    pat, pia = visit.joins(PAT), visit.opens(PIA)
    late = visit.opens(PAT, inst="other")
    visit.store.meanwhile.append(lambda: late.say(Join(visit.id(), "other")))
    pia.join()
    assert pat.byes() == [4001]
    assert [(each["seat"], each["inst"]) for each in pia.last("joined")["peers"]] == [
        (PAT, "other")
    ]
    assert late.last("peer")["seat"] == PIA
