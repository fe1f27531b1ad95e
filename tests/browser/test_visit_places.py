"""Tests visits at the office and by phone: how they are set up, booked and seen."""

import re
import secrets

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser.page_actions import choose_client, expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.screen_text import wait_until_loaded
from tests.browser.test_appointments import dana
from tests.browser.windows import SIZES

__all__ = ["dana"]
BOTH_SIZES = pytest.mark.parametrize("size", SIZES, indirect=True)
AVERY = CLIENTS[0]
ELM = "4 Elm Street\nRing at Suite 2."
ROOM = re.compile(r"\bJoin\b|Start video|The room|Room open", re.IGNORECASE)


@pytest.fixture
def switched_off(practice):
    """Return a list of services, by name, that are switched off after the test."""
    names = []
    yield names
    admin = practice.signed_in(JORDAN, "admin")
    for each in admin.get("/services")["items"]:
        if each["name"] in names and each["enabled"]:
            facts = {key: each[key] for key in ("name", "description", "visit", "version")}
            admin.request("PUT", f"/visit-services/{each['id']}", facts | {"enabled": False})


@pytest.fixture
def call(practice, dana, switched_off):
    """Make a service by phone, and return Dana's appointment for it that begins soon."""
    admin = practice.signed_in(JORDAN, "admin")
    name, me = f"Call {secrets.token_hex(3)}", admin.get("/me")["person"]["id"]
    switched_off.append(name)
    visit = {"minutes": 15, "location": "phone", "bookable": "request"}
    service = admin.post("/visit-services", {"name": name, "visit": visit, "provider_ids": [me]})
    appointment = practice.booked(client=dana, service=service["id"])
    yield appointment
    practice.call_off(appointment)


def add_office_service(page, name):
    heading(page, "New visit service")
    wait_until_loaded(page)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("radio", name=re.compile("Office")).check()
    page.get_by_label("Where to come").fill(ELM)
    page.get_by_role("checkbox", name="Jordan Ellis").check()
    check_screen(page, "office-service")
    page.get_by_role("button", name="Save").click()
    expect_toast(page, f"{name} saved.")
    expect(page.get_by_role("row", name=name)).to_contain_text("Office")
    check_screen(page, "services-with-places")


def book_office_visit(page, service):
    """Book a visit for Avery on March 3, 2027."""
    page.goto("/admin/calendar?view=agenda")
    wait_until_loaded(page)
    page.get_by_role("button", name=re.compile("^Book")).first.click()
    box = page.get_by_role("dialog")
    choose_client(box, AVERY.name)
    box.get_by_label("Provider").select_option("Jordan Ellis")
    box.get_by_label("Service").select_option(label=f"{service}, 50 min, Office")
    expect(box).to_contain_text("4 Elm Street")
    box.get_by_label("Date").fill("2027-03-03")
    box.get_by_label("Time", exact=True).fill("10:00")
    check_screen(page, "book-office-visit")
    box.get_by_role("button", name=re.compile("^Book")).click()
    expect_toast(page, "Booked:")


@BOTH_SIZES
def test_an_admin_books_an_office_visit_and_nobody_can_join_it(windows, practice, switched_off):
    name = f"Session {secrets.token_hex(3)}"
    switched_off.append(name)
    page = windows.open(practice, JORDAN, "/admin/visit-services", role="admin")
    add_office_service(page, name)
    book_office_visit(page, name)
    admin = practice.signed_in(JORDAN)
    client = practice.client_ids[AVERY.email]
    items = admin.get(f"/appointments?client={client}&from=2027-03-01T00:00:00Z")["items"]
    (booked,) = [each for each in items if each["service"] and each["service"]["name"] == name]

    page.goto(f"/admin/appointments/{booked['id']}")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Suite 2")
    expect(main).not_to_contain_text(ROOM)
    check_screen(page, "office-appointment")
    page.goto("/admin/calendar?view=day&day=2027-03-03")
    expect(page.get_by_role("link", name=re.compile("Avery.*Office", re.DOTALL))).to_be_visible()
    check_screen(page, "calendar-office")
    page.goto("/admin/calendar?view=week&day=2027-03-03")
    wait_until_loaded(page)
    check_screen(page, "calendar-office-week")

    own = windows.open(practice, AVERY, f"/client/appointments/{booked['id']}")
    heading(own, "Office visit with Jordan Ellis")
    expect(own.get_by_role("main")).to_contain_text("Suite 2")
    expect(own.get_by_role("main")).not_to_contain_text(ROOM)
    check_screen(own, "office-appointment-of-client")
    own.goto(f"/room/{booked['id']}")
    heading(own, "This visit is at the office")
    check_screen(own, "office-has-no-room")
    practice.call_off(booked["id"])


@BOTH_SIZES
def test_a_phone_visit_says_at_which_number_and_offers_no_room(windows, practice, dana, call):
    page = windows.open(practice, JORDAN, f"/provider/appointments/{call}", role="provider")
    expect(page.get_by_role("main")).to_contain_text(f"{dana.name} has no phone number.")
    check_screen(page, "phone-appointment-without-number")
    client = windows.open(practice, dana, "/client")
    card = client.get_by_role("region", name="Next appointment")
    expect(card).to_contain_text("Phone visit with Jordan Ellis")
    expect(card).to_contain_text("There is no phone number in your profile.")
    expect(card).not_to_contain_text(ROOM)
    check_screen(client, "client-home-phone-visit")
    client.goto("/client/book")
    wait_until_loaded(client)
    choice = client.get_by_role("radio", name=re.compile("^Call"))
    if choice.count():
        choice.check()
    check_screen(client, "book-phone-visit")
    page.goto(f"/provider/clients/{practice.client_ids[dana.email]}/appointments")
    expect(page.locator(".profile-next")).to_contain_text("Phone")
    expect(page.locator(".profile-next")).not_to_contain_text(ROOM)
    check_screen(page, "profile-phone-visit")
