"""Says where a request comes from."""

from dataclasses import dataclass, field
from enum import StrEnum


class Device(StrEnum):
    """A person has one session per kind of device; the newest wins."""

    DESKTOP = "desktop"
    MOBILE = "mobile"


@dataclass(frozen=True, slots=True)
class Caller:
    """A request's id, keyed hashes of its address and browser, and the kind of device."""

    request: str = ""
    ip: str = field(default="", repr=False)
    agent: str = field(default="", repr=False)
    device: Device = Device.DESKTOP
