"""Clients: who reaches them, what is stored of them, and how they come to sign in."""

from dataclasses import replace

import pytest

from chalicelib.clients.domain import AccountState
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import PersonId
from chalicelib.notices.usecases.mail import MailRefused
from tests.practice.practice_harness import (
    ADMIN,
    AVERY,
    KIM,
    NOBODYS,
    PRACTICE,
    SAM,
    PracticeHarness,
)

MORGAN = replace(AVERY, legal_name="Morgan Lee", email="morgan@mail.example")


@pytest.fixture
def room():
    return PracticeHarness()


def listed(room, access):
    return [row.summary.name for row in room.clients.page(access, None)[0]]


def test_no_client_before_the_agreement_is_accepted(room):
    """S32."""
    room.without_agreement()
    with pytest.raises(Conflict, match="Business Associate Agreement"):
        room.client()
    assert listed(room, ADMIN) == []


def test_a_provider_is_assigned_to_the_client_he_adds(room):
    client = room.client(SAM)
    shown = room.clients.get(SAM, client.id)
    assert shown.providers == [(SAM.person, "Sam Rivera")]
    assert shown.client.profile == AVERY


def test_a_provider_assigns_nobody_else(room):
    with pytest.raises(NotAllowed):
        room.client(SAM, providers=[KIM.person])


def test_an_admin_says_who_is_assigned(room):
    client = room.client(ADMIN, providers=[KIM.person, SAM.person])
    assert [name for _, name in room.clients.get(ADMIN, client.id).providers] == [
        "Kim Park",
        "Sam Rivera",
    ]


@pytest.mark.parametrize("who", ["boss", "nobody"])
def test_who_is_no_provider_cannot_be_assigned(room, who):
    with pytest.raises(Invalid) as no:
        room.client(ADMIN, providers=[PersonId(who)])
    assert set(no.value.fields) == {"provider_ids"}


def test_a_provider_who_is_not_assigned_finds_no_trace_of_the_client(room):
    """S2: neither the profile nor the list reveals him, and nothing can be done to him."""
    client = room.client(SAM).id
    for act in (
        lambda: room.clients.get(KIM, client),
        lambda: room.clients.change(KIM, client, {"phone": ""}, 1),
        lambda: room.clients.invite(KIM, client),
    ):
        with pytest.raises(NotFound):
            act()
    assert (listed(room, KIM), listed(room, SAM), listed(room, ADMIN)) == (
        [],
        ["Avery Stone"],
        ["Avery Stone"],
    )


def test_every_attempt_on_a_client_out_of_reach_is_written_down(room):
    """S14: a provider who tries is seen to have tried, whatever he tried."""
    client = room.client(SAM).id
    for act in (lambda: room.clients.get(KIM, client), lambda: room.clients.invite(KIM, client)):
        with pytest.raises(NotFound):
            act()
    assert room.desk.refused == [(KIM.person, client)] * 2


def test_a_request_sent_again_shows_no_client_who_was_taken_away_since(room):
    """
    S2: a provider who added a client and is assigned no more learns nothing new by repeating his
    request.
    """
    key = IdempotencyKey("key", "0" * 64)
    client = room.client(SAM, key=key)
    room.clients.change(ADMIN, client.id, {"phone": "+1 555 010 9999"}, 1, [KIM.person])
    with pytest.raises(NotFound):
        room.client(SAM, key=key)


def test_a_client_reaches_no_profile_through_the_staffs_door(room):
    with pytest.raises(NotAllowed):
        room.clients.page(Access(PRACTICE, PersonId("avery"), Role.CLIENT), None)


def test_two_clients_of_a_practice_cannot_share_an_email_in_any_case_of_letters(room):
    """S5."""
    room.client()
    with pytest.raises(Invalid) as no:
        room.client(SAM, replace(MORGAN, email=AVERY.email.upper()))
    assert set(no.value.fields) == {"email"}
    other = room.client(SAM, MORGAN)
    with pytest.raises(Invalid):
        room.clients.change(SAM, other.id, {"email": AVERY.email}, 1)


def test_the_same_request_adds_one_client(room):
    key = IdempotencyKey("key", "0" * 64)
    first = room.client(key=key, invite=True)
    again = room.client(key=key, invite=True)
    assert first.id == again.id
    assert len(room.mail.sent) == 1


