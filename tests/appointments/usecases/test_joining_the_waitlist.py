"""Tests who can be put on the waitlist, by whom and for what."""

from contextlib import suppress
from datetime import date

import pytest

from chalicelib.appointments.domain.waitlist import MAX_OPEN_WAITS, WaitStatus
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, ServiceId
from tests.appointments.booking_harness import ADMIN, KIM, SAM, client_access
from tests.appointments.waitlist_harness import WaitlistHarness

KEY = IdempotencyKey("key-1", "hash")


@pytest.fixture
def harness():
    return WaitlistHarness()


def test_staff_put_a_client_on_the_waitlist(harness):
    wait = harness.join(SAM, client=harness.avery)
    assert (wait.client, wait.providers) == (harness.avery, ())
    with pytest.raises(NotFound):
        harness.join(KIM, client=harness.avery)
    with pytest.raises(NotFound):
        harness.join(client_access(harness.avery), client=harness.morgan)


def test_a_repeated_request_joins_once(harness):
    access = client_access(harness.avery)
    first = harness.join(access, KEY)
    assert harness.join(access, KEY).id == first.id
    assert len(harness.seen(access)) == 1


def test_a_client_can_wait_only_so_often(harness):
    access = client_access(harness.avery)
    for _ in range(MAX_OPEN_WAITS):
        harness.join(access)
    with pytest.raises(Conflict):
        harness.join(access)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"until": date(2026, 1, 1)}, "until"),
        ({"zone": "Mars"}, "zone"),
        ({"providers": [KIM.person]}, "provider_ids"),
        ({"replaces": AppointmentId("apt-none")}, "replaces"),
    ],
)
def test_an_impossible_wish_is_refused_and_its_field_named(harness, changed, field):
    with pytest.raises(Invalid) as refusal:
        harness.join(client_access(harness.avery), **changed)
    assert list(refusal.value.fields) == [field]


def test_nobody_waits_for_a_service_that_they_cannot_book(harness):
    with pytest.raises(NotFound):
        harness.join(client_access(harness.avery), service=ServiceId("none"))
    with pytest.raises(NotFound):
        harness.join(client_access(harness.morgan))


def test_of_twenty_joins_at_once_five_are_stored(harness):
    """Each join has passed all checks when the next one begins."""
    access, depth = client_access(harness.avery), []

    def join_too(name):
        if name == "before" and len(depth) < 19:
            depth.append(name)
            with suppress(Conflict):
                harness.join(access)

    harness.waits.boundary = join_too
    with pytest.raises(Conflict):
        harness.join(access)
    assert len(depth) == 19
    assert len(harness.seen(access)) == MAX_OPEN_WAITS


def test_who_left_the_waitlist_can_join_again(harness):
    access = client_access(harness.avery)
    waits = [harness.join(access) for _ in range(MAX_OPEN_WAITS)]
    harness.waitlist.leave(access, waits[0].id)
    assert harness.join(access)


def test_staff_say_why_they_withdraw_a_wait(harness):
    access = client_access(harness.avery)
    wait = harness.join(access)
    harness.waitlist.leave(SAM, wait.id, "Asked by telephone.")
    assert harness.seen(access) == []
    for reader in (access, SAM, ADMIN):
        (view,), following = harness.waitlist.ended(reader, harness.avery, None)
        assert (view.wait.status, view.wait.reason) == (WaitStatus.WITHDRAWN, "Asked by telephone.")
        assert following is None
    harness.waitlist.leave(SAM, wait.id, "Again.")
    (view,), _ = harness.waitlist.ended(SAM, harness.avery, None)
    assert view.wait.reason == "Asked by telephone."


def test_ended_waits_of_others_are_withheld(harness):
    """S2: who may not see a client does not see how their waits ended."""
    harness.waitlist.leave(SAM, harness.join(SAM, client=harness.avery).id, "Moved.")
    for reader in (KIM, client_access(harness.morgan)):
        with pytest.raises(NotFound):
            harness.waitlist.ended(reader, harness.avery, None)
