"""
Messages of open sockets: who may say what, who hears it, and at what cost.
"""

from dataclasses import replace

import pytest

from chalicelib.kernel.ids import ConnectionId
from chalicelib.visits.domain.room import MAX_LINK_FACTS, SeatState
from chalicelib.visits.domain.signal import (
    AskIce,
    Join,
    Leave,
    Ping,
    Report,
    State,
)
from tests.visits.room_harness import CARL, CLEO, PAT, PIA, Visit

MUTED = {"mic": False, "cam": True, "screen": False, "hand": False, "net": "good"}


@pytest.fixture
def visit():
    return Visit()


def test_a_signal_reaches_one_peer_untouched_and_says_who_it_is_from(visit):
    """A2, A3."""
    pat, cleo = visit.two()
    pia = visit.joins(PIA)
    d = {
        "desc": {"type": "offer", "sdp": "v=0\r\na=fingerprint:x\r\na=ice-options:trickle"},
        "cand": [None],
        "ufrag": "u",
    }
    cleo.signal(PAT, pat.inst, d)
    heard = pat.last("signal")
    assert heard == {"t": "signal", "v": 1, "from": CLEO, "epoch": 1, "inst": cleo.inst, "d": d}
    assert pia.received("signal") == cleo.received("signal") == []


def test_a_signal_costs_two_reads_no_write_and_one_post(visit):
    """H1."""
    pat, cleo = visit.two()
    for each in (visit.store.calls, visit.connections.calls):
        each.clear()
    before = visit.sockets.posts
    cleo.signal(PAT, pat.inst)
    assert (dict(visit.store.calls), dict(visit.connections.calls)) == ({"snapshot": 1}, {"get": 1})
    assert visit.sockets.posts - before == 1


@pytest.mark.parametrize(
    ("to", "inst", "code"),
    [
        ("01KSTRANGER", "x", "no-such-seat"),
        (CLEO, "x", "no-such-seat"),
        (CARL, "x", "peer-away"),
        (PIA, "x", "peer-away"),
        (PAT, "another", "stale-peer"),
    ],
    ids=[
        "a seat of another room",
        "one's own",
        "one who waits",
        "one who never came",
        "an older page of his",
    ],
)
def test_a_signal_that_cannot_arrive_is_refused_and_delivered_to_nobody(visit, to, inst, code):
    pat, cleo = visit.two()
    carl = visit.joins(CARL)
    cleo.signal(to, inst)
    assert cleo.errors() == [code]
    assert not [each for each in (pat, carl) if each.received("signal")]


def test_before_it_joined_a_page_can_say_nothing(visit):
    """A6."""
    pat, _ = visit.two()
    page = visit.opens(PIA)
    page.signal(PAT, pat.inst)
    page.write()
    page.say(Report(visit.id(), {"camera": "ok"}))
    page.say(Ping(visit.id(), 7))
    assert page.kinds() == ["error", "error", "error", "pong"]
    assert page.errors() == ["not-admitted"] * 3


def test_a_ghost_is_found_out_by_whoever_speaks_to_it(visit):
    """
    410 clears its own socket only, tells the others, and the sender hears that nobody is there.
    """
    pat, cleo = visit.two()
    pia = visit.joins(PIA)
    cleo.go_stale()
    pat.signal(CLEO, cleo.inst)
    assert pat.errors() == ["peer-away"]
    assert [each.last("peer")["state"] for each in (pat, pia)] == ["away", "away"]
    assert (visit.seat(CLEO).state, visit.seat(CLEO).conn) == (SeatState.AWAY, None)
    assert visit.store.facts[-1].why == "gone"


def test_a_ghost_does_not_take_its_successor_along(visit):
    pat, cleo = visit.two()
    cleo.go_stale()
    tab = visit.joins(CLEO, cleo.inst, resume=True)
    visit.broadcaster.vacate(visit.room.id, CLEO, cleo.socket, "gone")
    assert visit.seat(CLEO).conn == tab.socket
    assert pat.last("peer")["state"] == "here"


def test_a_full_buffer_is_no_ghost(visit):
    """429: the seat stays, and the sender may try again."""
    pat, cleo = visit.two()
    visit.sockets.busy.add(pat.socket)
    cleo.signal(PAT, pat.inst)
    assert cleo.errors() == ["later"]
    assert visit.seat(PAT).conn == pat.socket


def test_a_socket_that_closes_is_told_and_written_down_once(visit):
    pat, cleo = visit.two()
    cleo.drop()
    visit.signaling.handle_disconnect(cleo.socket)
    assert [each["state"] for each in pat.received("peer")] == ["waiting", "here", "away"]
    assert visit.store.kinds(CLEO) == ["joined", "admitted", "away"]
    back = visit.joins(CLEO, cleo.inst, resume=True)
    assert back.kinds() == ["joined"]
    assert visit.store.kinds(CLEO)[-1] == "back"


def test_a_socket_that_nobody_knows_is_ended(visit):
    visit.signaling.handle_message(ConnectionId("stranger="), lambda: Ping(visit.id(), 1))
    assert visit.sockets.closed == ["stranger="]
    assert visit.sockets.received["stranger="] == []


def test_how_one_is_goes_to_everybody_else_and_nowhere_to_rest(visit):
    pat, cleo = visit.two()
    facts = visit.store.calls["change"]
    cleo.say(State(visit.id(), MUTED))
    assert pat.last("state") == {"t": "state", "v": 1, "seat": CLEO} | MUTED
    assert (cleo.received("state"), visit.store.calls["change"]) == ([], facts)


