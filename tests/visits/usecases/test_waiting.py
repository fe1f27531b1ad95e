"""Tests that a provider learns who waits, and that clients read only what is true."""

from dataclasses import replace

import pytest

from chalicelib.appointments.domain.handover import handed_over
from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import NotFound, Unavailable
from chalicelib.kernel.ids import PersonId
from chalicelib.notices.domain import NoticeKind
from chalicelib.visits.domain.seat import SeatState
from tests.billing.builders import PRACTICE
from tests.visits.room_harness import ADMIN, CARL, CLEO, PAT, PIA, ROOM, Visit, an_access


@pytest.fixture
def visit():
    return Visit()


def knowledge(page):
    return page.last("waiting")["host_knows"]


def waiting_of(visit, seat, **changes):
    return [each.seat for each in visit.waiting_clients.of_caller(an_access(seat, **changes))]


def test_a_provider_sees_who_waits_and_the_client_is_told(visit):
    cleo = visit.opens(CLEO).join()
    assert knowledge(cleo) == "nothing"
    assert waiting_of(visit, PAT) == [CLEO]
    assert knowledge(cleo) == "nothing"
    (shown,) = visit.waiting_clients.show(an_access(PAT), ROOM)
    assert (shown.seat, shown.name, shown.since) == (CLEO, "Cleo Client", visit.clock())
    assert knowledge(cleo) == "seen"


def test_a_provider_sees_who_waits_in_the_admin_role_too(visit):
    visit.opens(CLEO).join()
    assert waiting_of(visit, PAT, role=Role.ADMIN, roles=frozenset({Role.ADMIN})) == [CLEO]


def test_nobody_waits_who_was_let_in_left_or_closed_the_page(visit):
    cleo = visit.opens(CLEO).join()
    cleo.drop()
    assert waiting_of(visit, PAT) == []
    visit.two()
    assert waiting_of(visit, PAT) == []


def test_the_list_of_who_waits_opens_nothing(visit):
    """
    S15: the list of who waits has no names, and reading it is not audited.

    Pages request the list by themselves, without an action of a person.
    """
    visit.opens(CLEO).join()
    visit.records.opened.clear()
    entries = len(visit.audit.entries)
    (waiting,) = visit.waiting_clients.of_caller(an_access(PAT))
    assert (waiting.name, visit.records.opened) == ("", [])
    assert len(visit.audit.entries) == entries


@pytest.mark.parametrize("person", [PIA, CARL])
def test_only_a_provider_of_the_appointment_who_may_see_it_learns_who_waits(visit, person):
    """S2: a provider who is not assigned to every client is told nothing."""
    visit.opens(CLEO).join()
    visit.assign(PAT)
    stranger = an_access(person, role=Role.PROVIDER, client=None)
    assert visit.waiting_clients.of_caller(stranger) == []
    with pytest.raises(NotFound):
        visit.waiting_clients.show(stranger, ROOM)


def test_an_admin_who_takes_no_part_does_not_count_as_having_seen(visit):
    cleo = visit.opens(CLEO).join()
    admin = replace(an_access(PAT), person="per_admin", role=Role.ADMIN)
    with pytest.raises(NotFound):
        visit.waiting_clients.show(admin, ROOM)
    assert knowledge(cleo) == "nothing"


def test_after_a_minute_without_a_look_every_host_gets_one_mail(visit):
    cleo = visit.opens(CLEO).join()
    visit.clock.advance(seconds=59)
    visit.sweeper.sweep()
    assert visit.outbox.sent == []
    visit.clock.advance(seconds=1)
    for _ in range(3):
        visit.sweeper.sweep()
    assert [(each.kind, each.person) for each in visit.outbox.sent] == [
        (NoticeKind.CLIENT_WAITING, "per_pat"),
        (NoticeKind.CLIENT_WAITING, "per_pia"),
    ]
    assert visit.store.notices == visit.outbox.sent
    assert knowledge(cleo) == "mailed"


def test_no_mail_goes_out_once_a_page_of_a_host_has_shown_the_client(visit):
    cleo = visit.opens(CLEO).join()
    visit.waiting_clients.show(an_access(PIA), ROOM)
    visit.clock.advance(minutes=5)
    visit.sweeper.sweep()
    assert (visit.outbox.sent, knowledge(cleo)) == ([], "seen")


