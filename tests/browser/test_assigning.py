"""Tests how an Admin finds clients and assigns them to providers."""

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN, SAM
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

AVERY, MORGAN, RILEY = CLIENTS


@pytest.fixture
def rileys(practice):
    """Return Riley's path in the API; Sam is assigned before and after."""
    path = f"/clients/{practice.client_ids[RILEY.email]}"
    admin = practice.signed_in(JORDAN, "admin")
    sam = [each["id"] for each in admin.get(path)["providers"] if each["name"] == SAM.name]
    yield path
    admin = practice.signed_in(JORDAN, "admin")
    body = {"provider_ids": sam, "version": admin.get(path)["version"]}
    admin.request("PATCH", path, body)


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_an_admin_takes_a_client_off_and_finds_them_with_nobody(practice, rileys, windows):
    """S2: a provider who is no longer assigned to a client cannot find the client."""
    windows.console.allow(404)
    page = windows.open(practice, JORDAN, "/admin/clients", role="admin")
    heading(page, "Clients")
    expect(page.get_by_role("row", name=RILEY.name)).to_contain_text(SAM.name)
    check_screen(page, "admin-clients-list")
    page.get_by_role("button", name=f"Assign {RILEY.name}").click()
    box = page.get_by_role("dialog", name=f"Providers of {RILEY.name}")
    box.get_by_label(SAM.name).uncheck()
    expect(box).to_contain_text(f"{SAM.name} will no longer see this client")
    check_screen(page, "admin-assign")
    box.get_by_role("button", name="Save").click()
    expect_toast(page, "Providers saved.")
    page.get_by_label("Assigned to").select_option(label="Nobody")
    expect(page.get_by_role("row", name=RILEY.name)).to_contain_text("Nobody")
    expect(page.get_by_role("row", name=AVERY.name)).to_have_count(0)
    sams = windows.open(practice, SAM, f"/provider{rileys}")
    expect(sams.get_by_role("alert")).to_be_visible()


def test_an_admin_filters_by_provider_searches_and_finds_the_list_again(windows, practice):
    page = windows.open(practice, JORDAN, "/admin/clients", role="admin")
    page.get_by_label("Assigned to").select_option(label=SAM.name)
    expect(page.get_by_role("row", name=RILEY.name)).to_be_visible()
    expect(page.get_by_role("row", name=AVERY.name)).to_have_count(0)
    page.get_by_role("searchbox", name="Search clients").fill("morgan")
    expect(page.get_by_role("row", name=MORGAN.name)).to_be_visible()
    expect(page.get_by_role("row", name=RILEY.name)).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Assigned to")).to_have_value(page.url.partition("provider=")[2])
    expect(page.get_by_role("row", name=RILEY.name)).to_be_visible()


def test_an_admin_who_was_late_reads_who_is_assigned_now_and_keeps_the_choice(
    practice, rileys, windows
):
    windows.console.allow(409)
    page = windows.open(practice, JORDAN, "/admin/clients", role="admin")
    page.get_by_role("button", name=f"Assign {RILEY.name}").click()
    box = page.get_by_role("dialog")
    box.get_by_label(JORDAN.name).check()
    sam = practice.signed_in(SAM)
    change = {"pronouns": "they/them", "version": sam.get(rileys)["version"]}
    sam.request("PATCH", rileys, change)
    box.get_by_role("button", name="Save").click()
    expect(box.get_by_role("alert").first).not_to_be_empty()
    expect(box).to_contain_text(f"Now assigned: {SAM.name}.")
    expect(box.get_by_label(JORDAN.name)).to_be_checked()
    box.get_by_role("button", name="Save").click()
    expect_toast(page, "Providers saved.")
    expect(page.get_by_role("row", name=RILEY.name)).to_contain_text(f"{JORDAN.name}, {SAM.name}")
