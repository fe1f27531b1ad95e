"""Tests creating, reading, changing and inviting clients."""

from dataclasses import replace

import pytest

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import PersonId
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
    return [each.row.summary.name for each in harness.client_list.page(access, None)[0]]


def test_no_client_can_be_created_before_the_agreement(harness):
    """S32: the practice must accept the Business Associate Agreement first."""
    harness.without_agreement()
    with pytest.raises(Conflict, match="Business Associate Agreement"):
        harness.client()
    assert names_of(harness, ADMIN) == []


def test_a_provider_is_assigned_to_the_clients_they_create(harness):
    client = harness.client(SAM)
    view = harness.clients.get(SAM, client.id)
    assert view.providers == [(SAM.person, "Sam Rivera")]
    assert view.client.profile == AVERY


def test_a_provider_cannot_assign_others(harness):
    with pytest.raises(NotAllowed):
        harness.client(SAM, providers=[KIM.person])


def test_an_admin_names_who_is_assigned(harness):
    client = harness.client(ADMIN, providers=[KIM.person, SAM.person])
    assert [name for _, name in harness.clients.get(ADMIN, client.id).providers] == [
        "Kim Park",
        "Sam Rivera",
    ]


@pytest.mark.parametrize("who", ["boss", "nobody"])
def test_only_providers_can_be_assigned(harness, who):
    with pytest.raises(Invalid) as refusal:
        harness.client(ADMIN, providers=[PersonId(who)])
    assert set(refusal.value.fields) == {"provider_ids"}


def test_a_client_is_absent_for_a_provider_who_is_not_assigned(harness):
    """
    S2: a provider who is not assigned to a client has no access to the client.

    They can neither read, list, change nor invite the client.
    """
    client = harness.client(SAM).id
    for act in (
        lambda: harness.clients.get(KIM, client),
        lambda: harness.clients.change(KIM, client, {"phone": ""}, 1),
        lambda: harness.clients.invite(KIM, client),
        lambda: harness.clients.withdraw(KIM, client),
    ):
        with pytest.raises(NotFound):
            act()
    assert (names_of(harness, KIM), names_of(harness, SAM), names_of(harness, ADMIN)) == (
        [],
        ["Avery Stone"],
        ["Avery Stone"],
    )


@pytest.mark.parametrize("access", [KIM, ADMIN])
def test_a_taken_address_gets_the_same_words_wherever_it_is_taken(harness, access):
    """S2, S3: nobody learns who is whose client, in this practice or in another one."""
    harness.client(SAM, invite=True)
    harness.identity.invite("known@mail.example")
    answers = []
    for email in (AVERY.email.upper(), "known@mail.example"):
        with pytest.raises(Invalid) as refusal:
            harness.client(access, replace(AVERY, email=email), invite=True)
        answers.append((str(refusal.value), refusal.value.fields))
    assert answers[0] == answers[1]
    assert "client" not in answers[0][0]


def test_every_refused_attempt_on_a_client_is_audited(harness):
    """
    S14: every refused attempt to read or invite a client is recorded.

    The refused person is a provider who is not assigned to the client.
    """
    client = harness.client(SAM).id
    for act in (
        lambda: harness.clients.get(KIM, client),
        lambda: harness.clients.invite(KIM, client),
    ):
        with pytest.raises(NotFound):
            act()
    assert harness.directory.refused == [(KIM.person, client)] * 2


def test_a_repeated_request_does_not_show_a_client_who_was_reassigned_since(harness):
    """
    S2: repeating an earlier request does not show a client to a former provider.

    The client was assigned to another provider after the first request.
    """
    key = IdempotencyKey("key", "0" * 64)
    client = harness.client(SAM, key=key)
    harness.clients.change(ADMIN, client.id, {"phone": "+1 555 010 9999"}, 1, [KIM.person])
    with pytest.raises(NotFound):
        harness.client(SAM, key=key)


def test_a_client_cannot_use_the_staffs_list_of_clients(harness):
    with pytest.raises(NotAllowed):
        harness.client_list.page(Access(PRACTICE, PersonId("avery"), Role.CLIENT), None)


