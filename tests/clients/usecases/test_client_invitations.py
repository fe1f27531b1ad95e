"""Tests inviting clients, and correcting and withdrawing their invitations."""

from dataclasses import replace

import pytest

from chalicelib.clients.domain.client import AccountState
from chalicelib.identity.usecases.invitations import EMAIL_UNUSABLE, Invitations
from chalicelib.kernel.errors import Conflict, Invalid, Unavailable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.notices.usecases.mail import MailDelayed, MailRefused
from tests.clients.usecases.test_clients import MORGAN, names_of
from tests.failing_calls import raise_unavailable
from tests.practice.practice_harness import ADMIN, AVERY, KIM, PRACTICE, SAM, PracticeHarness

PHONE = "+1 555 010 9999"


@pytest.fixture
def harness():
    return PracticeHarness()


def test_the_invitation_names_nobody_and_its_person_is_linked_to_the_profile(harness):
    """
    S27: the invitation e-mail names neither the client nor the practice.

    The invited person is linked to the client's profile.
    """
    client = harness.client(invite=True)
    ((to, subject, text),) = harness.mail.sent
    assert to == AVERY.email
    assert not {"Avery", "Stone", "Willow"} & set((subject + text).split())
    assert client.state is AccountState.INVITED
    assert harness.memberships.rows[PRACTICE, client.person].client == client.id


def test_an_invitation_can_be_repeated_until_the_client_has_signed_in(harness):
    client = harness.clients.invite(SAM, harness.client().id).client
    harness.clients.invite(SAM, client.id)
    assert len(harness.mail.sent) == 2
    harness.memberships.activate(harness.memberships.rows[PRACTICE, client.person])
    assert harness.clients.get(SAM, client.id).client.state is AccountState.ACTIVE
    with pytest.raises(Conflict):
        harness.clients.invite(SAM, client.id)


def test_an_invitation_to_an_email_in_use_leaves_no_client_behind(harness):
    """
    S5: an invitation to an e-mail address in use stores no client.

    The same form can then be sent again with another address.
    """
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
    ("mail_error", "error"),
    [(MailRefused(), Invalid), (MailDelayed(), Unavailable), (Unavailable(), Unavailable)],
)
def test_a_client_whose_invitation_was_not_sent_is_not_stored(harness, mail_error, error):
    """The same request, with the same key, then creates and invites the client."""
    key = IdempotencyKey("key", "0" * 64)
    harness.mail.refuses = mail_error
    with pytest.raises(error):
        harness.client(key=key, invite=True)
    assert names_of(harness, ADMIN) == []
    assert harness.identity.people == {}
    harness.mail.refuses = None
    assert harness.client(key=key, invite=True).state is AccountState.INVITED
    assert len(harness.mail.sent) == 1


def test_a_repeated_request_finishes_an_invitation_that_ended_halfway(harness, monkeypatch):
    key = IdempotencyKey("key", "0" * 64)
    with monkeypatch.context() as patch:
        patch.setattr(harness.identity, "invite", raise_unavailable)
        patch.setattr(harness.client_rows, "remove", raise_unavailable)
        with pytest.raises(Unavailable):
            harness.client(key=key, invite=True)
    assert harness.client(key=key, invite=True).state is AccountState.INVITED
    assert len(names_of(harness, ADMIN)) == len(harness.mail.sent) == 1


def test_an_invitation_of_a_stored_client_that_fails_leaves_them_not_invited(harness):
    client = harness.client()
    harness.mail.refuses = MailRefused()
    with pytest.raises(Invalid) as refusal:
        harness.clients.invite(SAM, client.id)
    assert set(refusal.value.fields) == {"email"}
    assert harness.clients.get(SAM, client.id).client == client


def test_the_address_of_an_invited_client_can_be_corrected(harness):
    """S5: a new invitation is sent to the new address, and the old one opens nothing."""
    client = harness.client(invite=True)
    old = harness.identity.people[AVERY.email].password
    view = harness.clients.change(SAM, client.id, {"email": "right@mail.example"}, client.version)
    assert (view.client.profile.email, view.client.state) == (
        "right@mail.example",
        AccountState.INVITED,
    )
    assert [to for to, _, _ in harness.mail.sent] == [AVERY.email, "right@mail.example"]
    assert AVERY.email not in harness.identity.people
    assert harness.identity.people["right@mail.example"].password != old


@pytest.mark.parametrize(
    "email", ["known@mail.example", "a..b@mail.example", "morgan@mail.example"]
)
def test_a_correction_to_an_address_that_cannot_be_used_changes_nothing(harness, email):
    harness.identity.invite("known@mail.example")
    harness.client(SAM, MORGAN, invite=True)
    client = harness.client(invite=True)
    password = harness.identity.people[AVERY.email].password
    with pytest.raises(Invalid) as refusal:
        harness.clients.change(SAM, client.id, {"email": email}, client.version)
    assert set(refusal.value.fields) == {"email"}
    assert harness.clients.get(SAM, client.id).client == client
    assert harness.identity.people[AVERY.email].password == password
    right = {"email": "right@mail.example"}
    assert harness.clients.change(SAM, client.id, right, client.version).client.version == 2


