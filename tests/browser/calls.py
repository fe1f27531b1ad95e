"""Calls of two to four people in real browsers, measured by getStats."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from playwright.sync_api import Locator, Page, expect

from localstack.demo import CLIENTS, JORDAN, SAM, Person
from tests.browser.windows import Windows
from tests.demo_practice import Practice

AVERY, MORGAN, RILEY = CLIENTS
PATIENCE_SECONDS = 90
PATIENCE_MS = PATIENCE_SECONDS * 1000
"""Four pages that film, send and show at once leave a small machine little for the rest."""
LOOK_MS = 40
DEVICES = ["camera", "microphone"]
PROOF = "() => document.querySelector('[data-room]')?.call?.proof() ?? []"
PHASE = "() => document.querySelector('[data-room]')?.dataset.phase ?? ''"
# What a busy machine with two cores can carry four times over.
SMALL = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
const small = { width: 320, height: 240, frameRate: 15 };
navigator.mediaDevices.getUserMedia = (asked) =>
  open(asked.video ? { ...asked, video: small } : asked);
"""
# Marks, in the page's own milliseconds: when it was let in, and when every link had shown a first
# frame.
MARKS = """links => void (async () => {
  const marks = (window.marks = {}), begun = performance.now();
  for (;;) {
    const room = document.querySelector('[data-room]');
    if (!marks.joined && room?.dataset.phase === 'in') marks.joined = performance.now() - begun;
    const proof = marks.joined ? await room.call.proof() : [];
    if (proof.length >= links && proof.every((each) => each.frames > 0))
      return (marks.frame = performance.now() - begun);
    await new Promise((done) => setTimeout(done, 10));
  }
})()"""


@dataclass
class Seat:
    """One person's window on the room."""

    page: Page
    person: Person
    room: str

    @property
    def name(self) -> str:
        return self.person.name

    def ready(self) -> "Seat":
        """At the device check, with camera and microphone found."""
        expect(self.page.get_by_role("button", name="Join", exact=True)).to_be_enabled(
            timeout=PATIENCE_MS
        )
        return self

    def join(self) -> "Seat":
        """Press Join."""
        self.ready().page.get_by_role("button", name="Join", exact=True).click()
        return self

    def waits(self) -> "Seat":
        """In the waiting room."""
        expect(
            self.page.get_by_role("heading", level=1, name="You are in the waiting room")
        ).to_be_visible(timeout=PATIENCE_MS)
        return self

    def is_in(self) -> "Seat":
        """In the call."""
        expect(self.page.locator("[data-phase=in]")).to_be_visible(timeout=PATIENCE_MS)
        return self

    def admit(self, *others: "Seat") -> None:
        """Let them in, one by one; they must be waiting."""
        for other in others:
            self.page.get_by_role("button", name=f"Admit {other.name}").click()

    def menu(self, button: str, item: str) -> None:
        """Open a menu of the bar and press what it offers."""
        self.bar.get_by_role("button", name=button, exact=True).first.click()
        self.bar.get_by_role("button", name=item).last.click()

    @property
    def bar(self) -> Locator:
        """What one does all the time."""
        return self.page.get_by_role("group", name="Call", exact=True)

    def links(self) -> list[dict[str, Any]]:
        """What getStats says of the link to each of the others."""
        return list(self.page.evaluate(PROOF))

    def phase(self) -> str:
        return str(self.page.evaluate(PHASE))

    def open_chat(self) -> "Seat":
        """Chat beside the pictures."""
        if not self.page.get_by_role("log", name="Chat").is_visible():
            self.bar.get_by_role("button", name="Chat").click()
        return self

    def say(self, words: str) -> None:
        """Write a chat note."""
        self.open_chat().page.locator("#chat-text").fill(words)
        self.page.keyboard.press("Enter")

    def reads(self, *words: str) -> None:
        """The chat holds exactly these, all of them kept by the server, in this order."""
        self.open_chat()
        expect(self.page.locator("article[data-sent=true] .line-text")).to_have_text(
            list(words), timeout=PATIENCE_MS
        )
        expect(self.page.locator("article[data-sent=false]")).to_have_count(0)

    def mark(self, links: int) -> None:
        """From now on, note when it is let in and when every link shows its first frame."""
        self.page.evaluate(MARKS, links)

    def first_frame_ms(self) -> float:
        """From being let in to the first frame of the last link."""
        until(self.page, lambda: "frame" in self.page.evaluate("window.marks"))
        marks = self.page.evaluate("window.marks")
        return float(marks["frame"] - marks["joined"])


