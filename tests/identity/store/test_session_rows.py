"""Tests the store of sessions: the same tests for the tables and the fake."""

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


def test_neither_is_read_without_the_other(stores):
    stores.sessions.open(stores.access, stores.cookie(), stores.session())
    assert stores.sessions.read(stores.cookie()) is None
    stores.member()
    assert stores.sessions.read(stores.cookie("b")) is None


@pytest.mark.parametrize(
    ("after", "succeeds"),
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
def test_a_touch_succeeds_only_while_the_session_is_alive(stores, after, succeeds):
    """
    S12: a session can be extended only while it is alive.

    Extending a session to a time before its last activity changes nothing.
    """
    stores.member()
    stores.sessions.open(stores.access, stores.cookie(), stores.session())
    assert stores.sessions.touch(stores.cookie(), NOW + after) is succeeds
    assert stores.sessions.read(stores.cookie())[0].seen == (NOW + after if succeeds else NOW)


def test_a_busy_session_cannot_be_touched_past_its_end(stores):
    """S12: activity does not extend a session past its latest end."""
    stores.member()
    stores.sessions.open(stores.access, stores.cookie(), stores.session(ends=NOW + 100))
    assert stores.sessions.touch(stores.cookie(), NOW + 99)
    assert not stores.sessions.touch(stores.cookie(), NOW + 100)


def test_touching_an_absent_session_creates_none(stores):
    stores.member()
    assert not stores.sessions.touch(stores.cookie(), NOW)
    assert stores.sessions.read(stores.cookie()) is None


def test_a_new_session_replaces_the_one_on_the_same_kind_of_device(stores):
    stores.member()
    stores.sessions.open(stores.access, stores.cookie("a"), stores.session())
    stores.sessions.open(stores.access, stores.cookie("b"), stores.session(device=Device.MOBILE))
    stores.sessions.open(stores.access, stores.cookie("c"), stores.session())
    assert [bool(stores.sessions.read(stores.cookie(name))) for name in "abc"] == [
        False,
        True,
        True,
    ]


def test_the_browser_of_a_replaced_session_can_learn_why_it_ended(stores):
    """Only a later sign-in on the same kind of device replaces a session."""
    stores.member()
    for name in "ab":
        stores.sessions.open(stores.access, stores.cookie(name), stores.session(id=name))
    stores.sessions.replace(stores.access, stores.cookie("b"), stores.cookie("c"), stores.session())
    stores.sessions.close(stores.access, stores.cookie("c"))
    assert [stores.sessions.was_replaced(stores.cookie(name)) for name in "abcd"] == [
        True,
        False,
        False,
        False,
    ]


def test_a_replaced_session_can_be_neither_touched_nor_switched(stores):
    """S9: the row that tells why a session ended is no session."""
    stores.member()
    for name in "ab":
        stores.sessions.open(stores.access, stores.cookie(name), stores.session())
    assert not stores.sessions.touch(stores.cookie("a"), NOW)
    with pytest.raises(SignedOut):
        stores.sessions.replace(
            stores.access, stores.cookie("a"), stores.cookie("c"), stores.session()
        )
    assert stores.sessions.read(stores.cookie("a")) is None


def test_the_newest_session_is_found_by_person_and_kind_of_device(stores):
    session = stores.session(sign_in="s0")
    stores.sessions.open(stores.access, stores.cookie("a"), session)
    assert stores.sessions.newest(session.person, Device.DESKTOP) == session
    assert stores.sessions.newest(session.person, Device.MOBILE) is None
    stores.sessions.close(stores.access, stores.cookie("a"))
    assert stores.sessions.newest(session.person, Device.DESKTOP) is None


def test_a_session_can_be_replaced_only_once(stores):
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


def test_a_session_can_be_closed_twice(stores):
    """S13: closing a closed session is no error, and the person can sign in again."""
    stores.member()
    stores.sessions.open(stores.access, stores.cookie(), stores.session())
    for _ in range(2):
        stores.sessions.close(stores.access, stores.cookie())
    assert stores.sessions.read(stores.cookie()) is None
    stores.sessions.open(stores.access, stores.cookie("b"), stores.session())
    assert stores.sessions.read(stores.cookie("b"))
