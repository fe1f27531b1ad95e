"""Records a browser's console, its errors and every address that it requests."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request

REFUSED = re.compile(r"status of (\d{3})")


@dataclass
class ConsoleWatch:
    """Records console messages and requests, and reports those not allowed."""

    messages: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    allowed: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)

    def on(self, context: BrowserContext) -> None:
        """Record every page of this browser context from now on."""
        context.on("console", lambda message: self._record_message(message.type, message.text))
        context.on("weberror", lambda error: self.messages.append(str(error.error)))
        context.on("request", self._record_request)

    def allow(self, *statuses: int) -> None:
        """Allow responses with these statuses, which the browser writes to its console."""
        self.allowed |= {str(status) for status in statuses}

    def allow_words(self, *words: str) -> None:
        """Allow console messages that contain any of these words."""
        self.words.extend(words)

    @property
    def problems(self) -> list[str]:
        """Return the console messages that the test did not allow."""
        return [text for text in self.messages if not self._is_allowed(text)]

    @property
    def origins(self) -> set[str]:
        """Return the origins that the pages requested, without data: and blob: addresses."""
        urls = (urlsplit(request.url) for request in self.requests)
        return {
            f"{url.scheme}://{url.netloc}" for url in urls if url.scheme not in ("data", "blob")
        }

    def _record_request(self, request: Request) -> None:
        self.requests.append(request)

    def _record_message(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.messages.append(text)

    def _is_allowed(self, text: str) -> bool:
        status = REFUSED.search(text)
        return bool(status and status[1] in self.allowed) or any(
            words in text for words in self.words
        )
