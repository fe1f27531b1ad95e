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
def harness():
    return PracticeHarness()


def names_of(harness, access):
    return [row.summary.name for row in harness.clients.page(access, None)[0]]


def test_no_client_before_the_agreement_is_accepted(harness):
    """S32."""
    harness.without_agreement()
    with pytest.raises(Conflict, match="Business Associate Agreement"):
        harness.client()
    assert names_of(harness, ADMIN) == []


def test_a_provider_is_assigned_to_the_client_he_adds(harness):
    client = harness.client(SAM)
    view = harness.clients.get(SAM, client.id)
    assert view.providers == [(SAM.person, "Sam Rivera")]
    assert view.client.profile == AVERY


def test_a_provider_assigns_nobody_else(harness):
    with pytest.raises(NotAllowed):
        harness.client(SAM, providers=[KIM.person])


def test_an_admin_says_who_is_assigned(harness):
    client = harness.client(ADMIN, providers=[KIM.person, SAM.person])
    assert [name for _, name in harness.clients.get(ADMIN, client.id).providers] == [
        "Kim Park",
        "Sam Rivera",
    ]


@pytest.mark.parametrize("who", ["boss", "nobody"])
def test_who_is_no_provider_cannot_be_assigned(harness, who):
    with pytest.raises(Invalid) as refusal:
        harness.client(ADMIN, providers=[PersonId(who)])
    assert set(refusal.value.fields) == {"provider_ids"}


def test_a_provider_who_is_not_assigned_finds_no_trace_of_the_client(harness):
    """S2: neither the profile nor the list reveals him, and nothing can be done to him."""
    client = harness.client(SAM).id
    for act in (
        lambda: harness.clients.get(KIM, client),
        lambda: harness.clients.change(KIM, client, {"phone": ""}, 1),
        lambda: harness.clients.invite(KIM, client),
    ):
        with pytest.raises(NotFound):
            act()
    assert (names_of(harness, KIM), names_of(harness, SAM), names_of(harness, ADMIN)) == (
        [],
        ["Avery Stone"],
        ["Avery Stone"],
    )


def test_every_attempt_on_a_client_out_of_reach_is_written_down(harness):
    """S14: a provider who tries is seen to have tried, whatever he tried."""
    client = harness.client(SAM).id
    for act in (lambda: harness.clients.get(KIM, client), lambda: harness.clients.invite(KIM, client)):
        with pytest.raises(NotFound):
            act()
    assert harness.directory.refused == [(KIM.person, client)] * 2


def test_a_request_sent_again_shows_no_client_who_was_taken_away_since(harness):
    """
    S2: a provider who added a client and is assigned no more learns nothing new by repeating his
    request.
    """
    key = IdempotencyKey("key", "0" * 64)
    client = harness.client(SAM, key=key)
    harness.clients.change(ADMIN, client.id, {"phone": "+1 555 010 9999"}, 1, [KIM.person])
    with pytest.raises(NotFound):
        harness.client(SAM, key=key)


def test_a_client_reaches_no_profile_through_the_staffs_door(harness):
    with pytest.raises(NotAllowed):
        harness.clients.page(Access(PRACTICE, PersonId("avery"), Role.CLIENT), None)


def test_two_clients_of_a_practice_cannot_share_an_email_in_any_case_of_letters(harness):
    """S5."""
    harness.client()
    with pytest.raises(Invalid) as refusal:
        harness.client(SAM, replace(MORGAN, email=AVERY.email.upper()))
    assert set(refusal.value.fields) == {"email"}
    other = harness.client(SAM, MORGAN)
    with pytest.raises(Invalid):
        harness.clients.change(SAM, other.id, {"email": AVERY.email}, 1)


def test_the_same_request_adds_one_client(harness):
    key = IdempotencyKey("key", "0" * 64)
    first = harness.client(key=key, invite=True)
    again = harness.client(key=key, invite=True)
    assert first.id == again.id
    assert len(harness.mail.sent) == 1