def test_only_a_link_that_came_or_went_is_written_down(visit):
    pat, cleo = visit.two()
    for net in ("lost", "good", "weak", "good", "lost", "lost", "good"):
        cleo.say(State(visit.id(), MUTED | {"net": net}, net, PAT))
    assert visit.store.kinds()[3:] == ["media_up", "media_down", "media_up"]
    assert (visit.store.facts[-1].seat, visit.store.facts[-1].about) == (CLEO, PAT)
    assert len(pat.received("state")) == 7


def test_a_link_that_comes_and_goes_for_ever_is_written_down_so_often_and_no_more(visit):
    """
    All of it is still told, and what is written down ends with the link gone, not with a link that
    may not be there.
    """
    pat, cleo = visit.two()
    cleo.say(Leave(visit.id()))
    cleo = visit.joins(CLEO)
    before = len(visit.store.facts)
    for number in range(MAX_LINK_FACTS + 21):
        visit.clock.advance(seconds=1)
        cleo.say(State(visit.id(), MUTED, "lost" if number % 2 else "good", PAT))
    assert len(visit.store.facts) - before == MAX_LINK_FACTS
    assert visit.store.kinds()[-1] == "media_down"
    assert (len(pat.received("state")), cleo.errors()) == (MAX_LINK_FACTS + 21, [])


def test_a_link_that_went_is_written_down_however_many_came(visit):
    _, cleo = visit.two()
    visit.joins(PIA)
    cleo.say(State(visit.id(), MUTED, "good", PIA))
    for number in range(MAX_LINK_FACTS):
        visit.clock.advance(seconds=1)
        cleo.say(State(visit.id(), MUTED, "lost" if number % 2 else "good", PAT))
    assert visit.seat(CLEO).links == {PIA}
    cleo.say(State(visit.id(), MUTED, "lost", PIA))
    assert (visit.seat(CLEO).links, visit.store.facts[-1].about) == (frozenset(), PIA)


def test_a_link_to_a_seat_of_another_room_is_refused(visit):
    pat, cleo = visit.two()
    cleo.say(State(visit.id(), MUTED, "good", "01KSTRANGER"))
    assert (cleo.errors(), pat.received("state")) == (["no-such-seat"], [])


def test_fresh_credentials_are_for_the_own_seat_and_not_too_often(visit):
    """S25."""
    _, cleo = visit.two()
    cleo.say(AskIce(visit.id()))
    assert cleo.last("ice")["ice"]["servers"][0]["username"].endswith(CLEO)
    cleo.say(AskIce(visit.id()))
    assert cleo.errors() == ["slow-down"]
    visit.clock.advance(seconds=10)
    cleo.say(AskIce(visit.id()))
    assert len(cleo.received("ice")) == 2


def test_credentials_that_failed_are_not_given_again(visit):
    """S25: a process that holds some for the seat asks the relay for others."""
    _, cleo = visit.two()
    first = cleo.last("joined")["ice"]["servers"]
    cleo.say(AskIce(visit.id()))
    assert cleo.last("ice")["ice"]["servers"] != first


def test_without_a_relay_people_still_meet_and_may_ask_again(visit):
    visit.relays.down = True
    _, cleo = visit.two()
    assert cleo.last("joined")["ice"]["servers"] == []
    cleo.say(AskIce(visit.id()))
    assert cleo.errors() == ["later"]
    visit.relays.down = False
    visit.clock.advance(seconds=10)
    cleo.say(AskIce(visit.id()))
    assert cleo.last("ice")["ice"]["provider"] == "fake"


def test_the_check_of_ones_devices_reaches_the_host_before_the_start(visit):
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    result = {
        "camera": "refused",
        "microphone": "ok",
        "speaker": "ok",
        "network": "ok",
        "browser": "Firefox",
    }
    cleo.say(Report(visit.id(), result))
    assert pat.last("device") == {"t": "device", "v": 1, "seat": CLEO, "result": result}
    pia = visit.joins(PIA)
    assert pia.last("joined")["waiting"][0]["device"] == result


def test_leaving_is_told_and_the_seat_waits_for_coming_back(visit):
    pat, cleo = visit.two()
    cleo.say(Leave(visit.id()))
    assert pat.last("peer")["state"] == "left"
    cleo.drop()
    assert (visit.seat(CLEO).state, visit.store.kinds(CLEO)[-1]) == (SeatState.LEFT, "left")
    assert visit.joins(CLEO).kinds() == ["joined"]


def test_a_sign_of_life_is_written_down_at_most_once_a_minute(visit):
    _, cleo = visit.two()
    for _ in range(3):
        visit.clock.advance(seconds=59)
        cleo.say(Ping(visit.id(), 1))
    assert visit.store.calls["mark_seen"] == 1
    assert len(cleo.received("pong")) == 3


def test_a_session_of_the_same_person_in_another_role_holds_no_seat_of_his(visit):
    """V9: the ticket says who; a socket's seat is that ticket's, whatever its message says."""
    pat, cleo = visit.two()
    assert {each.name for each in Join.__dataclass_fields__.values()} == {
        "id",
        "inst",
        "resume",
        "after",
    }
    cleo.signal(PAT, pat.inst)
    assert pat.last("signal")["from"] == CLEO
    moved = replace(visit.connections.get(cleo.socket), seat=CARL)
    visit.connections.open[cleo.socket] = moved
    cleo.signal(PAT, pat.inst)
    assert cleo.errors() == ["not-admitted"]
