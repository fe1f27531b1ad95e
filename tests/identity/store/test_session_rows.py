"""Rows of sessions: one suite for the table and the fake."""

import pytest

from chalicelib.kernel.access import Role
from chalicelib.kernel.caller import Device
from chalicelib.kernel.errors import SignedOut
from tests.identity.store.sign_in_stores import NOW, in_memory, on_tables


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def stores(request):
    with request.param() as stores:
        yield stores


def test_a_session_is_read_with_its_membership(stores):
    member = stores.member()
    stores.sessions.open(stores.access, stores.cookie(), stores.session())
    assert stores.sessions.read(stores.cookie()) == (stores.session(), member)


def test_nothing_is_read_without_both(stores):
    stores.sessions.open(stores.access, stores.cookie(), stores.session())
    assert stores.sessions.read(stores.cookie()) is None
    stores.member()
    assert stores.sessions.read(stores.cookie("b")) is None


@pytest.mark.parametrize(
    ("after", "touched"),
    [
        (0, True),
        (60, True),
        (1799, True),
        (1800, False),
        (1801, False),
        (-1, False),
        (43200, False),
    ],
)
def test_a_touch_holds_exactly_while_the_session_is_alive(stores, after, touched):
    """S12: an ended session cannot be revived, and a slower clock takes nothing back."""
    stores.member()
    stores.sessions.open(stores.access, stores.cookie(), stores.session())
    assert stores.sessions.touch(stores.cookie(), NOW + after) is touched
    assert stores.sessions.read(stores.cookie())[0].seen == (NOW + after if touched else NOW)


def test_a_busy_session_is_not_touched_past_its_end(stores):
    """S12."""
    stores.member()
    stores.sessions.open(stores.access, stores.cookie(), stores.session(ends=NOW + 100))
    assert stores.sessions.touch(stores.cookie(), NOW + 99)
    assert not stores.sessions.touch(stores.cookie(), NOW + 100)


def test_touching_a_session_that_is_gone_makes_none(stores):
    stores.member()
    assert not stores.sessions.touch(stores.cookie(), NOW)
    assert stores.sessions.read(stores.cookie()) is None


def test_the_newest_session_on_a_kind_of_device_ends_the_other(stores):
    stores.member()
    stores.sessions.open(stores.access, stores.cookie("a"), stores.session())
    stores.sessions.open(stores.access, stores.cookie("b"), stores.session(device=Device.MOBILE))
    stores.sessions.open(stores.access, stores.cookie("c"), stores.session())
    assert [bool(stores.sessions.read(stores.cookie(name))) for name in "abc"] == [
        False,
        True,
        True,
    ]


def test_a_replaced_session_is_gone_and_is_replaced_once(stores):
    stores.member()
    stores.sessions.open(stores.access, stores.cookie("a"), stores.session())
    stores.sessions.replace(
        stores.access, stores.cookie("a"), stores.cookie("b"), stores.session(role=Role.PROVIDER)
    )
    assert stores.sessions.read(stores.cookie("a")) is None
    assert stores.sessions.read(stores.cookie("b"))[0].role is Role.PROVIDER
    with pytest.raises(SignedOut):
        stores.sessions.replace(
            stores.access, stores.cookie("a"), stores.cookie("c"), stores.session()
        )
    assert stores.sessions.read(stores.cookie("c")) is None


def test_a_closed_session_is_gone_and_closing_again_is_fine(stores):
    """S13."""
    stores.member()
    stores.sessions.open(stores.access, stores.cookie(), stores.session())
    for _ in range(2):
        stores.sessions.close(stores.access, stores.cookie())
    assert stores.sessions.read(stores.cookie()) is None
    stores.sessions.open(stores.access, stores.cookie("b"), stores.session())
    assert stores.sessions.read(stores.cookie("b"))