def test_a_correction_that_cannot_be_mailed_keeps_the_old_address(harness):
    client = harness.client(invite=True)
    harness.mail.refuses = MailRefused()
    with pytest.raises(Invalid) as refusal:
        harness.clients.change(SAM, client.id, {"email": "right@mail.example"}, client.version)
    assert set(refusal.value.fields) == {"email"}
    harness.mail.refuses = None
    assert harness.clients.invite(SAM, client.id).client.profile.email == AVERY.email
    assert [to for to, _, _ in harness.mail.sent] == [AVERY.email] * 2


def test_an_email_that_the_client_signs_in_with_cannot_be_changed(harness):
    client = harness.client(invite=True)
    harness.memberships.activate(harness.memberships.rows[PRACTICE, client.person])
    with pytest.raises(Invalid):
        harness.clients.change(SAM, client.id, {"email": "other@mail.example"}, client.version)
    assert harness.clients.change(SAM, client.id, {"email": AVERY.email.upper()}, client.version)
    assert len(harness.mail.sent) == 1


def test_an_invitation_can_be_withdrawn_until_the_client_has_signed_in(harness):
    """S5: the client stays, the address is free, and they can be invited again."""
    client = harness.client(invite=True)
    for _ in range(2):
        view = harness.clients.withdraw(SAM, client.id)
    assert (view.client.state, view.client.person) == (AccountState.NOT_INVITED, None)
    assert harness.identity.people == {}
    again = harness.clients.invite(SAM, client.id).client
    harness.memberships.activate(harness.memberships.rows[PRACTICE, again.person])
    with pytest.raises(Conflict):
        harness.clients.withdraw(SAM, client.id)


def test_without_an_invitation_no_answer_tells_that_an_address_is_taken(harness):
    """S2: a provider cannot find out who else is a client by trying addresses."""
    harness.client(KIM, invite=True)
    harness.client(KIM, MORGAN)
    tried = [harness.client(SAM, replace(each, legal_name="X")) for each in (AVERY, MORGAN)]
    edited = [
        harness.clients.change(SAM, tried[0].id, {"email": email}, version).client.profile.email
        for version, email in enumerate([MORGAN.email, AVERY.email], start=1)
    ]
    assert edited == [MORGAN.email, AVERY.email]
    with pytest.raises(Invalid) as refusal:
        harness.clients.invite(SAM, tried[0].id)
    assert refusal.value.fields == {"email": EMAIL_UNUSABLE}
    assert harness.clients.get(SAM, tried[0].id).client.state is AccountState.NOT_INVITED


def test_a_correction_whose_profile_cannot_be_stored_is_finished_by_the_same_request(
    harness, monkeypatch
):
    """S5: the profile then shows the address that the client signs in with."""
    client = harness.client(invite=True)
    correction = SAM, client.id, {"email": "right@mail.example"}, client.version
    with monkeypatch.context() as patch:
        patch.setattr(harness.client_rows, "change", raise_unavailable)
        with pytest.raises(Unavailable):
            harness.clients.change(*correction)
    assert harness.clients.get(SAM, client.id).client == client
    after = harness.clients.change(*correction).client
    assert list(harness.identity.people) == [after.profile.email] == ["right@mail.example"]
    assert after.version == 2


def test_a_correction_that_is_not_repeated_ends_with_the_next_invitation(harness, monkeypatch):
    client = harness.client(invite=True)
    with monkeypatch.context() as patch:
        patch.setattr(harness.client_rows, "change", raise_unavailable)
        with pytest.raises(Unavailable):
            harness.clients.change(SAM, client.id, {"email": "right@mail.example"}, 1)
    harness.clients.invite(SAM, client.id)
    assert list(harness.identity.people) == [AVERY.email]


def test_a_corrected_address_is_stored_although_another_edit_came_first(harness, monkeypatch):
    """The invitation is corrected first, and then the profile."""
    client = harness.client(invite=True)
    correct = harness.people.correct

    def correct_late(access, person, email):
        harness.client_rows.change(access, client, with_phone(client))
        return correct(access, person, email)

    monkeypatch.setattr(Invitations, "correct", lambda _, *arguments: correct_late(*arguments))
    with pytest.raises(Conflict) as refusal:
        harness.clients.change(SAM, client.id, {"email": "right@mail.example"}, 1)
    stored = harness.clients.get(SAM, client.id).client
    assert refusal.value.fresh.client == stored
    assert (stored.profile.phone, stored.profile.email) == (PHONE, "right@mail.example")
    assert list(harness.identity.people) == ["right@mail.example"]


def with_phone(client):
    return replace(client, profile=replace(client.profile, phone=PHONE))
