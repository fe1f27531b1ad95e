"""Where a request comes from."""

from dataclasses import dataclass, field
from enum import StrEnum


class Device(StrEnum):
    """A person has one session a kind of device at a time; the newest wins."""

    DESKTOP = "desktop"
    MOBILE = "mobile"


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from: its own id, keyed hashes of address and browser, the kind of device."""

    request: str = ""
    ip: str = field(default="", repr=False)
    agent: str = field(default="", repr=False)
    device: Device = Device.DESKTOP
