"""The fake's own time: the machine's, moved by tests."""

import time


class Clock:
    """Seconds since 1970; `ahead` is how many seconds tests have moved it."""

    def __init__(self, ahead: int = 0) -> None:
        self.ahead = ahead

    def now(self) -> int:
        """Whole seconds, UTC, as the processor stamps its objects."""
        return int(time.time()) + self.ahead
