"""Describes where a request comes from."""

from dataclasses import dataclass, field
from enum import StrEnum


class Device(StrEnum):
    """Lists kinds of devices; a person has one session on each, the newest."""

    DESKTOP = "desktop"
    MOBILE = "mobile"


@dataclass(frozen=True, slots=True)
class Caller:
    """Describes where a request comes from; `ip` and `agent` are keyed hashes."""

    request: str = ""
    ip: str = field(default="", repr=False)
    agent: str = field(default="", repr=False)
    device: Device = Device.DESKTOP
