"""Windows of people: one browser context each, already signed in or not, all of them watched."""

import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from localstack.demo import PASSWORD, Person
from tests.browser.console_watch import ConsoleWatch
from tests.demo_practice import Practice

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
SIZES = {"desktop": DESKTOP, "phone": PHONE}
COOKIE = "__Host-sid"


@dataclass
class Windows:
    """``size``: what each window gets."""

    browser: Browser
    url: str
    watch: ConsoleWatch
    size: dict[str, Any] = field(default_factory=lambda: dict(DESKTOP))
    windows: list[tuple[BrowserContext, Practice | None, Person | None]] = field(
        default_factory=list
    )

    def stranger(self) -> Page:
        """A window of somebody who was never here."""
        return self._window(None, None, None).new_page()

    def enter(
        self, practice: Practice, person: Person, path: str = "/", role: str | None = None
    ) -> Page:
        """A person of the demo, signed in, on that page."""
        session = practice.signed_in(person, role).cookies[COOKIE]
        page = self._window(session, practice, person).new_page()
        page.goto(path)
        return page

    def leave(self) -> None:
        """Close every window; the next test goes on in each person's newest one."""
        for context, practice, person in self.windows:
            held = next((each["value"] for each in context.cookies() if each["name"] == COOKIE), "")
            context.close()
            if practice and person:
                _hand_back(practice, person, held)

    def _window(
        self, session: str | None, practice: Practice | None, person: Person | None
    ) -> BrowserContext:
        state = _storage(self.url, session) if session else None
        context = self.browser.new_context(
            base_url=self.url,
            locale="en-US",
            reduced_motion="reduce",
            storage_state=state,
            **self.size,
        )
        context.set_default_timeout(PATIENCE_MS)
        self.watch.on(context)
        self.windows.append((context, practice, person))
        return context


PATIENCE_MS = 20_000


def _storage(url: str, session: str) -> Any:
    """A session and the time of the last activity are all that a browser keeps."""
    cookie = {"name": COOKIE, "value": session, "domain": "127.0.0.1", "path": "/", "expires": -1.0}
    active = {"name": "last-active", "value": str(int(time.time() * 1000))}
    return {
        "cookies": [cookie | {"httpOnly": True, "secure": True, "sameSite": "Strict"}],
        "origins": [{"origin": url, "localStorage": [active]}],
    }


def _hand_back(practice: Practice, person: Person, held: str) -> None:
    visitor = practice.builder.clients[person.email]
    if held:
        visitor.cookies[COOKIE] = held
    else:
        visitor.sign_in(person.email, PASSWORD, person.totp_secret)
