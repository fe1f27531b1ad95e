"""Provides calls between people in the demo practice, for measurements."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser

from localstack.cloud import Cloud
from localstack.demo import CLIENTS, Person
from tests.browser.calls import Call, booked
from tests.browser.console_watch import ConsoleWatch
from tests.browser.windows import Windows
from tests.demo_practice import Practice

AVERY, MORGAN, _ = CLIENTS


@dataclass(frozen=True)
class Stage:
    """
    Holds what a measured call needs: the local cloud, a practice and a browser.

    All calls of the local cloud go through its TURN relay.
    """

    cloud: Cloud
    practice: Practice
    browser: Browser

    @contextmanager
    def call(self, providers: list[Person], clients: list[Person]) -> Iterator[Call]:
        """
        Provide a call of these providers and clients, in a visit that has just begun.

        The video in the call has 320 × 240 pixels and 15 frames per second.
        """
        windows = Windows(self.browser, self.cloud.url, ConsoleWatch())
        try:
            yield Call(
                windows, self.practice, booked(self.practice, providers, clients), small=True
            )
        finally:
            self.cloud.front.mend()
            self.cloud.turn.thaw()
            windows.close()
