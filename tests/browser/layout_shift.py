"""Measures the layout shift of a page: how far its parts move while it loads."""

from typing import Any

from playwright.sync_api import Page

LATENCY_MS = 80
BYTES_PER_SECOND = 400_000
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    const moved = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName);
    window.shifts.push({ value: entry.value, moved });
  }
}).observe({ type: 'layout-shift', buffered: true });
"""
TOTAL = "() => ({ total: shifts.reduce((sum, { value }) => sum + value, 0), shifts })"


def watch_shifts(page: Page) -> None:
    """Record each layout shift of the pages that this window opens from now on."""
    page.add_init_script(WATCH)


def slow_down(page: Page) -> None:
    """Delay each response, so that the parts of a page arrive one after the other."""
    conditions = {
        "offline": False,
        "latency": LATENCY_MS,
        "downloadThroughput": BYTES_PER_SECOND,
        "uploadThroughput": BYTES_PER_SECOND,
    }
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", conditions)


def total_shift(page: Page) -> Any:
    """
    Return the sum of all layout shifts as `total`, and each shift in `shifts`.

    The sum is at least the page's CLS, which counts only the worst five seconds.
    """
    return page.evaluate(TOTAL)
