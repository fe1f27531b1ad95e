"""Who is told of an appointment: everybody in it but the one who acts, once an event."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.notices import booked_notices, cancelled_notices, moved_notices
from chalicelib.notices.domain import APPOINTMENT_NOTICE_KINDS, NoticeKind
from chalicelib.wiring.notices import NOTICE_TEXTS
from tests.appointments.domain.sample_appointments import (
    AVERY,
    EVERYBODY,
    KIM,
    MORGAN,
    SAM,
    an_appointment,
    client,
    provider,
)

GROUP = an_appointment((SAM, KIM), (AVERY, MORGAN), version=3)


@given(
    by=st.sampled_from(EVERYBODY),
    tells=st.sampled_from([booked_notices, moved_notices, cancelled_notices]),
)
def test_everybody_but_the_one_who_acts_is_told_once(by, tells):
    told = tells(GROUP, by)
    everybody = {(each.client, each.person) for each in GROUP.participants}
    actor = {(by.client, None) if by.client else (None, by.person)}
    assert {(each.client, each.person) for each in told} == everybody - actor
    assert len({each.event for each in told}) == len(told)
    assert {each.kind for each in told} <= APPOINTMENT_NOTICE_KINDS
    assert {each.about for each in told} == {GROUP.id}


def test_the_same_event_is_the_same_notice_and_each_move_another():
    assert booked_notices(GROUP, provider()) == booked_notices(GROUP, provider())
    first, second = (
        moved_notices(GROUP, provider()),
        moved_notices(replace(GROUP, version=4), provider()),
    )
    assert not {each.event for each in first} & {each.event for each in second}


def test_a_provider_learns_that_it_was_a_client_who_called_off():
    kinds = {each.person or each.client: each.kind for each in cancelled_notices(GROUP, client())}
    assert kinds == {
        SAM: NoticeKind.CLIENT_CANCELLED,
        KIM: NoticeKind.CLIENT_CANCELLED,
        MORGAN: NoticeKind.APPOINTMENT_CANCELLED,
    }


@pytest.mark.parametrize("kind", sorted(APPOINTMENT_NOTICE_KINDS))
def test_no_text_names_a_time_or_a_person(kind):
    """S27"""
    said = f"{NOTICE_TEXTS[kind].subject} {NOTICE_TEXTS[kind].sentence}"
    assert not [
        each for each in ("Avery", "Sam", "{", ":", "%", "tomorrow", "today") if each in said
    ]
    assert not any(letter.isdigit() for letter in said)
