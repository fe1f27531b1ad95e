"""Returns the fake Stripe's time, which tests can move."""

import time


class Clock:
    """Returns the machine's time plus `ahead` seconds."""

    def __init__(self, ahead: int = 0) -> None:
        self.ahead = ahead

    def now(self) -> int:
        """Return the time in whole seconds since 1970."""
        return int(time.time()) + self.ahead
