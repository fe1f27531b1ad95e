"""Opaque ids: none says anything about a person. ULIDs of 26 characters unless said."""

from typing import NewType

PracticeId = NewType("PracticeId", str)
PLATFORM_PRACTICE = PracticeId("platform")
"""What belongs to no practice: people who are half signed in, tries of people nobody knows."""
PersonId = NewType("PersonId", str)
"""The identity provider's subject: a UUID, one human."""
ClientId = NewType("ClientId", str)
ServiceId = NewType("ServiceId", str)
InvoiceId = NewType("InvoiceId", str)
ProcessorAccountId = NewType("ProcessorAccountId", str)
OpRef = NewType("OpRef", str)
"""20 characters [A-Z2-7]: base32 of 100 random bits; what processors know an op by (payments.md §2)."""
AppointmentId = NewType("AppointmentId", str)
"""Also the name of its room."""
SeatId = NewType("SeatId", str)
"""A participant's place in one appointment's room; a relay's operator may see it."""
ConnectionId = NewType("ConnectionId", str)
"""The gateway's name for an open socket; never leaves the server (video.md A2)."""
FileId = NewType("FileId", str)
