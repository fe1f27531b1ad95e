"""
Tests the stores of sign-in steps, failed attempts and used codes.

The same tests run for the tables and the fakes.
"""

import pytest

from chalicelib.identity.domain.lockout import FailedAttempts
from chalicelib.identity.usecases.identity_provider import Challenge, ChallengeKind, ProviderTokens
from chalicelib.identity.usecases.sign_in_steps import NextStep, SignInStep
from chalicelib.kernel.ids import PersonId, PracticeId
from tests.identity.store.sign_in_stores import NOW, PERSON, in_memory, on_tables


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def stores(request):
    with request.param() as stores:
        yield stores


@pytest.mark.parametrize(
    "step",
    [
        SignInStep(
            NextStep.TOTP,
            PracticeId("p"),
            PERSON,
            challenge=Challenge(ChallengeKind.TOTP, PERSON, "thread"),
        ),
        SignInStep(
            NextStep.ENROL_TOTP,
            PracticeId("p"),
            PERSON,
            tokens=ProviderTokens(PERSON, "access", "refresh"),
        ),
    ],
)
def test_a_step_can_be_read_until_it_expires_and_taken_once(stores, step):
    stores.steps.put("s" * 43, step, NOW + 600)
    assert stores.steps.get("s" * 43, NOW + 599) == step
    assert stores.steps.get("s" * 43, NOW + 600) is None
    assert [stores.steps.take("s" * 43), stores.steps.take("s" * 43)] == [True, False]
    assert stores.steps.get("s" * 43, NOW) is None


def test_failed_attempts_are_counted_only_if_nobody_else_counted_meanwhile(stores):
    assert stores.failed_attempts.read("wil") == FailedAttempts()
    assert stores.failed_attempts.count("wil", FailedAttempts(), FailedAttempts(1, NOW))
    assert not stores.failed_attempts.count("wil", FailedAttempts(), FailedAttempts(1, NOW))
    assert stores.failed_attempts.count("wil", FailedAttempts(1, NOW), FailedAttempts(2, NOW + 1))
    assert not stores.failed_attempts.count(
        "wil", FailedAttempts(1, NOW), FailedAttempts(2, NOW + 1)
    )
    assert (stores.failed_attempts.read("wil"), stores.failed_attempts.read("other")) == (
        FailedAttempts(2, NOW + 1),
        FailedAttempts(),
    )
    stores.failed_attempts.clear("wil")
    assert stores.failed_attempts.read("wil") == FailedAttempts()


def test_a_code_is_claimed_once_until_it_expires(stores):
    claims = [
        stores.codes.claim(PERSON, "012345", NOW + after, NOW + after + 300)
        for after in (0, 1, 299, 300)
    ]
    assert claims == [True, False, False, True]
    assert stores.codes.claim(PersonId("other"), "012345", NOW, NOW + 300)