def test_two_clients_of_a_practice_cannot_share_an_email_in_upper_or_lower_case(harness):
    """S5: an e-mail address in use is refused for an invited client and in an edit."""
    harness.client(invite=True)
    with pytest.raises(Invalid) as refusal:
        harness.client(SAM, replace(MORGAN, email=AVERY.email.upper()), invite=True)
    assert set(refusal.value.fields) == {"email"}
    other = harness.client(SAM, MORGAN, invite=True)
    with pytest.raises(Invalid):
        harness.clients.change(SAM, other.id, {"email": AVERY.email}, 1)


def test_a_repeated_request_creates_one_client(harness):
    key = IdempotencyKey("key", "0" * 64)
    first = harness.client(key=key, invite=True)
    again = harness.client(key=key, invite=True)
    assert first.id == again.id
    assert len(harness.mail.sent) == 1


def test_an_edit_changes_the_named_fields_only(harness):
    client = harness.client(SAM, replace(AVERY, phone="+1 555 010 9999", pronouns="they/them"))
    view = harness.clients.change(SAM, client.id, {"phone": "", "preferred_name": "Av"}, 1).client
    assert (view.profile.phone, view.profile.preferred_name, view.profile.pronouns) == (
        "",
        "Av",
        "they/them",
    )
    assert view.version == 2


def test_a_late_edit_is_refused_with_what_was_stored(harness):
    client = harness.client()
    harness.clients.change(SAM, client.id, {"preferred_name": "First"}, 1)
    with pytest.raises(Conflict) as refusal:
        harness.clients.change(ADMIN, client.id, {"preferred_name": "Second"}, 1)
    assert refusal.value.fresh.client.profile.preferred_name == "First"


def test_only_an_admin_assigns_a_client_to_another_provider(harness):
    client = harness.client(SAM)
    with pytest.raises(NotAllowed):
        harness.clients.change(SAM, client.id, {}, 1, [KIM.person])
    harness.clients.change(ADMIN, client.id, {}, 1, [KIM.person])
    assert (names_of(harness, SAM), names_of(harness, KIM)) == ([], ["Avery Stone"])


def test_a_profile_says_why_the_caller_cannot_write_invoices(harness):
    client = harness.client()
    assert harness.clients.get(SAM, client.id).why_no_invoices is None
    assert "Provider" in harness.clients.get(ADMIN, client.id).why_no_invoices


def test_an_unknown_client_is_absent_for_everybody(harness):
    """S3: a client of another practice and an unknown id get the same error."""
    client = harness.client()
    for access, absent in (
        (ADMIN, NOBODYS),
        (SAM, NOBODYS),
        (replace(ADMIN, practice="prc-2"), client.id),
    ):
        with pytest.raises(NotFound):
            harness.clients.get(access, absent)


def stored_with(harness, client, **facts):
    """Store facts that an earlier rule allowed, and return the version."""
    row = harness.client_rows.get(SAM, client.id)
    old = replace(row, profile=replace(row.profile, **facts))
    harness.client_rows.rows[PRACTICE, client.id] = old
    return old.version


def test_a_profile_with_an_old_zone_can_be_changed_by_a_form_that_sends_the_zone(harness):
    client = harness.client()
    version = stored_with(harness, client, zone="US/Eastern")
    changes = {"phone": "+1 555 010 9999", "zone": "US/Eastern"}
    profile = harness.clients.change(SAM, client.id, changes, version).client.profile
    assert (profile.phone, profile.zone) == ("+1 555 010 9999", "America/New_York")
    with pytest.raises(Invalid) as refusal:
        harness.clients.change(SAM, client.id, {"zone": "US/Pacific"}, version + 1)
    assert refusal.value.fields == {"zone": "Write America/Los_Angeles for this time zone."}


def test_what_an_earlier_rule_allowed_does_not_stand_in_the_way_of_another_change(harness):
    client = harness.client()
    version = stored_with(harness, client, phone="ask at the desk", pronouns="x" * 41)
    changes = {"preferred_name": "Av"}
    profile = harness.clients.change(SAM, client.id, changes, version).client.profile
    assert (profile.preferred_name, profile.phone) == ("Av", "ask at the desk")
    with pytest.raises(Invalid) as refusal:
        harness.clients.change(SAM, client.id, {"phone": "ask at the desk"}, version + 1)
    assert set(refusal.value.fields) == {"phone"}
