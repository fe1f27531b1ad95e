"""Tests listing and inviting colleagues."""

import pytest

from chalicelib.identity.domain.membership import PersonSummary
from chalicelib.identity.usecases.colleagues import Colleagues
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Invalid, NotAllowed
from chalicelib.kernel.idempotency import IdempotencyKey
from tests.practice.practice_harness import ADMIN, SAM, PracticeHarness

PAT, PROVIDER = PersonSummary(" Pat Moss ", "pat@clocktree.test"), frozenset({Role.PROVIDER})


class FakeInvitationRequests:
    """A fake `InvitationRequests` that keeps the results of requests in memory."""

    def __init__(self):
        self.rows = {}

    def result_of(self, access, key):
        return self.rows.get((access.person, key.key))

    def remember(self, access, key, result):
        self.rows[access.person, key.key] = result


@pytest.fixture
def harness():
    return PracticeHarness()


@pytest.fixture
def colleagues(harness):
    return Colleagues(harness.people, harness.memberships, FakeInvitationRequests())


def test_a_repeated_request_invites_once(harness, colleagues):
    key = IdempotencyKey("key", "0" * 64)
    first, again = (colleagues.invite(ADMIN, PAT, PROVIDER, key) for _ in range(2))
    assert first[0].person == again[0].person
    assert first[1].name == "Pat Moss"
    assert len(harness.mail.sent) == 1


def test_every_wrong_field_is_named_at_once(colleagues):
    with pytest.raises(Invalid) as refusal:
        colleagues.invite(ADMIN, PersonSummary("", "pat"), PROVIDER, None)
    assert set(refusal.value.fields) == {"name", "email"}


def test_only_an_admin_lists_and_invites_colleagues(colleagues):
    """S4: a provider can neither list nor invite colleagues."""
    for act in (
        lambda: colleagues.page(SAM, None),
        lambda: colleagues.invite(SAM, PAT, PROVIDER, None),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_team_is_listed(colleagues):
    assert [summary.name for _, summary in colleagues.page(ADMIN, None)[0]] == [
        "Jordan Ellis",
        "Sam Rivera",
        "Kim Park",
    ]
