"""Tests that long names and descriptions fit on every main screen, at every width."""

import pytest

from tests.browser.full_practice import SIGNED_OUT
from tests.browser.screen_text import text_problems, wait_until_loaded


def screen_problems(page, paths):
    """Return each path with what is wrong with its screen, at any width."""
    problems = {}
    for path in paths:
        page.goto(path)
        wait_until_loaded(page)
        problems[path] = text_problems(page)
    return {path: found for path, found in problems.items() if found}


@pytest.mark.parametrize("role", ["admin", "provider", "client"])
def test_no_word_is_broken_or_cut_off_and_no_screen_scrolls_sideways(windows, full_practice, role):
    person = full_practice.person(role)
    page = windows.open(full_practice.practice, person, "about:blank", role)
    assert screen_problems(page, full_practice.paths[role]) == {}


def test_the_pages_of_nobody_fit_at_every_width(windows):
    assert screen_problems(windows.signed_out(), SIGNED_OUT) == {}


@pytest.mark.parametrize(
    ("style", "problem"),
    [
        ("width: 4rem; overflow-wrap: anywhere", "is broken"),
        ("width: 3rem; overflow: hidden; white-space: nowrap", "is cut off"),
        ("width: 4rem; position: absolute; left: 99vw", "px wide"),
    ],
)
def test_a_narrow_box_is_found_by_the_measurement(windows, style, problem):
    page = windows.signed_out()
    page.goto("/sign-in")
    wait_until_loaded(page)
    assert text_problems(page) == []
    page.evaluate(
        """style => {
          const box = document.createElement('p');
          box.style.cssText = style;
          box.textContent = 'Neuropsychological';
          document.querySelector('main').append(box);
        }""",
        style,
    )
    assert problem in " ".join(text_problems(page))
