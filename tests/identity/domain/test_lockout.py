"""Tests how many guesses of one secret a day allows."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.identity.domain.lockout import (
    FORGET_SECONDS,
    LOCKOUT_SECONDS,
    FailedAttempts,
    add_attempt,
    seconds_to_wait,
)

DAY, MOST = 86_400, 100
PATIENCE = st.sampled_from([0, 1, LOCKOUT_SECONDS, FORGET_SECONDS - 1, FORGET_SECONDS])


def times_of_guesses(patience):
    """Return when somebody guesses who waits as told, and then these seconds longer."""
    attempts, now, times = FailedAttempts(), 0, []
    for seconds in patience:
        now += seconds_to_wait(attempts, now)
        if attempts.count:
            now = max(now, attempts.last + seconds)
        attempts = add_attempt(attempts, now)
        times.append(now)
    return times


def most_in_a_day(times):
    return max(sum(start <= time < start + DAY for time in times) for start in times)


def test_whoever_guesses_as_soon_as_possible_has_a_hundred_guesses_a_day():
    """S8: five guesses at once, then one every fifteen minutes."""
    times = times_of_guesses([0] * 300)
    assert times[:7] == [0, 0, 0, 2, 7, 907, 1807]
    assert most_in_a_day(times) == MOST


@given(st.lists(PATIENCE, min_size=1, max_size=150))
def test_no_choice_of_pauses_gives_more_guesses_a_day(patience):
    """S8: waiting until the count starts anew does not give more guesses."""
    assert most_in_a_day(times_of_guesses(patience)) <= MOST


def test_after_two_hours_without_an_attempt_a_person_has_five_again():
    locked = FailedAttempts(7, 0)
    assert add_attempt(locked, FORGET_SECONDS - 1).count == 8
    assert add_attempt(locked, FORGET_SECONDS).count == 1
