"""Tests how an Admin merges two profiles of one client, and undoes it."""

import secrets

import pytest
from playwright.sync_api import expect

from localstack.demo import JORDAN
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

REASON = "Registered twice: once by phone, once online."


@pytest.fixture
def twins(practice):
    """Return two profiles of one client: one to merge, and one that stays."""
    jordan = practice.signed_in(JORDAN, "provider")
    mark = secrets.token_hex(3)
    first = {"legal_name": f"Casey Doubleday {mark}", "email": f"casey.{mark}@mail.example"}
    second = {"legal_name": f"Cass Doubleday {mark}", "email": f"cass.{mark}@work.example"}
    phone = {"phone": "+1 555 010 4321", "pronouns": "they/them"}
    return jordan.post("/clients", first | phone), jordan.post("/clients", second)


def chosen(page, twins):
    """Open the dialog at the comparison of both profiles, and return it."""
    first, second = twins
    page.get_by_role("button", name="Merge into another profile…").click()
    box = page.get_by_role("dialog", name=f"Merge {first['legal_name']}")
    box.get_by_label("Find the other profile").fill(second["email"])
    expect(box.get_by_role("listitem")).to_have_count(1)
    check_screen(page, "merge-choose")
    box.get_by_role("button", name=second["legal_name"]).click()
    expect(box.get_by_role("row", name="E-mail")).to_contain_text(second["email"])
    return box


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_two_profiles_are_merged_and_parted_again(practice, twins, windows):
    """S2: afterwards each profile names the other one, and the first can only be read."""
    first, second = twins
    page = windows.open(practice, JORDAN, f"/admin/clients/{first['id']}", role="admin")
    box = chosen(page, twins)
    box.get_by_role("button", name="Continue").click()
    expect(box).to_contain_text("Write why both profiles are about the same client.")
    box.get_by_label("Reason").fill(REASON)
    box.get_by_label("Phone").check()
    check_screen(page, "merge-compare")
    box.get_by_role("button", name="Continue").click()
    question = f"Merge {first['legal_name']} ({first['email']}) into {second['legal_name']}"
    expect(box).to_contain_text(question)
    check_screen(page, "merge-confirm")
    box.get_by_role("button", name="Merge profiles").click()
    expect_toast(page, "Profiles merged.")
    expect(page.get_by_text(f"Merged into {second['legal_name']}")).to_be_visible()
    expect(page.get_by_text(REASON)).to_be_visible()
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    expect(page.get_by_role("link", name="Send Message")).to_have_count(0)
    check_screen(page, "merged-profile")
    page.get_by_role("link", name=second["legal_name"]).click()
    expect(page.get_by_text(f"Also holds: {first['legal_name']}")).to_be_visible()
    expect(page.get_by_role("link", name="+1 555 010 4321").first).to_be_visible()
    expect(page.get_by_text("they/them")).to_have_count(0)
    check_screen(page, "profile-that-holds-another")
    page.get_by_role("link", name=first["legal_name"]).click()
    page.get_by_role("button", name="Undo merge…").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("They are two people.")
    check_screen(page, "merge-undo")
    page.get_by_role("dialog").get_by_role("button", name="Undo merge").click()
    expect_toast(page, "Merge undone. This profile can be changed again.")
    expect(page.get_by_role("button", name="Edit")).to_be_visible()
    expect(page.get_by_text("Merged into")).to_have_count(0)


def test_a_merged_profile_is_only_found_by_a_search(practice, twins, windows):
    first, second = twins
    admin = practice.signed_in(JORDAN, "admin")
    body = {"into": second["id"], "version": first["version"], "reason": REASON}
    admin.post(f"/clients/{first['id']}/merge", body)
    page = windows.open(practice, JORDAN, "/admin/clients", role="admin")
    heading(page, "Clients")
    expect(page.get_by_role("row", name=second["legal_name"])).to_be_visible()
    expect(page.get_by_role("row", name=first["legal_name"])).to_have_count(0)
    page.get_by_role("searchbox", name="Search clients").fill(first["email"])
    expect(page.get_by_role("row", name=first["legal_name"])).to_contain_text("Merged")
    check_screen(page, "clients-merged-found")


def test_what_stands_in_the_way_is_said_before_anything_is_typed(practice, twins, windows):
    first, _ = twins
    practice.booked(minutes=60 * 48, client_id=first["id"])
    page = windows.open(practice, JORDAN, f"/admin/clients/{first['id']}", role="admin")
    box = chosen(page, twins)
    expect(box).to_contain_text("1 appointment or request is ahead")
    expect(box.get_by_role("button", name="Continue")).to_have_count(0)
    check_screen(page, "merge-obstacles")
    box.get_by_role("button", name="Back").click()
    expect(box.get_by_label("Find the other profile")).to_be_visible()
