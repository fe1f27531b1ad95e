"""A ticket opens one socket, once, to its owner's own seat (docs/video.md#a1)."""

import threading
from datetime import timedelta

import pytest
from websockets.exceptions import InvalidStatus

from chalicelib.kernel.access import Role
from chalicelib.platform.dynamodb.tables import EphemeralItem
from chalicelib.wiring import visits as wiring_visits
from tests.visits.gateway.functions import new_connection
from tests.visits.signaling.pages import Page, opened

USES = 6


def _status(url, **how):
    with pytest.raises(InvalidStatus) as error:
        opened(url, **how)
    return error.value.response.status_code


def test_a_ticket_opens_its_owners_own_seat(visit):
    pat, cleo = visit.people
    assert pat.joins().of("joined")[0]["seat"] == pat.seat
    assert Page(opened(cleo.address()), cleo.seat, "i1").join()["t"] == "waiting"


def test_the_ticket_is_complete_and_short_lived(harness, visit):
    answer = visit.people[1].request_ticket()
    assert answer.status == 201
    assert set(answer.json) == {"ticket", "url", "expires_at"}
    assert answer.json["url"] == f"wss://clocktree.test/ws?ticket={answer.json['ticket']}"
    assert len(answer.json["ticket"]) >= 43


def test_a_ticket_is_used_once(visit):
    url = visit.people[1].address()
    opened(url).close()
    assert _status(url) == 401


def test_an_unknown_ticket_opens_nothing(harness):
    for query in ("", "?ticket=", "?ticket=" + "x" * 43, "?ticket=%00", "?other=1"):
        assert _status(harness.gateway.url + query) == 401


@pytest.mark.parametrize(("seconds", "opens"), [(44, True), (46, False)])
def test_a_ticket_lives_45_seconds(harness, visit, seconds, opens):
    url = visit.people[1].address()
    harness.clock.pass_seconds(seconds)
    if opens:
        opened(url).close()
    else:
        assert _status(url) == 401


@pytest.mark.parametrize(
    "origin",
    sorted(
        ("https://evil.test", "http://clocktree.test", "https://clocktree.test.evil.test", "null")
    ),
)
def test_a_page_of_another_origin_opens_nothing(visit, origin):
    assert _status(visit.people[1].address(), origin=origin) in {401, 403}


def test_what_is_no_browser_needs_no_origin(visit):
    opened(visit.people[1].address(), origin=None).close()


def test_of_simultaneous_uses_exactly_one_wins(visit):
    """S3: a ticket that is read on its way is worth nothing to whoever comes second."""
    for _ in range(5):
        url, ready, won = visit.people[1].address(), threading.Barrier(USES), []

        def use(url=url, ready=ready, won=won):
            ready.wait(10)
            try:
                won.append(opened(url))
            except InvalidStatus:
                return

        uses = [threading.Thread(target=use) for _ in range(USES)]
        for each in uses:
            each.start()
        for each in uses:
            each.join(20)
        assert len(won) == 1
        won[0].close()


def test_of_two_functions_that_redeem_one_ticket_one_gets_it(visit):
    issued = wiring_visits.tickets().issue(visit.people[1].access, visit.appointment.id)
    found = [wiring_visits.tickets().redeem(issued.secret, new_connection()) for _ in range(2)]
    assert [each is not None for each in found] == [True, False]


def test_only_a_hash_of_the_ticket_rests(visit):
    """S22: whoever reads the table can open nothing with it."""
    ticket = visit.people[1].request_ticket().json["ticket"]
    rows = [
        str(row.to_simple_dict() if hasattr(row, "to_simple_dict") else row.attribute_values)
        for row in EphemeralItem.scan()
    ]
    assert rows
    assert not [row for row in rows if ticket in row]


def test_the_role_that_is_worn_now_decides(harness):
    """S4: a host in another role has no seat, and cannot tell whether there is a room."""
    pat = harness.practice().someone(Role.PROVIDER, "Pat Provider", Role.ADMIN)
    visit = harness.practice().visit_of(pat, harness.practice().someone(Role.CLIENT, "Cleo Client"))
    assert pat.request_ticket().status == 201
    pat.use_role(Role.ADMIN)
    mine, absent = pat.request_ticket(visit.room), pat.request_ticket("01KAPPOINTMENT000000000000")
    assert mine.status == 403
    assert (mine.status, mine.text) == (absent.status, absent.text)


def test_a_room_has_its_hours(harness, visit):
    pat = visit.people[0]
    opens, closes = visit.appointment.opens_at, visit.appointment.closes_at
    kept = harness.clock.at
    for at, status in (
        (opens - timedelta(seconds=1), 409),
        (opens, 201),
        (closes - timedelta(seconds=1), 201),
        (closes, 409),
    ):
        harness.clock.at = at
        issued = wiring_visits.tickets()
        if status == 201:
            assert issued.issue(pat.access, visit.appointment.id).secret
        else:
            with pytest.raises(Exception, match=r"opens at|has ended"):
                issued.issue(pat.access, visit.appointment.id)
    harness.clock.at = kept


def test_who_is_signed_out_gets_no_ticket(visit):
    cleo = visit.people[1]
    cleo.browser.jar.clear()
    assert cleo.request_ticket().status == 401


def test_a_ticket_does_not_outlive_its_session(harness, visit):
    """S9, S12: a ticket that was fetched before the sign-out opens nothing after it."""
    cleo = visit.people[1]
    url = cleo.address()
    assert cleo.browser.post("/auth/sign-out").status == 200
    assert _status(url) == 401
    assert harness.gateway.open == []
