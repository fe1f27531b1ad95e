"""Defines types of opaque ids: ULIDs of 26 characters unless stated."""

from typing import NewType

PracticeId = NewType("PracticeId", str)
PLATFORM_PRACTICE = PracticeId("platform")
"""Owns what belongs to no practice, such as sign-in steps."""
PersonId = NewType("PersonId", str)
"""The identity provider's subject, a UUID."""
ClientId = NewType("ClientId", str)
ServiceId = NewType("ServiceId", str)
InvoiceId = NewType("InvoiceId", str)
ProcessorAccountId = NewType("ProcessorAccountId", str)
OpRef = NewType("OpRef", str)
"""20 characters [A-Z2-7] of 100 random bits; processors see only this (docs/processors.md#port)."""
AppointmentId = NewType("AppointmentId", str)
"""Also the id of its room."""
SeatId = NewType("SeatId", str)
"""A participant's place in one room; a relay's operator may see it."""
ConnectionId = NewType("ConnectionId", str)
"""The gateway's name for an open socket; never leaves the server (docs/video.md#a2)."""
FileId = NewType("FileId", str)
