"""Fakes the verdicts of the malware scan."""

from dataclasses import dataclass, field

from chalicelib.kernel.errors import Unavailable
from chalicelib.platform.files.malware import MalwareVerdict


@dataclass
class FakeVerdicts:
    """
    A fake `MalwareVerdicts`: files have the verdict `every`, or that in `files`.

    With `is_down`, the storage does not answer.
    """

    every: MalwareVerdict = MalwareVerdict.CLEAN
    files: dict = field(default_factory=dict)
    is_down: bool = False

    def of(self, place, version):  # noqa: ARG002 - a fake may ignore parameters of its port
        if self.is_down:
            raise Unavailable
        return self.files.get(place.file, self.every)
