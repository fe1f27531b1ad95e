"""Tests what all lists share: rows that are links, a search, and the way back."""

import pytest
from playwright.sync_api import expect

from tests.browser.screen_text import wait_until_loaded

MIN_TARGET_PX = 44
LISTS = {
    "invoices": ("admin", "/admin/billing"),
    "services": ("admin", "/admin/services"),
    "clients": ("provider", "/provider/clients"),
    "appointments": ("provider", "/provider/calendar?view=agenda"),
    "invoices of a client": ("provider", "/provider/clients/{client}/billing"),
    "appointments of a client": ("provider", "/provider/clients/{client}/appointments"),
    "own appointments": ("client", "/client/appointments"),
    "own invoices": ("client", "/client/invoices"),
    "due invoices": ("client", "/client"),
}
SEARCHED = {name: at for name, at in LISTS.items() if name not in ("services", "due invoices")} | {
    "team": ("admin", "/admin/team")
}
ROW_OF_LINK = """link => {
  const row = link.closest('tr, li');
  row.scrollIntoView({ block: 'center' });
  const { left, right, top, bottom, height } = row.getBoundingClientRect();
  const spots = [[left + 6, top + 6], [right - 6, top + 6], [(left + right) / 2, bottom - 6]];
  const hits = spots.map(([x, y]) => document.elementFromPoint(x, y)?.closest('a, button'));
  return { height, isLink: hits.every((hit) => hit === link) };
}"""


def open_list(windows, full_practice, role, path):
    person = full_practice.person(role)
    page = windows.open(full_practice.practice, person, "about:blank", role)
    page.goto(path.format(client=full_practice.practice.client_ids[full_practice.client.email]))
    wait_until_loaded(page)
    return page


@pytest.mark.parametrize("size", ["phone"], indirect=True)
@pytest.mark.parametrize(("role", "path"), LISTS.values(), ids=LISTS)
def test_the_whole_row_is_a_link_and_back_keeps_place_and_focus(windows, full_practice, role, path):
    page = open_list(windows, full_practice, role, path)
    links = page.locator("a.row-link")
    expect(links.first).to_be_visible()
    for row in links.all():
        place = row.evaluate(ROW_OF_LINK)
        assert place["isLink"], row.inner_text()
        assert place["height"] >= MIN_TARGET_PX
    last = links.last
    last.scroll_into_view_if_needed()
    address = last.get_attribute("href")
    scrolled = page.evaluate("scrollY")
    last.click(position={"x": 3, "y": 3})
    page.wait_for_url(f"**{address}")
    wait_until_loaded(page)
    page.go_back()
    expect(page.locator(f"a[href='{address}']").first).to_be_focused()
    assert page.evaluate("scrollY") == pytest.approx(scrolled, abs=2)


@pytest.mark.parametrize(("role", "path"), SEARCHED.values(), ids=SEARCHED)
def test_a_list_has_one_toolbar_whose_search_says_that_nothing_matches(
    windows, full_practice, role, path
):
    page = open_list(windows, full_practice, role, path)
    expect(page.get_by_role("search")).to_have_count(1)
    search = page.get_by_role("searchbox")
    rows = page.locator("tbody tr, li.slot")
    expect(rows.first).to_be_visible()
    search.fill("zzz nobody")
    expect(page.get_by_text("Nothing matches “zzz nobody”.")).to_be_visible()
    expect(rows).to_have_count(0)
    page.get_by_role("button", name="Clear search").click()
    expect(rows.first).to_be_visible()
    expect(search).to_have_value("")


def test_the_counts_of_the_filters_follow_the_dates(windows, full_practice):
    page = open_list(windows, full_practice, "admin", "/admin/billing")
    unpaid = page.get_by_role("link", name="Unpaid")
    expect(unpaid).to_contain_text("36")
    page.get_by_label("From").fill("2030-01-01")
    expect(unpaid).to_contain_text("0")
    expect(page.get_by_text("No invoice fits these filters.")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(unpaid).to_contain_text("36")


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_everything_that_can_be_pressed_beside_a_list_is_large_enough(windows, full_practice):
    for role, path in SEARCHED.values():
        page = open_list(windows, full_practice, role, path)
        for part in page.locator("main :is(button, .button, .chip, input, .back):visible").all():
            box = part.bounding_box()
            assert box["height"] >= MIN_TARGET_PX, part.evaluate("part => part.outerHTML")
        page.close()  # It would ask on with the session that the next role replaces.
