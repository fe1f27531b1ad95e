"""Provides the browser steps of a visit, from the client's request to its end."""

import re

from playwright.sync_api import expect

from localstack import warm_up
from localstack.mailbox import mails
from tests.browser.calls import PATIENCE_MS, Call, flowing
from tests.browser.care_people import PRACTICE, SERVICE, CarePeople
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen
from tests.browser.screen_text import wait_until_loaded
from tests.cloud.rows import make_reminders_due


class CareVisit(CarePeople):
    """Lets a client ask for a visit, be reminded of it, and attend it in a call."""

    def the_client_asks_for_a_visit(self) -> None:
        page = self.own
        page.goto("/client/appointments")
        page.get_by_role("link", name="Book a visit").click()
        heading(page, "Book a visit")
        wait_until_loaded(page)
        # The first time may begin at any moment; the second one is 15 to 45 minutes ahead.
        page.locator(".times label").nth(1).click()
        expect(page.get_by_role("region", name="Your visit")).to_be_visible()
        check_screen(page, "care-ask")
        page.get_by_role("button", name="Request visit").click()
        expect(page.locator(".pill")).to_have_text("Requested")
        check_screen(page, "care-requested")

    def the_provider_confirms(self) -> None:
        page = self.staff
        page.goto("/provider/calendar")
        requests = page.get_by_role("region", name=re.compile("request"))
        expect(requests).to_contain_text(SERVICE)
        expect(requests).to_contain_text(self.casey.name)
        check_screen(page, "care-request")
        requests.locator("summary").click()
        requests.get_by_role("button", name="Confirm").click()
        expect(requests).to_have_count(0)
        self.own.reload()
        expect(self.own.locator(".pill")).to_have_text("Room open")
        caller = self.practice.signed_in(self.casey)
        (appointment,) = caller.get("/appointments")["items"]
        self.room = str(appointment["id"])

    def the_reminder_says_nothing_personal(self) -> None:
        """S27: the reminder's mail names no person, no practice and no service."""
        before = self._mails()
        make_reminders_due(self.cloud, self.room)
        # The cloud's own schedules may be at work on the same rows at this moment.
        for schedule in ("RemindAppointments", "Sweep") * 3:
            self.cloud.invoke(schedule, warm_up.event(schedule))
            self.own.wait_for_timeout(500)
        (reminder,) = self._mails()[len(before) :]
        assert reminder["Subject"] == "You have an appointment"
        text = str({name: value for name, value in reminder.items() if name != "To"}).casefold()
        for name in (self.casey.name, self.jo.name, PRACTICE, SERVICE):
            for word in name.casefold().split():
                assert not re.search(rf"\b{word}\b", text), word
        path = f"/client/appointments/{self.room}"
        assert path in reminder["BodyText"]
        self.own.goto(path)
        expect(self.own.get_by_role("main")).to_contain_text(self.jo.name)
        check_screen(self.own, "care-appointment")

    def both_meet_in_the_call(self) -> None:
        call = Call(self.windows, self.practice, self.room, small=True)
        client = call.enter(self.casey).join().waits()
        host = call.enter(self.jo).join().is_in()
        host.admit(client)
        client.is_in()
        flowing([host, client])
        host.say("Welcome, Casey")
        client.reads("Welcome, Casey")
        for seat in (host, client):
            check_screen(seat.page, f"care-call-{seat.person.roles[-1]}")
        host.menu("Leave", "End for all")
        host.page.get_by_role("alertdialog").get_by_role("button", name="End for all").click()
        for seat in (host, client):
            expect(
                seat.page.get_by_role("heading", level=1, name="The visit has ended")
            ).to_be_visible(timeout=PATIENCE_MS)
            check_screen(seat.page, f"care-ended-{seat.person.roles[-1]}")
            seat.page.close()

    def _mails(self):
        sent = mails(self.cloud.mailbox_url)
        return [mail for mail in sent if self.casey.email in mail["To"] and self.room in str(mail)]