def test_fields_that_are_not_named_stay_and_named_ones_change(room):
    client = room.client(SAM, replace(AVERY, phone="+1 555 010 9999", pronouns="they/them"))
    shown = room.clients.change(SAM, client.id, {"phone": "", "preferred_name": "Av"}, 1).client
    assert (shown.profile.phone, shown.profile.preferred_name, shown.profile.pronouns) == (
        "",
        "Av",
        "they/them",
    )
    assert shown.version == 2


def test_of_two_who_edit_the_second_sees_what_the_first_stored(room):
    client = room.client()
    room.clients.change(SAM, client.id, {"preferred_name": "First"}, 1)
    with pytest.raises(Conflict) as no:
        room.clients.change(ADMIN, client.id, {"preferred_name": "Second"}, 1)
    assert no.value.fresh.client.profile.preferred_name == "First"


def test_only_an_admin_hands_a_client_over(room):
    client = room.client(SAM)
    with pytest.raises(NotAllowed):
        room.clients.change(SAM, client.id, {}, 1, [KIM.person])
    room.clients.change(ADMIN, client.id, {}, 1, [KIM.person])
    assert (listed(room, SAM), listed(room, KIM)) == ([], ["Avery Stone"])


def test_an_invited_client_is_told_nothing_by_mail_and_signs_in_as_that_profile(room):
    """S27."""
    client = room.client(invite=True)
    ((to, subject, text),) = room.mail.sent
    assert to == AVERY.email
    assert not {"Avery", "Stone", "Willow"} & set((subject + text).split())
    assert client.state is AccountState.INVITED
    assert room.memberships.rows[PRACTICE, client.person].client == client.id


def test_an_invitation_is_repeated_until_the_client_has_come(room):
    client = room.clients.invite(SAM, room.client().id).client
    room.clients.invite(SAM, client.id)
    assert len(room.mail.sent) == 2
    room.memberships.activate(room.memberships.rows[PRACTICE, client.person])
    assert room.clients.get(SAM, client.id).client.state is AccountState.ACTIVE
    with pytest.raises(Conflict):
        room.clients.invite(SAM, client.id)


def test_an_email_that_somebody_signs_in_with_leaves_no_client_behind(room):
    """S5: nothing half-done remains, so the same form can be sent again with another address."""
    room.identity.invite(AVERY.email)
    key = IdempotencyKey("key", "0" * 64)
    with pytest.raises(Invalid) as no:
        room.client(key=key, invite=True)
    assert set(no.value.fields) == {"email"}
    assert listed(room, ADMIN) == []
    assert (
        room.client(SAM, MORGAN, key=IdempotencyKey("key", "1" * 64), invite=True).state
        is AccountState.INVITED
    )


@pytest.mark.parametrize(
    ("trouble", "refusal"), [(MailRefused(), Invalid), (Unavailable(), Unavailable)]
)
def test_a_client_whose_invitation_was_not_sent_stays_and_is_invited_again(room, trouble, refusal):
    room.mail.refuses = trouble
    with pytest.raises(refusal):
        room.client(invite=True)
    room.mail.refuses = None
    ((row,), _) = room.clients.page(SAM, None)
    assert row.state is AccountState.INVITED
    room.clients.invite(SAM, row.id)
    assert len(room.mail.sent) == 1


def test_an_address_that_a_client_signs_in_with_is_not_changed_here(room):
    client = room.client(invite=True)
    with pytest.raises(Invalid):
        room.clients.change(SAM, client.id, {"email": "other@mail.example"}, client.version)
    assert room.clients.change(SAM, client.id, {"email": AVERY.email.upper()}, client.version)


def test_a_profile_says_why_no_invoice_can_be_written(room):
    client = room.client()
    assert room.clients.get(SAM, client.id).why_no_invoices is None
    assert "Provider" in room.clients.get(ADMIN, client.id).why_no_invoices


def test_a_client_that_is_not_there_is_absent_for_everybody(room):
    """S3: another practice's id is answered in the same way."""
    client = room.client()
    for access, asked in (
        (ADMIN, NOBODYS),
        (SAM, NOBODYS),
        (replace(ADMIN, practice="prc-2"), client.id),
    ):
        with pytest.raises(NotFound):
            room.clients.get(access, asked)