def test_fields_that_are_not_named_stay_and_named_ones_change(harness):
    client = harness.client(SAM, replace(AVERY, phone="+1 555 010 9999", pronouns="they/them"))
    view = harness.clients.change(SAM, client.id, {"phone": "", "preferred_name": "Av"}, 1).client
    assert (view.profile.phone, view.profile.preferred_name, view.profile.pronouns) == (
        "",
        "Av",
        "they/them",
    )
    assert view.version == 2


def test_of_two_who_edit_the_second_sees_what_the_first_stored(harness):
    client = harness.client()
    harness.clients.change(SAM, client.id, {"preferred_name": "First"}, 1)
    with pytest.raises(Conflict) as refusal:
        harness.clients.change(ADMIN, client.id, {"preferred_name": "Second"}, 1)
    assert refusal.value.fresh.client.profile.preferred_name == "First"


def test_only_an_admin_hands_a_client_over(harness):
    client = harness.client(SAM)
    with pytest.raises(NotAllowed):
        harness.clients.change(SAM, client.id, {}, 1, [KIM.person])
    harness.clients.change(ADMIN, client.id, {}, 1, [KIM.person])
    assert (names_of(harness, SAM), names_of(harness, KIM)) == ([], ["Avery Stone"])


def test_an_invited_client_is_told_nothing_by_mail_and_signs_in_as_that_profile(harness):
    """S27."""
    client = harness.client(invite=True)
    ((to, subject, text),) = harness.mail.sent
    assert to == AVERY.email
    assert not {"Avery", "Stone", "Willow"} & set((subject + text).split())
    assert client.state is AccountState.INVITED
    assert harness.memberships.rows[PRACTICE, client.person].client == client.id


def test_an_invitation_is_repeated_until_the_client_has_come(harness):
    client = harness.clients.invite(SAM, harness.client().id).client
    harness.clients.invite(SAM, client.id)
    assert len(harness.mail.sent) == 2
    harness.memberships.activate(harness.memberships.rows[PRACTICE, client.person])
    assert harness.clients.get(SAM, client.id).client.state is AccountState.ACTIVE
    with pytest.raises(Conflict):
        harness.clients.invite(SAM, client.id)


def test_an_email_that_somebody_signs_in_with_leaves_no_client_behind(harness):
    """S5: nothing half-done remains, so the same form can be sent again with another address."""
    harness.identity.invite(AVERY.email)
    key = IdempotencyKey("key", "0" * 64)
    with pytest.raises(Invalid) as refusal:
        harness.client(key=key, invite=True)
    assert set(refusal.value.fields) == {"email"}
    assert names_of(harness, ADMIN) == []
    assert (
        harness.client(SAM, MORGAN, key=IdempotencyKey("key", "1" * 64), invite=True).state
        is AccountState.INVITED
    )


@pytest.mark.parametrize(
    ("trouble", "refusal"), [(MailRefused(), Invalid), (Unavailable(), Unavailable)]
)
def test_a_client_whose_invitation_was_not_sent_stays_and_is_invited_again(harness, trouble, refusal):
    harness.mail.refuses = trouble
    with pytest.raises(refusal):
        harness.client(invite=True)
    harness.mail.refuses = None
    ((row,), _) = harness.clients.page(SAM, None)
    assert row.state is AccountState.INVITED
    harness.clients.invite(SAM, row.id)
    assert len(harness.mail.sent) == 1


def test_an_address_that_a_client_signs_in_with_is_not_changed_here(harness):
    client = harness.client(invite=True)
    with pytest.raises(Invalid):
        harness.clients.change(SAM, client.id, {"email": "other@mail.example"}, client.version)
    assert harness.clients.change(SAM, client.id, {"email": AVERY.email.upper()}, client.version)


def test_a_profile_says_why_no_invoice_can_be_written(harness):
    client = harness.client()
    assert harness.clients.get(SAM, client.id).why_no_invoices is None
    assert "Provider" in harness.clients.get(ADMIN, client.id).why_no_invoices


def test_a_client_that_is_not_there_is_absent_for_everybody(harness):
    """S3: another practice's id is answered in the same way."""
    client = harness.client()
    for access, asked in (
        (ADMIN, NOBODYS),
        (SAM, NOBODYS),
        (replace(ADMIN, practice="prc-2"), client.id),
    ):
        with pytest.raises(NotFound):
            harness.clients.get(access, asked)
