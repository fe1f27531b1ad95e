"""Describes where a request comes from: its address, browser and kind of device."""

from dataclasses import dataclass, field
from enum import StrEnum


class Device(StrEnum):
    """
    Lists the kinds of devices.

    A person has at most one session on each kind of device. A new sign-in ends the person's
    older session on the same kind of device.
    """

    DESKTOP = "desktop"
    MOBILE = "mobile"


@dataclass(frozen=True, slots=True)
class Caller:
    """
    Describes where a request comes from.

    `request` is the request's id. `ip` and `agent` are keyed hashes of the IP address and
    the browser. `networks` are keyed hashes of the networks of the address, smallest first.
    """

    request: str = ""
    ip: str = field(default="", repr=False)
    agent: str = field(default="", repr=False)
    device: Device = Device.DESKTOP
    networks: tuple[str, ...] = field(default=(), repr=False)
