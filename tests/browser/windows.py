"""Opens a browser window per person, with or without a session."""

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
    """
    Opens and closes the browser windows of one test.

    `size`: the size of each window. `console`: records the windows' console messages
    and requests.
    """

    browser: Browser
    url: str
    console: ConsoleWatch
    size: dict[str, Any] = field(default_factory=lambda: dict(DESKTOP))
    contexts: list[tuple[BrowserContext, Practice | None, Person | None]] = field(
        default_factory=list
    )

    def signed_out(self) -> Page:
        """Open a window without a session."""
        return self._window(None, None, None).new_page()

    def open(
        self, practice: Practice, person: Person, path: str = "/", role: str | None = None
    ) -> Page:
        """Open a page in a new window, signed in as a person of the demo practice."""
        session = practice.signed_in(person, role).cookies[COOKIE]
        page = self._window(session, practice, person).new_page()
        page.goto(path)
        return page

    def close(self) -> None:
        """Close every window and keep each person's newest session for the next test."""
        for context, practice, person in self.contexts:
            cookies = {each["name"]: each["value"] for each in context.cookies()}
            context.close()
            if practice and person:
                _keep_session(practice, person, cookies.get(COOKIE, ""))

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
        self.console.on(context)
        self.contexts.append((context, practice, person))
        return context


PATIENCE_MS = 20_000


def _storage(url: str, session: str) -> Any:
    """Return what the web client stores: the session and the time of last activity."""
    cookie = {"name": COOKIE, "value": session, "domain": "127.0.0.1", "path": "/", "expires": -1.0}
    active = {"name": "last-active", "value": str(int(time.time() * 1000))}
    return {
        "cookies": [cookie | {"httpOnly": True, "secure": True, "sameSite": "Strict"}],
        "origins": [{"origin": url, "localStorage": [active]}],
    }


def _keep_session(practice: Practice, person: Person, session: str) -> None:
    client = practice.builder.clients[person.email]
    if session:
        client.cookies[COOKIE] = session
    else:
        client.sign_in(person.email, PASSWORD, person.totp_secret)
