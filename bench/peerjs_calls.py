"""Makes calls with PeerJS's client and server, through our TURN relay."""

import json
import shutil
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from bench.relay_kinds import PEERJS, Relay, install, peerjs
from bench.run import NotHere
from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.relays.shared_secret import SharedSecret
from localstack.coturn import Coturn
from tests.browser.calls import DEVICES

CLIENT = "peerjs"
CLIENT_VERSION = "1.5.5"
SCRIPT = PEERJS / "node_modules" / CLIENT / "dist" / "peerjs.min.js"
READY = """async () => {
  document.body.innerHTML = '<button>Join</button>';
  const video = { width: 320, height: 240, frameRate: 15 };
  window.stream = await navigator.mediaDevices.getUserMedia({ audio: true, video });
  window.shown = (call) => call.on('stream', (stream) => {
    const video = document.body.appendChild(document.createElement('video'));
    video.muted = true;
    video.srcObject = stream;
    void video.play();
    call.on('close', () => video.remove());
  });
}"""
HOST = """([id, options]) => new Promise((ready, failed) => {
  window.peer = new Peer(id, options);
  peer.on('error', failed);
  peer.on('call', (call) => { shown(call); call.answer(stream); });
  peer.on('open', () => ready());
})"""
CALLER = """([id, options, to]) => void document.querySelector('button').addEventListener(
  'click', () => {
  window.peer = new Peer(id, options);
  peer.on('open', () => shown(peer.call(to, stream)));
})"""


def installed() -> bool:
    """
    Try to install PeerJS's client, and return whether the client is installed.

    The result is False if this machine has no Node.js.
    """
    if shutil.which("node") is None:
        return False
    try:
        install(CLIENT, CLIENT_VERSION)
    except NotHere:
        return False
    return True


@dataclass
class PeerJs:
    """
    Runs a PeerJS server, and a host page that accepts every call.

    `context` is the browser context in which callers open their pages.
    """

    browser: Browser
    turn: Coturn
    relay: Relay = field(init=False)
    context: BrowserContext = field(init=False)
    origin: str = field(init=False)
    numbers: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.relay = peerjs(0)
        self.origin = f"http://{urlsplit(self.relay.pairs(1)[0].a).netloc}"
        self.context = self.browser.new_context(permissions=DEVICES)
        self._load(self.context.new_page()).evaluate(HOST, ["host", self._options()])

    def client(self, page: Page) -> None:
        """
        Load PeerJS's client and a Join button into a page.

        A click on Join makes the page call the host page, which accepts every call.
        """
        self._load(page).evaluate(CALLER, [f"client-{next(self.numbers)}", self._options(), "host"])

    def leave(self, page: Page) -> None:
        """End a page's call, and close the page."""
        page.evaluate("peer.destroy()")
        page.close()

    def end(self) -> None:
        """Close the pages, and end the PeerJS server."""
        self.context.close()
        self.relay.end()

    def _load(self, page: Page) -> Page:
        # The page must have the server's origin: browsers may block sockets to this machine from
        # pages of other origins.
        page.goto(self.origin)
        page.add_script_tag(path=SCRIPT)
        page.evaluate(READY)
        return page

    def _options(self) -> dict[str, object]:
        now = datetime.now(UTC)
        who = {
            "practice": PracticeId("bench"),
            "room": AppointmentId("bench"),
            "seat": SeatId(f"peerjs{next(self.numbers)}"),
        }
        relays = SharedSecret(self.turn.secret, tuple(self.turn.urls.split(",")))
        grant = relays.issue(**who, now=now, until=now + timedelta(hours=1))
        config = {
            "iceServers": [asdict(each) for each in grant.servers],
            "iceTransportPolicy": "relay",
        }
        at = urlsplit(self.origin)
        return {
            "host": at.hostname,
            "port": at.port,
            "path": "/",
            "secure": False,
            "config": json.loads(json.dumps(config)),
        }
