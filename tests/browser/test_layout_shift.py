"""Tests that nothing moves on a screen while its parts are loading."""

import pytest

from tests.browser.full_practice import SIGNED_OUT
from tests.browser.layout_shift import slow_down, total_shift, watch_shifts
from tests.browser.screen_text import wait_until_loaded
from tests.browser.windows import PHONE, SIZES

MAX_SHIFT = 0.02
# Chromium does not always report the layout shift of an emulated phone; of a small window it does.
SMALL = {"viewport": PHONE["viewport"]}
pytestmark = pytest.mark.parametrize("size", SIZES, indirect=True)


@pytest.fixture
def windows(windows):
    if windows.size == PHONE:
        windows.size = SMALL
    return windows


def shifts(page, paths):
    """Return the paths whose screens move while they load, with their layout shift."""
    watch_shifts(page)
    slow_down(page)
    found = {}
    for path in paths:
        page.goto(path)
        wait_until_loaded(page)
        page.wait_for_load_state("networkidle")
        found[path] = total_shift(page)
    return {path: shift for path, shift in found.items() if shift["total"] > MAX_SHIFT}


@pytest.mark.parametrize("role", ["admin", "provider", "client"])
def test_no_screen_moves_while_it_loads(windows, full_practice, role):
    person = full_practice.person(role)
    page = windows.open(full_practice.practice, person, "about:blank", role)
    assert shifts(page, full_practice.paths[role]) == {}


def test_no_page_of_nobody_moves_while_it_loads(windows):
    assert shifts(windows.signed_out(), SIGNED_OUT) == {}


def test_a_part_that_moves_is_measured(windows):
    page = windows.signed_out()
    watch_shifts(page)
    page.goto("/sign-in")
    wait_until_loaded(page)
    # Only what was painted before can move, so a box is added again until then.
    page.wait_for_function(
        """() => {
          const late = document.createElement('p');
          late.style.cssText = 'height: 6rem';
          document.querySelector('main').prepend(late);
          return shifts.length > 0;
        }"""
    )
    assert total_shift(page)["total"] > MAX_SHIFT
