"""
Measures the time from the click on Join to the first picture.

The time is measured for our page and for a page that uses PeerJS.
"""

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from bench.call_people import AVERY, Stage
from bench.peerjs_calls import PeerJs, installed
from localstack.demo import JORDAN
from tests.browser.calls import DEVICES, Call, Seat, flowing, until

JOINS = 12
OURS, PEERJS = "ours", "PeerJS"
Marks = dict[str, float]
# A script for pages. It records the milliseconds from the click on Join to each mark, such as the
# first decoded frame. Requests and sockets from before the click do not count.
MARKS = """(() => {
  let start = null;
  const marks = (window.marks = {});
  const mark = (name) => (marks[name] ??= performance.now() - start);
  addEventListener('click', (event) => {
    if (event.target.closest('button')?.textContent.trim() === 'Join') start ??= performance.now();
  }, true);
  const fetch = window.fetch.bind(window);
  window.fetch = async (...args) => {
    const counts = start !== null && String(args[0]?.url ?? args[0]).endsWith('/call-ticket');
    const answer = await fetch(...args);
    if (counts) mark('ticket');
    return answer;
  };
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      if (start === null) return;
      this.addEventListener('open', () => mark('ws'));
      const joined = /"(joined|OPEN)"/;
      this.addEventListener('message', ({ data }) => joined.test(data) && mark('joined'));
    }
  };
  const awaitFrame = async (connection) => {
    for (const each of (await connection.getStats()).values()) {
      const isVideo = each.type === 'inbound-rtp' && each.kind === 'video';
      if (isVideo && each.framesDecoded > 0) return mark('frame');
    }
    setTimeout(awaitFrame, 10, connection);
  };
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      if (start === null) return;
      this.addEventListener('iceconnectionstatechange', () => {
        if (['connected', 'completed'].includes(this.iceConnectionState)) mark('ice');
      });
      void awaitFrame(this);
    }
  };
})()"""


def measure(stage: Stage) -> dict[str, list[Marks]]:
    """
    Measure joins with our page and with PeerJS, and return their times.

    The result has one item per join: the milliseconds from the click on Join to each mark.
    The result has no PeerJS times if PeerJS cannot be installed.
    """
    with stage.call([JORDAN], [AVERY]) as call:
        host, client = call.gathered(JORDAN, AVERY)
        flowing([host, client])
        peerjs = PeerJs(stage.browser, stage.cloud.turn) if installed() else None
        joins: dict[str, list[Marks]] = {OURS: []} | ({PEERJS: []} if peerjs else {})
        try:
            for _ in range(JOINS):
                _leave(host, client)
                client = _join_again(call, client)
                joins[OURS].append(_marks(client.page))
                if peerjs:
                    joins[PEERJS].append(_join_by_peerjs(peerjs))
        finally:
            if peerjs:
                peerjs.end()
        return joins


def _leave(host: Seat, client: Seat) -> None:
    client.bar.get_by_role("button", name="Leave", exact=True).click()
    expect(client.page.get_by_role("heading", level=1, name="You left the visit")).to_be_visible()
    until(host.page, lambda: not host.links())


def _join_again(call: Call, client: Seat) -> Seat:
    """
    Let the client join again in a new page, and return their new seat.

    The client does not wait, because the host admitted them earlier.
    """
    context = client.page.context
    client.page.close()
    return call.opened(_marking_page(context), client.person).join()


def _join_by_peerjs(peerjs: PeerJs) -> Marks:
    page = _marking_page(peerjs.context)
    peerjs.client(page)
    page.get_by_role("button", name="Join").click()
    marks = _marks(page)
    peerjs.leave(page)
    return marks


def _marking_page(context: BrowserContext) -> Page:
    context.grant_permissions(DEVICES)
    page = context.new_page()
    page.add_init_script(MARKS)
    return page


def _marks(page: Page) -> Any:
    until(page, lambda: page.evaluate("window.marks.frame"))
    return page.evaluate("window.marks")
