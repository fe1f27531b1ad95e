"""Tests who is notified: all participants but the one who acts, once per event."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.notices import (
    arrived_notices,
    booked_notices,
    cancelled_notices,
    confirmed_notices,
    declined_notices,
    missed_notices,
    moved_notices,
    requested_notices,
)
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
    make_notices=st.sampled_from([booked_notices, moved_notices, cancelled_notices]),
)
def test_everybody_but_the_one_who_acts_gets_one_notice(by, make_notices):
    notices = make_notices(GROUP, by)
    everybody = {(each.client, each.person) for each in GROUP.participants}
    actor = {(by.client, None) if by.client else (None, by.person)}
    assert {(each.client, each.person) for each in notices} == everybody - actor
    assert len({each.event for each in notices}) == len(notices)
    assert {each.kind for each in notices} <= APPOINTMENT_NOTICE_KINDS
    assert {each.about for each in notices} == {GROUP.id}


@pytest.mark.parametrize(
    ("make_notices", "kind", "people"),
    [
        (confirmed_notices, NoticeKind.APPOINTMENT_CONFIRMED, {KIM, AVERY, MORGAN}),
        (declined_notices, NoticeKind.APPOINTMENT_DECLINED, {AVERY, MORGAN}),
        (missed_notices, NoticeKind.APPOINTMENT_MISSED, {AVERY, MORGAN}),
        (arrived_notices, NoticeKind.CLIENT_ARRIVED, {KIM}),
        (requested_notices, NoticeKind.APPOINTMENT_REQUESTED, {KIM}),
    ],
)
def test_each_act_is_told_to_those_whom_it_concerns(make_notices, kind, people):
    notices = make_notices(GROUP, provider())
    assert {each.person or each.client for each in notices} == people
    assert {each.kind for each in notices} == {kind}


def test_a_repeated_event_gives_the_same_notices_and_each_move_gives_new_ones():
    assert booked_notices(GROUP, provider()) == booked_notices(GROUP, provider())
    first, second = (
        moved_notices(GROUP, provider()),
        moved_notices(replace(GROUP, version=4), provider()),
    )
    assert not {each.event for each in first} & {each.event for each in second}


def test_a_provider_learns_that_it_was_a_client_who_cancelled():
    kinds = {each.person or each.client: each.kind for each in cancelled_notices(GROUP, client())}
    assert kinds == {
        SAM: NoticeKind.CLIENT_CANCELLED,
        KIM: NoticeKind.CLIENT_CANCELLED,
        MORGAN: NoticeKind.APPOINTMENT_CANCELLED,
    }


@pytest.mark.parametrize("kind", sorted(APPOINTMENT_NOTICE_KINDS))
def test_no_text_names_a_time_or_a_person(kind):
    """S27: the subject and text of a notice contain no name and no date or time."""
    text = f"{NOTICE_TEXTS[kind].subject} {NOTICE_TEXTS[kind].sentence}"
    assert not [
        each for each in ("Avery", "Sam", "{", ":", "%", "tomorrow", "today") if each in text
    ]
    assert not any(letter.isdigit() for letter in text)


@pytest.mark.parametrize("make_notices", [booked_notices, moved_notices, cancelled_notices])
def test_a_notice_to_a_provider_says_whom_it_is_about(make_notices):
    """
    S2: a notice to a provider contains the ids of the appointment's clients.

    Without them, a provider who is no longer assigned to a client would still get the
    notice.
    """
    for each in make_notices(GROUP, client()):
        assert each.clients == (frozenset({AVERY, MORGAN}) if each.person else frozenset())