@dataclass
class Call:
    """An appointment of these people, and the windows of those who came."""

    windows: Windows
    practice: Practice
    room: str
    small: bool = False
    seats: list[Seat] = field(default_factory=list)

    def enter(self, person: Person) -> Seat:
        """Signed in, on the room's page, with a camera and a microphone."""
        role = "provider" if person in (JORDAN, SAM) else None
        page = self.windows.open(self.practice, person, "/", role)
        return self.opened(page, person)

    def opened(self, page: Page, person: Person) -> Seat:
        """The room's page in a window that is there already."""
        page.context.grant_permissions(DEVICES, origin=self.windows.url)
        if self.small:
            page.add_init_script(SMALL)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"/room/{self.room}")
        seat = Seat(page, person, self.room)
        self.seats.append(seat)
        return seat

    def gathered(self, *people: Person) -> list[Seat]:
        """Bring everybody into the call; the first is its host and admits the others."""
        host, *others = (self.enter(person) for person in people)
        host.join().is_in()
        for other in others:
            other.join().waits()
            host.admit(other)
            other.is_in()
        return [host, *others]


def booked(practice: Practice, providers: Sequence[Person], clients: Sequence[Person]) -> str:
    """The id of an appointment that has just begun, booked by an Admin."""
    hosts = [practice.signed_in(each).get("/me")["person"]["id"] for each in providers]
    first, *more = (practice.client_ids[each.email] for each in clients)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    asked = {
        "client_id": first,
        "participant_ids": more,
        "provider_ids": hosts,
        "minutes": 50,
        "notify": False,
    }
    when = {"starts_at": now.isoformat(), "zone": "America/New_York", "location": "video"}
    return str(practice.signed_in(JORDAN, "admin").post("/appointments", asked | when)["id"])


def until(page: Page, question: Callable[[], Any], told: Callable[[], object] = str) -> Any:
    """
    Ask until the answer is true, and let the browser go on meanwhile.

    `told`: what to say if it never is.
    """
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        if answer := question():
            return answer
        page.wait_for_timeout(LOOK_MS)
    raise AssertionError(f"it never came true: {told()}")


def flowing(seats: Sequence[Seat], frames: int = 10, since: float | None = None) -> float:
    """
    Wait until every link shows this many more frames, and more sound, than now.

    Returns: seconds since `since` (`time.monotonic`), or since it was asked.
    """
    begun = since if since is not None else time.monotonic()
    before = {(seat.name, link["seat"]): link for seat in seats for link in seat.links()}

    def grew(seat: Seat) -> bool:
        links = seat.links()
        return len(links) >= len(seats) - 1 and all(
            _grew(before.get((seat.name, link["seat"])), link, frames) for link in links
        )

    for seat in seats:
        until(seat.page, partial(grew, seat), partial(_told, seat))
    return time.monotonic() - begun


def _grew(before: dict[str, Any] | None, now: dict[str, Any], frames: int) -> bool:
    old = before or {"frames": 0, "audio": 0}
    # A link that was built anew counts from nothing.
    least = old["frames"] + frames if now["frames"] >= old["frames"] else frames
    return now["frames"] >= least and (now["audio"] > old["audio"] or now["frames"] < old["frames"])


def relayed(seats: Sequence[Seat]) -> None:
    """
    Check that every link is encrypted and goes through the relay on both sides.

    A side is judged by its own candidate: after a restart a browser may know the other's relay by
    its packets only (prflx).
    """
    for seat in seats:
        links = until(seat.page, partial(_connected, seat, len(seats) - 1), partial(_told, seat))
        assert {link["local"] for link in links} == {"relay"}
        assert {link["remote"] for link in links} <= {"relay", "prflx"}
        assert all(link["srtp"] for link in links)


def _connected(seat: Seat, count: int) -> list[dict[str, Any]]:
    links = seat.links()
    ready = [link for link in links if link.get("dtls") == "connected" and link.get("remote")]
    return ready if len(ready) == len(links) == count else []


def _told(seat: Seat) -> object:
    names = ("ice", "dtls", "local", "remote", "frames", "audio", "restarts", "rebuilds")
    return (
        seat.name,
        seat.phase(),
        [{name: link.get(name) for name in names} for link in seat.links()],
    )
