"""Tests the rules for consents and their withdrawals."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clients.domain.consent import (
    Consent,
    ConsentKind,
    ConsentMethod,
    ConsentState,
    Withdrawal,
    validate_consent,
    validate_withdrawal,
)
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import ClientId, ConsentId, PersonId

TODAY, NOW, SAM = date(2026, 11, 24), datetime(2026, 11, 24, 15, tzinfo=UTC), PersonId("sam")
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
CONSENT = Consent(
    ConsentId("con-1"),
    ClientId("cli-1"),
    ConsentKind.TELEHEALTH,
    "",
    TODAY,
    None,
    ConsentMethod.PAPER,
    NOW,
    SAM,
)
WITHDRAWAL = Withdrawal(TODAY, "Moved away", NOW, SAM)


def wrong_fields(check, *arguments):
    with pytest.raises(Invalid) as refusal:
        check(*arguments)
    return set(refusal.value.fields)


@given(given_on=DAYS, until=st.none() | DAYS, day=DAYS)
def test_a_consent_is_in_force_until_its_last_day(given_on, until, day):
    state = replace(CONSENT, given_on=given_on, until=until).state_on(day)
    has_ended = until is not None and day > until
    assert state is (ConsentState.ENDED if has_ended else ConsentState.IN_FORCE)


@given(day=DAYS, until=st.none() | DAYS)
def test_a_withdrawn_consent_never_counts_again(day, until):
    withdrawn = replace(CONSENT, until=until, withdrawal=WITHDRAWAL)
    assert withdrawn.state_on(day) is ConsentState.WITHDRAWN


@pytest.mark.parametrize("kind", [ConsentKind.RELEASE, ConsentKind.OTHER])
def test_a_consent_that_says_nothing_by_its_kind_needs_a_scope(kind):
    assert wrong_fields(validate_consent, replace(CONSENT, kind=kind, scope=" "), TODAY) == {
        "scope"
    }
    scope = "Dr. Low may read the treatment plan"
    valid = validate_consent(replace(CONSENT, kind=kind, scope=f" {scope} "), TODAY)
    assert valid.scope == scope


def test_a_consent_is_given_today_or_earlier_and_ends_later():
    tomorrow, yesterday = TODAY + timedelta(1), TODAY - timedelta(1)
    assert wrong_fields(validate_consent, replace(CONSENT, given_on=tomorrow), TODAY) == {
        "given_on"
    }
    assert wrong_fields(validate_consent, replace(CONSENT, until=yesterday), TODAY) == {"until"}
    assert validate_consent(replace(CONSENT, until=TODAY), TODAY).until == TODAY


def test_a_scope_with_a_card_number_is_refused():
    """S46: the words of a consent cannot hold a card number."""
    consent = replace(CONSENT, scope="pay by 4242 4242 4242 4242")
    assert wrong_fields(validate_consent, consent, TODAY) == {"scope"}


@given(on=DAYS)
def test_a_consent_is_withdrawn_between_its_first_day_and_today(on):
    given_on = TODAY - timedelta(30)
    consent = replace(CONSENT, given_on=given_on)
    withdrawal = replace(WITHDRAWAL, on=on)
    if given_on <= on <= TODAY:
        assert validate_withdrawal(withdrawal, consent, TODAY) == withdrawal
    else:
        assert wrong_fields(validate_withdrawal, withdrawal, consent, TODAY) == {"on"}
