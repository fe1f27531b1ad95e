"""Tests the sentence that a person reads while they must wait."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.identity.domain.lockout import FailedAttempts
from chalicelib.identity.usecases.guess_limits import Guess, GuessLimits
from chalicelib.kernel.access import system
from chalicelib.kernel.errors import TooMany
from chalicelib.kernel.ids import PracticeId
from tests.identity.fake_failed_attempts import FakeFailedAttempts
from tests.identity.fake_used_codes import FakeUsedCodes
from tests.platform.fake_audit_trail import FakeAuditTrail

LOCKED_AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds_left", "words"),
    [(1, "Wait 1 second,"), (2, "Wait 2 seconds,"), (60, "Wait 60 seconds,"), (61, "Wait 2 min")],
)
def test_the_time_to_wait_is_written_as_people_write_it(seconds_left, words):
    attempts = FakeFailedAttempts({"secret ": FailedAttempts(5, int(LOCKED_AT.timestamp()))})
    now = LOCKED_AT + timedelta(minutes=15) - timedelta(seconds=seconds_left)
    limits = GuessLimits(attempts, FakeUsedCodes(), FakeAuditTrail(), lambda: now, str)
    guess = Guess(system(PracticeId("prc-1")), "secret", "", "", "sign in")
    with pytest.raises(TooMany, match=words):
        limits.count(guess)
