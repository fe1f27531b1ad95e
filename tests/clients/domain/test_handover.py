"""Tests the rules by which a provider takes over clients."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clients.domain.client import Cover
from chalicelib.clients.domain.handover import Handover, cover_for
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PersonId

NOW, TODAY = datetime(2026, 11, 24, 15, tzinfo=UTC), date(2026, 11, 24)
ZONE = "America/New_York"
SAM, KIM = PersonId("sam"), PersonId("kim")
PEOPLE = st.frozensets(st.sampled_from([SAM, KIM, PersonId("jo"), PersonId("wil")]))


@given(PEOPLE)
def test_a_handover_for_good_replaces_one_provider_by_another_and_no_others(before):
    after = Handover(SAM, KIM).assigned(before)
    assert after == (before | {KIM}) - {SAM} if SAM in before else after == before


@given(PEOPLE)
def test_a_cover_changes_nobody_who_is_assigned(before):
    cover = Cover(KIM, NOW, NOW + timedelta(1), SAM)
    assert Handover(SAM, KIM, cover).assigned(before) == before


def test_a_cover_lasts_from_the_first_minute_of_its_first_day_to_the_last_of_its_last():
    """The clocks go back on the last day but one, which then has 25 hours."""
    cover = cover_for(SAM, KIM, (date(2027, 11, 6), date(2027, 11, 7)), ZONE, NOW)
    assert (cover.since, cover.until) == (
        datetime(2027, 11, 6, 4, tzinfo=UTC),
        datetime(2027, 11, 8, 5, tzinfo=UTC),
    )


@given(st.datetimes(datetime(2026, 11, 20), datetime(2026, 12, 10)))  # noqa: DTZ001 - made aware
def test_a_cover_is_active_on_its_days_by_the_clock_of_the_practice(moment):
    first, last = date(2026, 11, 25), date(2026, 12, 2)
    cover = cover_for(SAM, KIM, (first, last), "UTC", NOW)
    at = moment.replace(tzinfo=UTC)
    assert cover.is_active(at) == (first <= at.date() <= last)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (TODAY, TODAY - timedelta(1)),
        (TODAY - timedelta(9), TODAY - timedelta(1)),
        (TODAY, TODAY + timedelta(400)),
    ],
)
def test_days_that_cannot_be_are_refused_at_the_last_day(first, last):
    with pytest.raises(Invalid) as refusal:
        cover_for(SAM, KIM, (first, last), ZONE, NOW)
    assert set(refusal.value.fields) == {"until"}
