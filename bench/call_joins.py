"""Measures the time from Join to the first picture, of our page and of PeerJS's client."""

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from bench.call_people import AVERY, Stage
from bench.peerjs_calls import PeerJs, installed
from localstack.demo import JORDAN
from tests.browser.calls import DEVICES, Call, Seat, flowing, until

JOINS = 12
OURS, PEERJS = "ours", "PeerJS"
Marks = dict[str, float]
# Milliseconds from the press on Join; earlier requests, as by the device check, are not counted.
MARKS = """(() => {
  let begun = null;
  const marks = (window.marks = {});
  const mark = (name) => (marks[name] ??= performance.now() - begun);
  addEventListener('click', (event) => {
    if (event.target.closest('button')?.textContent.trim() === 'Join') begun ??= performance.now();
  }, true);
  const ask = window.fetch.bind(window);
  window.fetch = async (...asked) => {
    const counts = begun !== null && String(asked[0]?.url ?? asked[0]).endsWith('/call-ticket');
    const answer = await ask(...asked);
    if (counts) mark('ticket');
    return answer;
  };
  window.WebSocket = class extends WebSocket {
    constructor(...asked) {
      super(...asked);
      if (begun === null) return;
      this.addEventListener('open', () => mark('ws'));
      const joined = /"(joined|OPEN)"/;
      this.addEventListener('message', ({ data }) => joined.test(data) && mark('joined'));
    }
  };
  const look = async (connection) => {
    for (const each of (await connection.getStats()).values()) {
      const isVideo = each.type === 'inbound-rtp' && each.kind === 'video';
      if (isVideo && each.framesDecoded > 0) return mark('frame');
    }
    setTimeout(look, 10, connection);
  };
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...asked) {
      super(...asked);
      if (begun === null) return;
      this.addEventListener('iceconnectionstatechange', () => {
        if (['connected', 'completed'].includes(this.iceConnectionState)) mark('ice');
      });
      void look(this);
    }
  };
})()"""


def measured(stage: Stage) -> dict[str, list[Marks]]:
    """Return the marks of every join by kind, in milliseconds; PeerJS only where npm is."""
    with stage.call([JORDAN], [AVERY]) as call:
        host, client = call.gathered(JORDAN, AVERY)
        flowing([host, client])
        peerjs = PeerJs(stage.browser, stage.cloud.turn) if installed() else None
        found: dict[str, list[Marks]] = {OURS: []} | ({PEERJS: []} if peerjs else {})
        try:
            for _ in range(JOINS):
                client = _left(host, client)
                client = _again(call, client)
                found[OURS].append(_marks(client.page))
                if peerjs:
                    found[PEERJS].append(_peerjs(peerjs))
        finally:
            if peerjs:
                peerjs.end()
        return found


def _left(host: Seat, client: Seat) -> Seat:
    client.bar.get_by_role("button", name="Leave", exact=True).click()
    expect(client.page.get_by_role("heading", level=1, name="You left the visit")).to_be_visible()
    until(host.page, lambda: not host.links())
    return client


def _again(call: Call, client: Seat) -> Seat:
    """A fresh page; whoever was let in once comes in without waiting."""
    context = client.page.context
    client.page.close()
    return call.opened(_marked(context), client.person).join()


def _peerjs(peerjs: PeerJs) -> Marks:
    page = _marked(peerjs.context)
    peerjs.client(page)
    page.get_by_role("button", name="Join").click()
    marks = _marks(page)
    peerjs.leave(page)
    return marks


def _marked(context: BrowserContext) -> Page:
    context.grant_permissions(DEVICES)
    page = context.new_page()
    page.add_init_script(MARKS)
    return page


def _marks(page: Page) -> Any:
    until(page, lambda: page.evaluate("window.marks.frame"))
    return page.evaluate("window.marks")
