"""
Defines the types of opaque ids.

An id is a ULID of 26 characters, unless the docstring of its type says otherwise.
"""

from typing import NewType

PracticeId = NewType("PracticeId", str)
PLATFORM_PRACTICE = PracticeId("platform")
"""Stands in place of a practice for records of no practice, such as sign-in steps."""
PersonId = NewType("PersonId", str)
"""A person's id at the identity provider (`sub`), a UUID."""
ClientId = NewType("ClientId", str)
ConsentId = NewType("ConsentId", str)
ServiceId = NewType("ServiceId", str)
InvoiceId = NewType("InvoiceId", str)
ProcessorAccountId = NewType("ProcessorAccountId", str)
OpRef = NewType("OpRef", str)
"""
The only id of an op that payment processors see (docs/processors.md#port).

It has 20 characters from A-Z and 2-7, which encode 100 random bits.
"""
AppointmentId = NewType("AppointmentId", str)
"""The id of an appointment, and also of the room where its participants meet."""
SeriesId = NewType("SeriesId", str)
"""The id of appointments that were booked together by one rule."""
SeatId = NewType("SeatId", str)
"""The id of one participant's place in a room; the operator of a TURN relay may see it."""
ConnectionId = NewType("ConnectionId", str)
"""API Gateway's id of an open socket; it never leaves the server (docs/video.md#a2)."""
FileId = NewType("FileId", str)
ThreadId = NewType("ThreadId", str)
"""The id of a conversation between a client and the practice."""
WaitId = NewType("WaitId", str)
"""The id of a client's place on the waitlist of a service."""
DocumentId = NewType("DocumentId", str)
ContactRequestId = NewType("ContactRequestId", str)
"""The id of what a newcomer wrote on a practice's page Contact Us."""
NoteId = NewType("NoteId", str)
"""The id of a note about a client, or of an addendum to one."""
