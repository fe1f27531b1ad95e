"""Tests that a visit survives a change of role, but not the end of the session."""

import json

import pytest
from websockets.exceptions import ConnectionClosed

from chalicelib.clients.store import keys as client_keys
from chalicelib.clients.store.items import ClientProviderItem
from chalicelib.identity.domain.session import IDLE_SECONDS
from chalicelib.identity.store import keys as identity_keys
from chalicelib.identity.store.memberships import MembershipItem
from chalicelib.kernel.access import Role
from chalicelib.kernel.caller import Caller
from chalicelib.wiring import identity as wiring_identity
from chalicelib.wiring import visits as wiring_visits
from tests.visits.signaling.pages import Page, open_socket


@pytest.fixture
def dual(harness):
    """Return a visit whose host is also an Admin, and the pages of both people."""
    practice = harness.practice()
    pat = practice.someone(Role.PROVIDER, "Pat Provider", Role.ADMIN)
    visit = practice.visit_of(pat, practice.someone(Role.CLIENT, "Cleo Client"))
    return visit, *visit.all_in()


def sweep():
    return wiring_visits.connection_sweeper().sweep()["dismissed"]


def test_a_host_who_switches_role_stays_in_the_visit(dual):
    visit, pat, cleo = dual
    visit.people[0].use_role(Role.ADMIN)
    assert sweep() == 0
    cleo.signal(pat)
    assert pat.next("signal")["from"] == cleo.seat
    pat.say("lock", locked=True)
    assert cleo.next("room")["locked"]
    assert not [each for each in cleo.news() if each["t"] == "peer"]


def test_the_page_of_a_host_in_another_role_returns_to_its_seat(harness, dual):
    """A lost socket does not end a visit whose host has changed role in another tab."""
    visit, pat, cleo = dual
    host = visit.people[0]
    host.use_role(Role.ADMIN)
    harness.gateway.abort([harness.gateway.open[0]])
    with pytest.raises(ConnectionClosed):
        pat.next("nothing")
    cleo.next("peer", seat=pat.seat, state="away")
    again = Page(open_socket(host.address(inst=pat.inst)), pat.seat, pat.inst, harness.tick)
    assert again.join(resume=True)["host"]
    assert cleo.next("peer", seat=pat.seat)["state"] == "here"
    assert sweep() == 0


def announce_file(person, inst):
    """Request an upload of a file to the room, as the page with the id `inst`."""
    offer = {"name": "plan.pdf", "media_type": "application/pdf", "size": 9}
    body = json.dumps(offer | ({"inst": inst} if inst else {}))
    path = f"/appointments/{person.room}/files"
    return person.browser.call("POST", path, body, resource="/appointments/{appointment_id}/files")


def test_a_host_in_another_role_goes_on_sharing_files(dual):
    """
    A host who changes role in another tab can still share files from the room.

    The request contains the id of the page that holds the person's seat. The product then
    uses the role in which that page joined. A request without this id, or with the id of
    another person's page, is refused.
    """
    visit, pat, cleo = dual
    host, client = visit.people
    host.use_role(Role.ADMIN)
    shared = [announce_file(host, pat.inst), announce_file(client, cleo.inst)]
    assert [each.status for each in shared] == [201, 201]
    refused = [announce_file(host, inst) for inst in ("", cleo.inst)]
    assert [(each.status, "take part" in each.text) for each in refused] == [(403, True)] * 2


def test_another_page_gets_no_ticket_in_another_role(dual):
    """S4: in another role, only the page that holds the seat can return to the seat."""
    visit, pat, cleo = dual
    host, client = visit.people
    host.use_role(Role.ADMIN)
    for inst in ("", "another", cleo.inst):
        assert host.request_ticket(inst=inst).status == 404
    assert client.request_ticket(inst=pat.inst).status == 201
    assert host.request_ticket(inst=pat.inst).status == 201
    pat.say("leave")
    cleo.next("peer", seat=pat.seat, state="left")
    assert host.request_ticket(inst=pat.inst).status == 404


def test_the_id_of_a_page_opens_nothing_for_somebody_else(dual):
    """
    S3: the id of a page opens a seat only for the seat's owner.

    The other people in the room know the id.
    """
    visit, pat, _ = dual
    stranger = visit.practice.someone(Role.PROVIDER, "Stu Stranger", Role.ADMIN)
    assert stranger.request_ticket(visit.room, inst=pat.inst).status == 404
    stranger.use_role(Role.ADMIN)
    assert stranger.request_ticket(visit.room, inst=pat.inst).status == 404


def test_a_sign_out_in_another_role_ends_the_visit_at_once(dual):
    """S9: a sign-out closes all sockets opened since the sign-in, in any role."""
    visit, pat, cleo = dual
    visit.people[0].use_role(Role.ADMIN)
    assert visit.people[0].browser.post("/auth/sign-out").status == 200
    pat.end()
    assert cleo.next("peer", seat=pat.seat)["state"] == "left"


@pytest.mark.parametrize("cause", ["idle", "removed", "signed in elsewhere"])
def test_a_visit_ends_with_its_session_in_another_role(harness, dual, cause):
    """
    S9, S12: when a session ends, a visit that was joined in another role ends too.

    The visit ends within a minute.
    """
    visit, pat, cleo = dual
    host = visit.people[0]
    host.use_role(Role.ADMIN)
    if cause == "idle":
        for _ in range(IDLE_SECONDS // 300):
            harness.clock.pass_seconds(300)
            assert visit.people[1].browser.post("/auth/touch").status == 200
    elif cause == "removed":
        wiring_identity.memberships().end_sessions(visit.practice.access(), host.access.person)
    else:
        wiring_identity.sessions().open(host.membership, Caller())
    assert sweep() == 1
    pat.end()
    assert cleo.next("peer", seat=pat.seat)["state"] == "left"
    assert host.request_ticket(inst=pat.inst).status == 401


def test_a_host_who_loses_the_role_of_the_visit_is_told_so(dual):
    """
    S9: a host who loses the Provider role is out of the visit within a minute.

    The response to their next ticket request names the cause.
    """
    visit, pat, cleo = dual
    host = visit.people[0]
    host.use_role(Role.ADMIN)
    key = identity_keys.membership(visit.practice.id, host.access.person)
    MembershipItem.get(*key).update([MembershipItem.roles.set({Role.ADMIN.value})])
    assert sweep() == 1
    pat.end()
    assert cleo.next("peer", seat=pat.seat)["state"] == "left"
    answer = host.request_ticket(inst=pat.inst)
    assert (answer.status, "no longer have the role" in answer.json["message"]) == (403, True)


def test_a_provider_who_is_taken_off_the_client_gets_the_answer_of_no_room(dual):
    """
    S2, S3: a provider who is no longer assigned gets 404, as for an unknown room.

    The page that was in the room tells the provider why, but the response does not.
    """
    visit, pat, _ = dual
    host = visit.people[0]
    key = client_keys.client_provider(
        visit.practice.id, visit.appointment.client, host.access.person
    )
    ClientProviderItem(*key).delete()
    assert sweep() == 1
    pat.end()
    assert host.request_ticket(inst=pat.inst).status == 404


def test_a_replaced_session_is_told_what_replaced_it(dual):
    visit, *_ = dual
    host = visit.people[0]
    wiring_identity.sessions().open(host.membership, Caller())
    answer = host.request_ticket()
    assert (answer.status, answer.json["error"]) == (401, "SignedInElsewhere")
    assert "another computer or browser" in answer.json["message"]
