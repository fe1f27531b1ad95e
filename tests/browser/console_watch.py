"""
What a browser says and asks for behind the screen: its console, its errors, and every address it
calls.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request

REFUSED = re.compile(r"status of (\d{3})")


@dataclass
class ConsoleWatch:
    """
    ``allow`` names the refusals that a test provokes: a browser writes each into its console by
    itself.
    """

    messages: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    allowed: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)

    def on(self, context: BrowserContext) -> None:
        """From now on, every page of this context."""
        context.on("console", lambda message: self._hear(message.type, message.text))
        context.on("weberror", lambda error: self.messages.append(str(error.error)))
        context.on("request", self._note)

    def allow(self, *statuses: int) -> None:
        """Answers with these statuses belong to the test."""
        self.allowed |= {str(status) for status in statuses}

    def allow_words(self, *words: str) -> None:
        """Lines with these words belong to the test."""
        self.words.extend(words)

    @property
    def problems(self) -> list[str]:
        """What should not have been said."""
        return [text for text in self.messages if not self._is_allowed(text)]

    @property
    def origins(self) -> set[str]:
        """Whom the pages talked to; pictures and texts inside a page are nobody."""
        asked = (urlsplit(request.url) for request in self.requests)
        return {
            f"{url.scheme}://{url.netloc}" for url in asked if url.scheme not in ("data", "blob")
        }

    def _note(self, request: Request) -> None:
        self.requests.append(request)

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.messages.append(text)

    def _is_allowed(self, text: str) -> bool:
        status = REFUSED.search(text)
        return bool(status and status[1] in self.allowed) or any(
            words in text for words in self.words
        )
