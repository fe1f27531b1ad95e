"""Tests who may send which message over a socket, and who receives it."""

from dataclasses import replace

import pytest

from chalicelib.kernel.ids import ConnectionId
from chalicelib.visits.domain.seat import MAX_LINK_FACTS, SeatState
from chalicelib.visits.domain.signal import (
    AskIce,
    Join,
    Leave,
    Ping,
    Report,
    State,
)
from tests.visits.room_harness import CARL, CLEO, PAT, PIA, Visit
from tests.visits.sample_sdp import SDP

MUTED = {"mic": False, "cam": True, "screen": False, "hand": False, "net": "good"}


@pytest.fixture
def visit():
    return Visit()


def test_a_signal_reaches_one_peer_unchanged_with_its_sender(visit):
    """
    A signal reaches one peer unchanged, together with its sender's seat.

    The server adds this seat (docs/video.md#a2, docs/video.md#a3).
    """
    pat, cleo = visit.two()
    pia = visit.joins(PIA)
    d = {
        "desc": {"type": "offer", "sdp": f"{SDP}a=ice-options:trickle"},
        "cand": [None],
        "ufrag": "u",
    }
    cleo.signal(PAT, pat.inst, d)
    signal = pat.last("signal")
    assert signal == {"t": "signal", "v": 1, "from": CLEO, "epoch": 1, "inst": cleo.inst, "d": d}
    assert pia.received("signal") == cleo.received("signal") == []


def test_a_signal_costs_two_reads_no_write_and_one_post(visit):
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
        "the sender's own seat",
        "a waiting seat",
        "a seat that never joined",
        "an older page of the peer",
    ],
)
def test_a_signal_that_cannot_be_delivered_is_refused(visit, to, inst, code):
    pat, cleo = visit.two()
    carl = visit.joins(CARL)
    cleo.signal(to, inst)
    assert cleo.errors() == [code]
    assert not [each for each in (pat, carl) if each.received("signal")]


def test_before_joining_a_page_may_send_only_a_ping(visit):
    """
    Before it has joined, a page may send only pings (docs/video.md#a6).

    Every other message gets the error `not-admitted`.
    """
    pat, _ = visit.two()
    page = visit.opens(PIA)
    page.signal(PAT, pat.inst)
    page.write()
    page.say(Report(visit.id(), {"camera": "ok"}))
    page.say(Ping(visit.id(), 7))
    assert page.kinds() == ["error", "error", "error", "pong"]
    assert page.errors() == ["not-admitted"] * 3


def test_a_stale_connection_is_found_by_the_next_signal_to_it(visit):
    """
    A stale connection is found when the next signal is sent to it.

    If the gateway responds with status 410, the connection's seat becomes away. The sender
    gets an error, and the other people in the room are notified.
    """
    pat, cleo = visit.two()
    pia = visit.joins(PIA)
    cleo.go_stale()
    pat.signal(CLEO, cleo.inst)
    assert pat.errors() == ["peer-away"]
    assert [each.last("peer")["state"] for each in (pat, pia)] == ["away", "away"]
    assert (visit.seat(CLEO).state, visit.seat(CLEO).conn) == (SeatState.AWAY, None)
    assert visit.store.facts[-1].why == "gone"


def test_clearing_a_stale_connection_leaves_its_successor_in_the_seat(visit):
    pat, cleo = visit.two()
    cleo.go_stale()
    tab = visit.joins(CLEO, cleo.inst, resume=True)
    visit.broadcaster.vacate(visit.room.id, CLEO, cleo.socket, "gone")
    assert visit.seat(CLEO).conn == tab.socket
    assert pat.last("peer")["state"] == "here"


def test_a_full_buffer_is_no_stale_connection(visit):
    """
    Status 429 does not mean a stale connection.

    The seat stays, and the sender may try again.
    """
    pat, cleo = visit.two()
    visit.sockets.busy.add(pat.socket)
    cleo.signal(PAT, pat.inst)
    assert cleo.errors() == ["later"]
    assert visit.seat(PAT).conn == pat.socket