def test_no_mail_goes_out_while_a_host_is_in_the_room(visit):
    visit.opens(PAT).join()
    cleo = visit.opens(CLEO).join()
    assert knowledge(cleo) == "seen"
    visit.clock.advance(minutes=5)
    visit.sweeper.sweep()
    assert visit.outbox.sent == []


def test_a_host_who_was_taken_off_a_client_gets_no_mail(visit):
    """
    S2: a host who is no longer assigned to the client gets no mail about them.

    If no host is left, the Admins are told once. A host who may see the client again is told.
    """
    cleo = visit.opens(CLEO).join()
    visit.assign()
    visit.clock.advance(minutes=1)
    visit.sweeper.sweep()
    visit.sweeper.sweep()
    assert [(each.kind, each.person) for each in visit.outbox.sent] == [
        (NoticeKind.CLIENT_UNATTENDED, ADMIN)
    ]
    assert knowledge(cleo) == "nothing"
    visit.assign(PIA)
    visit.sweeper.sweep()
    assert [each.person for each in visit.outbox.sent] == [ADMIN, "per_pia"]
    assert knowledge(cleo) == "mailed"


def test_admins_are_told_of_a_client_whose_providers_have_left_the_practice(visit):
    visit.opens(CLEO).join()
    for seat in (PAT, PIA):
        member = visit.directory.memberships.rows[PRACTICE, an_access(seat).person]
        visit.directory.memberships.put(replace(member, status=MembershipStatus.REMOVED))
    visit.clock.advance(minutes=1)
    visit.sweeper.sweep()
    assert [each.person for each in visit.outbox.sent] == [ADMIN]


def test_whoever_takes_a_visit_over_has_its_seat_and_is_told_who_waits(visit):
    """S2: the former provider is put out of the room, and the new one gets a mail."""
    pat, cleo = visit.opens(PAT).join(), visit.opens(CLEO).join()
    visit.waiting_clients.show(an_access(PIA), ROOM)
    new = PersonId("per_new")
    visit.employ(new, "Nia New", Role.PROVIDER)
    visit.assign(PIA, new=new)
    after = handed_over(visit.booked, visit.clock(), an_access(PAT).person, new, "Nia New")
    visit.book(replace(after, version=2))
    visit.rooms.update_room(visit.booked)
    assert (visit.seat(PAT).person, visit.seat(PAT).state) == (new, SeatState.INVITED)
    assert (pat.byes(), visit.store.kinds(PAT)[-1]) == ([4003], "left")
    assert knowledge(cleo) == "nothing"
    visit.clock.advance(minutes=1)
    visit.sweeper.sweep()
    assert [each.person for each in visit.outbox.sent] == [new, "per_pia"]


def test_a_mail_that_one_host_did_not_get_is_not_claimed(visit):
    cleo = visit.opens(CLEO).join()
    visit.outbox.refused.add("per_pat")
    visit.clock.advance(minutes=1)
    visit.sweeper.sweep()
    assert [each.person for each in visit.outbox.sent] == ["per_pia"]
    assert knowledge(cleo) == "nothing"


def test_a_stop_after_the_mail_claims_nothing_and_sends_no_second_mail(visit):
    cleo = visit.opens(CLEO).join()
    visit.clock.advance(minutes=1)
    deliver = visit.outbox.deliver
    visit.outbox.deliver = lambda notice: deliver(notice) and not visit.store.down.add("change")
    with pytest.raises(Unavailable):
        visit.sweeper.sweep()
    visit.store.down.clear()
    visit.clock.advance(minutes=1)
    visit.sweeper.sweep()
    assert (len(visit.outbox.sent), knowledge(cleo)) == (2, "nothing")


def test_a_host_who_looks_at_the_same_moment_gets_no_mail(visit):
    visit.opens(CLEO).join()
    visit.clock.advance(minutes=1)
    visit.store.meanwhile.append(lambda: visit.waiting_clients.show(an_access(PAT), ROOM))
    visit.sweeper.sweep()
    assert visit.outbox.sent == []


def test_a_client_who_leaves_and_returns_waits_anew(visit):
    cleo = visit.opens(CLEO).join()
    visit.waiting_clients.show(an_access(PAT), ROOM)
    visit.clock.advance(minutes=1)
    visit.admission.leave(visit.connections.get(cleo.socket), visit.store.snapshot(ROOM))
    again = visit.opens(CLEO).join()
    assert knowledge(again) == "nothing"
