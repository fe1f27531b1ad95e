"""Fakes the memory of processed requests, by their idempotency keys."""

from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.idempotency import KEY_REUSED, AlreadyProcessed

KEY_RETENTION = timedelta(hours=24)


@dataclass
class FakeRequests:
    """Fakes how a store remembers requests; the store has `clock` and `boundary`."""

    asked: dict = field(default_factory=dict)

    def result_of(self, access, key):
        self.boundary("result_of")
        earlier = self._known(access, key)
        if earlier and earlier[0] != key.request_hash:
            raise Invalid(KEY_REUSED)
        return earlier[1] if earlier else None

    def _known(self, access, key):
        result = self.asked.get((access.practice, access.person, key.key))
        return result if result and self.clock() < result[2] else None

    def _refuse_replay(self, access, key):
        earlier = self._known(access, key) if key else None
        if earlier and earlier[0] == key.request_hash:
            raise AlreadyProcessed(earlier[1])
        if earlier:
            raise Invalid(KEY_REUSED)

    def _remember(self, access, key, result):
        if key:
            self.asked[access.practice, access.person, key.key] = (
                key.request_hash,
                result,
                self.clock() + KEY_RETENTION,
            )
