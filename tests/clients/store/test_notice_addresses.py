"""Tests to which addresses notices go, on the tables and on the fake directory."""

from dataclasses import replace

import pytest

from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.notices.domain import NoticeKind, NoticeTopic
from tests.clients.store.test_practice_directory import harness
from tests.practice.store.practice_rows import KIM, SAM

__all__ = ["harness"]


def test_a_notice_goes_to_the_address_of_its_recipient(harness):
    client, sam = harness.rows.add_client(), harness.member()
    addresses = [
        harness.directory.of(harness.notice(**recipient))
        for recipient in ({"client": client.id}, {"person": sam.person})
    ]
    assert addresses == ["avery1@mail.example", "sam@clocktree.test"]


def test_a_notice_about_a_topic_that_the_client_does_not_permit_has_no_address(harness):
    """S30: a withdrawal stops waiting notices about its topic, and no others."""
    client = harness.rows.add_client()
    invoice = harness.notice(client=client.id)
    appointment = replace(invoice, kind=NoticeKind.APPOINTMENT_BOOKED)
    harness.withdraw(client.id, NoticeTopic.INVOICE)
    assert harness.directory.of(appointment) == "avery1@mail.example"
    with pytest.raises(NotFound):
        harness.directory.of(invoice)


@pytest.mark.parametrize(
    ("phone", "number"),
    [("+1 (555) 010-9999", "+15550109999"), ("555 010 9999", None), ("", None)],
)
def test_a_text_message_needs_a_permission_and_a_number_with_its_country_code(
    harness, phone, number
):
    """S30: without a permission of its own, no number is found."""
    profile = replace(harness.rows.client().profile, phone=phone)
    client = harness.rows.add_client(profile=profile)
    notice = replace(harness.notice(client=client.id), kind=NoticeKind.APPOINTMENT_TEXT)
    with pytest.raises(NotFound):
        harness.directory.of(notice)
    harness.withdraw(client.id, NoticeTopic.INVOICE)
    with pytest.raises(NotFound):
        harness.directory.of(notice)
    harness.permit(client.id, NoticeTopic.TEXT_REMINDER)
    if number:
        assert harness.directory.of(notice) == number
    else:
        with pytest.raises(NotFound):
            harness.directory.of(notice)


@pytest.mark.parametrize("person", [KIM, PersonId("nobody"), None])
def test_a_notice_to_a_colleague_who_left_has_no_address(harness, person):
    harness.member(KIM, "Kim Park", MembershipStatus.REMOVED)
    with pytest.raises(NotFound):
        harness.directory.of(harness.notice(person=person))


def test_a_notice_about_a_client_reaches_only_colleagues_who_may_see_them(harness):
    """S2: a provider who is no longer assigned to a client gets no mail about them."""
    first, second = harness.rows.add_client(1), harness.rows.add_client(2, providers=frozenset())
    harness.member()
    boss = Membership(harness.rows.practice, KIM, frozenset({Role.ADMIN}), MembershipStatus.ACTIVE)
    summary = PersonSummary("Kim Park", "kim@clocktree.test")
    harness.rows.memberships.add(harness.rows.access, boss, summary)
    address = harness.directory.of
    assert address(harness.notice(person=SAM, clients=frozenset({first.id})))
    assert address(harness.notice(person=KIM, clients=frozenset({first.id, second.id})))
    for clients in ({second.id}, {first.id, second.id}, {ClientId("gone")}):
        with pytest.raises(NotFound):
            address(harness.notice(person=SAM, clients=frozenset(clients)))


def test_a_notice_to_an_unknown_client_has_no_address(harness):
    """
    S3: a notice to an unknown client has no address.

    A client of another practice also counts as unknown.
    """
    client = harness.rows.add_client().id
    foreign = replace(harness.notice(client=client), practice=harness.rows.foreign.practice)
    for notice in (harness.notice(client=ClientId("gone")), foreign):
        with pytest.raises(NotFound):
            harness.directory.of(notice)
