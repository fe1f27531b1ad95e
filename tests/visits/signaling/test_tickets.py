"""Tests that a ticket opens one socket, to its owner's seat (docs/video.md#a1)."""

import threading
from datetime import timedelta

import pytest
from websockets.exceptions import InvalidStatus

from chalicelib.kernel.access import Role
from chalicelib.platform.dynamodb.tables import EphemeralItem
from chalicelib.wiring import visits as wiring_visits
from tests.visits.gateway.functions import new_connection
from tests.visits.signaling.pages import Page, open_socket

USES = 6


def _status(url, **how):
    with pytest.raises(InvalidStatus) as error:
        open_socket(url, **how)
    return error.value.response.status_code


def test_a_ticket_opens_its_owners_own_seat(visit):
    pat, cleo = visit.people
    assert pat.joins().of("joined")[0]["seat"] == pat.seat
    assert Page(open_socket(cleo.address()), cleo.seat, "i1").join()["t"] == "waiting"


def test_a_ticket_comes_with_its_socket_url_and_expiry(harness, visit):
    answer = visit.people[1].request_ticket()
    assert answer.status == 201
    assert set(answer.json) == {"ticket", "url", "expires_at"}
    assert answer.json["url"] == f"wss://clocktree.test/ws?ticket={answer.json['ticket']}"
    assert len(answer.json["ticket"]) >= 43


def test_a_ticket_is_used_once(visit):
    url = visit.people[1].address()
    open_socket(url).close()
    assert _status(url) == 401


def test_an_unknown_ticket_is_refused(harness):
    for query in ("", "?ticket=", "?ticket=" + "x" * 43, "?ticket=%00", "?other=1"):
        assert _status(harness.gateway.url + query) == 401


@pytest.mark.parametrize(("seconds", "opens"), [(44, True), (46, False)])
def test_a_ticket_lives_45_seconds(harness, visit, seconds, opens):
    url = visit.people[1].address()
    harness.clock.pass_seconds(seconds)
    if opens:
        open_socket(url).close()
    else:
        assert _status(url) == 401


@pytest.mark.parametrize(
    "origin",
    sorted(
        ("https://evil.test", "http://clocktree.test", "https://clocktree.test.evil.test", "null")
    ),
)
def test_a_page_of_another_origin_is_refused(visit, origin):
    assert _status(visit.people[1].address(), origin=origin) in {401, 403}


def test_a_handshake_without_an_origin_is_accepted(visit):
    open_socket(visit.people[1].address(), origin=None).close()


def test_of_simultaneous_uses_of_a_ticket_exactly_one_succeeds(visit):
    """
    S3: if a ticket is used several times at once, exactly one use succeeds.

    So nobody who intercepted a ticket can use the ticket a second time.
    """
    for _ in range(5):
        url, ready, sockets = visit.people[1].address(), threading.Barrier(USES), []

        def use(url=url, ready=ready, sockets=sockets):
            ready.wait(10)
            try:
                sockets.append(open_socket(url))
            except InvalidStatus:
                return

        uses = [threading.Thread(target=use) for _ in range(USES)]
        for each in uses:
            each.start()
        for each in uses:
            each.join(20)
        assert len(sockets) == 1
        sockets[0].close()


def test_of_two_functions_that_redeem_one_ticket_one_succeeds(visit):
    ticket = wiring_visits.tickets().issue(visit.people[1].access, visit.appointment.id)
    connections = [
        wiring_visits.tickets().redeem(ticket.secret, new_connection()) for _ in range(2)
    ]
    assert [each is not None for each in connections] == [True, False]


def test_only_a_hash_of_the_ticket_is_stored(visit):
    """
    S22: only a hash of a ticket is stored.

    Whoever reads the table does not get a ticket that works.
    """
    ticket = visit.people[1].request_ticket().json["ticket"]
    rows = [
        str(row.to_simple_dict() if hasattr(row, "to_simple_dict") else row.attribute_values)
        for row in EphemeralItem.scan()
    ]
    assert rows
    assert not [row for row in rows if ticket in row]


def test_the_active_role_decides_who_gets_a_ticket(harness):
    """
    S4: a host who acts in the role Admin gets no ticket.

    The response is the same as for a room that does not exist.
    """
    pat = harness.practice().someone(Role.PROVIDER, "Pat Provider", Role.ADMIN)
    visit = harness.practice().visit_of(pat, harness.practice().someone(Role.CLIENT, "Cleo Client"))
    assert pat.request_ticket().status == 201
    pat.use_role(Role.ADMIN)
    own, absent = pat.request_ticket(visit.room), pat.request_ticket("01KAPPOINTMENT000000000000")
    assert own.status == 404
    assert (own.status, own.text) == (absent.status, absent.text)


def test_tickets_are_issued_only_while_the_room_is_open(harness, visit):
    pat = visit.people[0]
    opens, closes = visit.appointment.opens_at, visit.appointment.closes_at
    start = harness.clock.at
    for at, status in (
        (opens - timedelta(seconds=1), 409),
        (opens, 201),
        (closes - timedelta(seconds=1), 201),
        (closes, 409),
    ):
        harness.clock.at = at
        tickets = wiring_visits.tickets()
        if status == 201:
            assert tickets.issue(pat.access, visit.appointment.id).secret
        else:
            with pytest.raises(Exception, match=r"opens at|has ended"):
                tickets.issue(pat.access, visit.appointment.id)
    harness.clock.at = start


def test_a_signed_out_person_gets_no_ticket(visit):
    cleo = visit.people[1]
    cleo.browser.jar.clear()
    assert cleo.request_ticket().status == 401


def test_a_ticket_ends_with_its_session(harness, visit):
    """S9, S12: a ticket issued before the sign-out is refused after the sign-out."""
    cleo = visit.people[1]
    url = cleo.address()
    assert cleo.browser.post("/auth/sign-out").status == 200
    assert _status(url) == 401
    assert harness.gateway.open == []
