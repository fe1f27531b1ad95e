"""
Runs video calls of two to four people in real browsers.

The calls are measured with the browser's getStats.
"""

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
"""How long to wait; four pages with video leave a small machine little time."""
LOOK_MS = 40
DEVICES = ["camera", "microphone"]
PROOF = "() => document.querySelector('[data-room]')?.call?.proof() ?? []"
PHASE = "() => document.querySelector('[data-room]')?.dataset.phase ?? ''"
# Makes video so small that a machine with two cores can run four pages.
SMALL = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
const small = { width: 320, height: 240, frameRate: 15 };
navigator.mediaDevices.getUserMedia = (constraints) =>
  open(constraints.video ? { ...constraints, video: small } : constraints);
"""
# Records the milliseconds until the page was admitted and until every link had a first frame.
MARKS = """links => void (async () => {
  const marks = (window.marks = {}), start = performance.now();
  for (;;) {
    const room = document.querySelector('[data-room]');
    if (!marks.joined && room?.dataset.phase === 'in') marks.joined = performance.now() - start;
    const proof = marks.joined ? await room.call.proof() : [];
    if (proof.length >= links && proof.every((each) => each.frames > 0))
      return (marks.frame = performance.now() - start);
    await new Promise((done) => setTimeout(done, 10));
  }
})()"""


@dataclass
class Seat:
    """One person's window with the room's page."""

    page: Page
    person: Person
    room: str

    @property
    def name(self) -> str:
        return self.person.name

    def ready(self) -> "Seat":
        """Wait at the device check until camera and microphone are found."""
        expect(self.page.get_by_role("button", name="Join", exact=True)).to_be_enabled(
            timeout=PATIENCE_MS
        )
        return self

    def join(self) -> "Seat":
        """Press Join when the devices are ready."""
        self.ready().page.get_by_role("button", name="Join", exact=True).click()
        return self

    def waits(self) -> "Seat":
        """Wait until the page shows the waiting room."""
        expect(
            self.page.get_by_role("heading", level=1, name="You are in the waiting room")
        ).to_be_visible(timeout=PATIENCE_MS)
        return self

    def is_in(self) -> "Seat":
        """Wait until the page shows the call."""
        expect(self.page.locator("[data-phase=in]")).to_be_visible(timeout=PATIENCE_MS)
        return self

    def admit(self, *others: "Seat") -> None:
        """Admit these people one by one; they must be waiting."""
        for other in others:
            self.page.get_by_role("button", name=f"Admit {other.name}").click()

    def menu(self, button: str, item: str) -> None:
        """Open a menu in the call's control bar and click one of its items."""
        self.bar.get_by_role("button", name=button, exact=True).first.click()
        self.bar.get_by_role("button", name=item).last.click()

    @property
    def bar(self) -> Locator:
        """Return the call's control bar."""
        return self.page.get_by_role("group", name="Call", exact=True)

    def links(self) -> list[dict[str, Any]]:
        """Return what getStats reports about the connection to each other person."""
        return list(self.page.evaluate(PROOF))

    def phase(self) -> str:
        return str(self.page.evaluate(PHASE))

    def open_chat(self) -> "Seat":
        """Open the chat unless it is open."""
        if not self.page.get_by_role("log", name="Chat").is_visible():
            self.bar.get_by_role("button", name="Chat").click()
        return self

    def say(self, words: str) -> None:
        """Write a chat note and send it."""
        self.open_chat().page.locator("#chat-text").fill(words)
        self.page.keyboard.press("Enter")

    def reads(self, *words: str) -> None:
        """Check that the chat shows exactly these notes in order, all acknowledged."""
        self.open_chat()
        expect(self.page.locator("article[data-sent=true] .line-text")).to_have_text(
            list(words), timeout=PATIENCE_MS
        )
        expect(self.page.locator("article[data-sent=false]")).to_have_count(0)

    def mark(self, links: int) -> None:
        """
        Start recording two points in time in the page.

        The first is when the person is admitted. The second is when `links` links have each
        shown a video frame.
        """
        self.page.evaluate(MARKS, links)

    def first_frame_ms(self) -> float:
        """Return the milliseconds from admission to the last link's first frame."""
        until(self.page, lambda: "frame" in self.page.evaluate("window.marks"))
        marks = self.page.evaluate("window.marks")
        return float(marks["frame"] - marks["joined"])