def test_a_closed_socket_is_announced_and_recorded_once(visit):
    pat, cleo = visit.two()
    cleo.drop()
    visit.signaling.handle_disconnect(cleo.socket)
    assert [each["state"] for each in pat.received("peer")] == ["waiting", "here", "away"]
    assert visit.store.kinds(CLEO) == ["joined", "admitted", "away"]
    back = visit.joins(CLEO, cleo.inst, resume=True)
    assert back.kinds() == ["joined"]
    assert visit.store.kinds(CLEO)[-1] == "back"


def test_an_unknown_socket_is_closed(visit):
    visit.signaling.handle_message(ConnectionId("stranger="), lambda: Ping(visit.id(), 1))
    assert visit.sockets.closed == ["stranger="]
    assert visit.sockets.received["stranger="] == []


def test_a_state_message_goes_to_the_others_and_is_not_stored(visit):
    pat, cleo = visit.two()
    facts = visit.store.calls["change"]
    cleo.say(State(visit.id(), MUTED))
    assert pat.last("state") == {"t": "state", "v": 1, "seat": CLEO} | MUTED
    assert (cleo.received("state"), visit.store.calls["change"]) == ([], facts)


def test_only_a_link_that_came_up_or_was_lost_is_recorded(visit):
    pat, cleo = visit.two()
    for net in ("lost", "good", "weak", "good", "lost", "lost", "good"):
        cleo.say(State(visit.id(), MUTED | {"net": net}, net, PAT))
    assert visit.store.kinds()[3:] == ["media_up", "media_down", "media_up"]
    assert (visit.store.facts[-1].seat, visit.store.facts[-1].about) == (CLEO, PAT)
    assert len(pat.received("state")) == 7


def test_changes_of_a_link_are_recorded_up_to_a_limit(visit):
    """
    The other participants get all changes of a link, but few are stored as facts.

    At most `MAX_LINK_FACTS` changes are recorded. The last recorded fact says that the
    link was lost, so that the time after it is not counted by mistake.
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


def test_a_lost_link_is_recorded_even_above_the_limit(visit):
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


def test_fresh_relay_credentials_are_issued_at_most_every_ten_seconds(visit):
    """
    S25: a page gets fresh relay credentials at most every ten seconds.

    The credentials are for the seat of the person who asks for them.
    """
    _, cleo = visit.two()
    cleo.say(AskIce(visit.id()))
    assert cleo.last("ice")["ice"]["servers"][0]["username"].endswith(CLEO)
    cleo.say(AskIce(visit.id()))
    assert cleo.errors() == ["slow-down"]
    visit.clock.advance(seconds=10)
    cleo.say(AskIce(visit.id()))
    assert len(cleo.received("ice")) == 2


def test_relay_credentials_that_failed_are_replaced(visit):
    """S25: a page that asks for new credentials never gets the cached ones."""
    _, cleo = visit.two()
    first = cleo.last("joined")["ice"]["servers"]
    cleo.say(AskIce(visit.id()))
    assert cleo.last("ice")["ice"]["servers"] != first


def test_without_a_relay_people_still_join_and_may_ask_again(visit):
    visit.relays.down = True
    _, cleo = visit.two()
    assert cleo.last("joined")["ice"]["servers"] == []
    cleo.say(AskIce(visit.id()))
    assert cleo.errors() == ["later"]
    visit.relays.down = False
    visit.clock.advance(seconds=10)
    cleo.say(AskIce(visit.id()))
    assert cleo.last("ice")["ice"]["provider"] == "fake"


def test_a_device_check_reaches_the_host_before_the_client_is_admitted(visit):
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


def test_leaving_is_announced_and_the_client_may_return(visit):
    pat, cleo = visit.two()
    cleo.say(Leave(visit.id()))
    assert pat.last("peer")["state"] == "left"
    cleo.drop()
    assert (visit.seat(CLEO).state, visit.store.kinds(CLEO)[-1]) == (SeatState.LEFT, "left")
    assert visit.joins(CLEO).kinds() == ["joined"]


def test_a_sign_of_life_is_stored_at_most_once_a_minute(visit):
    _, cleo = visit.two()
    for _ in range(3):
        visit.clock.advance(seconds=59)
        cleo.say(Ping(visit.id(), 1))
    assert visit.store.calls["mark_seen"] == 1
    assert len(cleo.received("pong")) == 3


def test_a_message_cannot_choose_another_seat(visit):
    """
    A message cannot choose another seat.

    Only the ticket decides in which seat a page is (docs/video.md#v9).
    """
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