@dataclass
class Call:
    """A visit's room, and the windows of the people who joined it."""

    windows: Windows
    practice: Practice
    room: str
    small: bool = False
    seats: list[Seat] = field(default_factory=list)

    def enter(self, person: Person) -> Seat:
        """Sign in and open the room's page, with camera and microphone allowed."""
        role = "provider" if person in (JORDAN, SAM) else None
        page = self.windows.open(self.practice, person, "/", role)
        return self.opened(page, person)

    def opened(self, page: Page, person: Person) -> Seat:
        """Open the room's page in an existing window."""
        page.context.grant_permissions(DEVICES, origin=self.windows.url)
        if self.small:
            page.add_init_script(SMALL)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"/room/{self.room}")
        seat = Seat(page, person, self.room)
        self.seats.append(seat)
        return seat

    def gathered(self, *people: Person) -> list[Seat]:
        """Bring everybody into the call; the first is the host and admits the others."""
        host, *others = (self.enter(person) for person in people)
        host.join().is_in()
        for other in others:
            other.join().waits()
            host.admit(other)
            other.is_in()
        return [host, *others]


def booked(practice: Practice, providers: Sequence[Person], clients: Sequence[Person]) -> str:
    """
    As an Admin, book an appointment that begins now; return the appointment's id.

    The providers are assigned to the clients first, because only then can they be booked.
    """
    hosts = [practice.signed_in(each).get("/me")["person"]["id"] for each in providers]
    first, *more = ids = [practice.client_ids[each.email] for each in clients]
    admin = practice.signed_in(JORDAN, "admin")
    for client in ids:
        profile = admin.get(f"/clients/{client}")
        assigned = {each["id"] for each in profile["providers"]}
        if not assigned.issuperset(hosts):
            body = {"provider_ids": [*assigned.union(hosts)], "version": profile["version"]}
            admin.request("PATCH", f"/clients/{client}", body)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    booking = {
        "client_id": first,
        "participant_ids": more,
        "provider_ids": hosts,
        "minutes": 50,
        "notify": False,
        "allow_overlap": True,
    }
    when = {"starts_at": now.isoformat(), "zone": "America/New_York", "location": "video"}
    return str(admin.post("/appointments", booking | when)["id"])


def until(page: Page, question: Callable[[], Any], details: Callable[[], object] = str) -> Any:
    """
    Call `question` until it returns a true value, and return that value.

    The browser keeps running between the calls. If no call returns a true value in
    time, the function raises an AssertionError with the text that `details` returns.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        page.wait_for_timeout(LOOK_MS)
    raise AssertionError(f"it never came true: {details()}")


def flowing(seats: Sequence[Seat], frames: int = 10, since: float | None = None) -> float:
    """
    Wait until every link has received more video frames and more audio.

    A link is a person's connection to one other person in the call. Each link must
    receive at least `frames` more video frames. Returns the number of seconds since
    `since` (a `time.monotonic` value), or since this function was called if `since` is
    None.
    """
    start = since if since is not None else time.monotonic()
    before = {(seat.name, link["seat"]): link for seat in seats for link in seat.links()}

    def grew(seat: Seat) -> bool:
        links = seat.links()
        return len(links) >= len(seats) - 1 and all(
            _grew(before.get((seat.name, link["seat"])), link, frames) for link in links
        )

    for seat in seats:
        until(seat.page, partial(grew, seat), partial(_link_details, seat))
    return time.monotonic() - start


def _grew(before: dict[str, Any] | None, now: dict[str, Any], frames: int) -> bool:
    old = before or {"frames": 0, "audio": 0}
    # A rebuilt link counts its frames from zero.
    least = old["frames"] + frames if now["frames"] >= old["frames"] else frames
    return now["frames"] >= least and (now["audio"] > old["audio"] or now["frames"] < old["frames"])


def relayed(seats: Sequence[Seat]) -> None:
    """
    Check that every link is encrypted and that both sides use the relay.

    Each browser's local candidate must be a relay. The remote candidate may be `prflx`:
    after a restart, a browser may have learned of the other side's relay only from its
    packets.
    """
    for seat in seats:
        links = until(
            seat.page, partial(_connected, seat, len(seats) - 1), partial(_link_details, seat)
        )
        assert {link["local"] for link in links} == {"relay"}
        assert {link["remote"] for link in links} <= {"relay", "prflx"}
        assert all(link["srtp"] for link in links)


def _connected(seat: Seat, count: int) -> list[dict[str, Any]]:
    links = seat.links()
    ready = [link for link in links if link.get("dtls") == "connected" and link.get("remote")]
    return ready if len(ready) == len(links) == count else []


def _link_details(seat: Seat) -> object:
    names = ("ice", "dtls", "local", "remote", "frames", "audio", "restarts", "rebuilds")
    return (
        seat.name,
        seat.phase(),
        [{name: link.get(name) for name in names} for link in seat.links()],
    )
