"""Makes notices about an appointment for all participants except the caller."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.participants import Participant
from chalicelib.appointments.domain.waitlist import Wait
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId
from chalicelib.notices.domain import Notice, NoticeKind, NoticeText

PAGES = "/client/appointments/{about}", "/provider/appointments/{about}"
APPOINTMENT_NOTICES: Mapping[NoticeKind, NoticeText] = {
    NoticeKind.APPOINTMENT_BOOKED: NoticeText(
        "You have an appointment",
        "You have an appointment. Sign in for details.",
        *PAGES,
    ),
    NoticeKind.APPOINTMENT_MOVED: NoticeText(
        "Your appointment has changed",
        "Your appointment has changed. Sign in for details.",
        *PAGES,
    ),
    NoticeKind.APPOINTMENT_CANCELLED: NoticeText(
        "An appointment was cancelled",
        "Your appointment was cancelled. Sign in for details.",
        *PAGES,
    ),
    NoticeKind.SERIES_BOOKED: NoticeText(
        "You have new appointments",
        "You have several new appointments. Sign in to see when they are.",
        *PAGES,
    ),
    NoticeKind.SERIES_MOVED: NoticeText(
        "Your appointments have changed",
        "The times of several appointments have changed. Sign in to see them.",
        *PAGES,
    ),
    NoticeKind.SERIES_CANCELLED: NoticeText(
        "Several appointments were cancelled",
        "Several of your appointments were cancelled. Sign in for details.",
        *PAGES,
    ),
    NoticeKind.APPOINTMENT_REQUESTED: NoticeText(
        "A client asks for an appointment",
        "A client asks for an appointment. Sign in to confirm or decline it.",
        *PAGES,
    ),
    NoticeKind.APPOINTMENT_CONFIRMED: NoticeText(
        "Your appointment is confirmed",
        "Your appointment is confirmed. Sign in for details.",
        *PAGES,
    ),
    NoticeKind.APPOINTMENT_DECLINED: NoticeText(
        "Your request was declined",
        "Your practice could not accept your request. Sign in for details.",
        *PAGES,
    ),
    NoticeKind.REQUEST_EXPIRED: NoticeText(
        "Your request was not answered",
        "Your request for an appointment was not answered in time. Sign in to choose another time.",
        *PAGES,
    ),
    NoticeKind.CLIENT_ARRIVED: NoticeText(
        "A client has arrived",
        "A client has arrived for an appointment. Sign in to see it.",
        *PAGES,
    ),
    NoticeKind.APPOINTMENT_MISSED: NoticeText(
        "You missed an appointment",
        "Your practice has marked an appointment as missed. Sign in for details.",
        *PAGES,
    ),
    NoticeKind.APPOINTMENT_REMINDER: NoticeText(
        "You have an appointment",
        "You have an appointment. Sign in to see its time, and to confirm or cancel it.",
        *PAGES,
    ),
    NoticeKind.APPOINTMENT_TEXT: NoticeText(
        "You have an appointment",
        "You have an appointment. Sign in to see its time, and to confirm or cancel it.",
        *PAGES,
    ),
    NoticeKind.TIME_OFFERED: NoticeText(
        "A time has become free",
        "A time has become free. Sign in to see it, and to accept it before the offer ends.",
        "/client/appointments",
        "/provider/calendar",
    ),
    NoticeKind.CLIENT_CANCELLED: NoticeText(
        "An appointment was cancelled",
        "A client cancelled an appointment. Sign in for details.",
        *PAGES,
    ),
}


def booked_notices(appointment: Appointment, by: Access) -> tuple[Notice, ...]:
    """
    Return the notices about a new appointment.

    All participants except the caller get a notice.
    """
    return _notices_to_others(appointment, by, NoticeKind.APPOINTMENT_BOOKED, "booked")


def moved_notices(appointment: Appointment, by: Access) -> tuple[Notice, ...]:
    """
    Return the notices that tell participants an appointment's new time.

    `by` is the caller who moved the appointment. All participants except the caller get a
    notice. If an appointment is moved several times, each move gets new notices.
    """
    return _notices_to_others(
        appointment, by, NoticeKind.APPOINTMENT_MOVED, f"moved-{appointment.version}"
    )


def handed_over_notices(appointment: Appointment, by: Access, new: PersonId) -> tuple[Notice, ...]:
    """
    Return the notices about an appointment that `new` holds from now on.

    The new provider learns of an appointment, or of a request to decide about; the others
    learn that theirs has changed.
    """
    requested = appointment.is_requested
    kind = NoticeKind.APPOINTMENT_REQUESTED if requested else NoticeKind.APPOINTMENT_BOOKED
    changed = _notices_to_others(
        appointment, by, NoticeKind.APPOINTMENT_MOVED, f"handed-over-{appointment.version}"
    )
    return tuple(replace(each, kind=kind) if each.person == new else each for each in changed)


def cancelled_notices(appointment: Appointment, by: Access) -> tuple[Notice, ...]:
    """
    Return the notices that tell participants that an appointment is cancelled.

    `by` is the caller who cancelled the appointment. All participants except the caller get
    a notice. If the caller is a client, the notices to providers say that a client
    cancelled.
    """
    return _notices_to_others(appointment, by, NoticeKind.APPOINTMENT_CANCELLED, "cancelled")


def series_booked_notices(first: Appointment, by: Access) -> tuple[Notice, ...]:
    """Return the notices about a new series, with a link to its first appointment."""
    return _notices_to_others(first, by, NoticeKind.SERIES_BOOKED, "series-booked")


def series_moved_notices(one: Appointment, by: Access, version: int) -> tuple[Notice, ...]:
    """
    Return the notices that several appointments of a series have moved.

    `one` is one of them, and `version` is the version of the series.
    """
    return _notices_to_others(one, by, NoticeKind.SERIES_MOVED, f"series-moved-{version}")


def series_cancelled_notices(one: Appointment, by: Access, version: int) -> tuple[Notice, ...]:
    """
    Return the notices that several appointments of a series are cancelled.

    `one` is one of them, and `version` is the version of the series.
    """
    return _notices_to_others(one, by, NoticeKind.SERIES_CANCELLED, f"series-off-{version}")


def requested_notices(appointment: Appointment, by: Access) -> tuple[Notice, ...]:
    """Return the notices that ask the providers to decide about a client's request."""
    notices = _notices_to_others(appointment, by, NoticeKind.APPOINTMENT_REQUESTED, "requested")
    return tuple(each for each in notices if each.person)


def confirmed_notices(appointment: Appointment, by: Access) -> tuple[Notice, ...]:
    """Return the notices that tell the others that an appointment is confirmed."""
    event = f"confirmed-{appointment.version}"
    return _notices_to_others(appointment, by, NoticeKind.APPOINTMENT_CONFIRMED, event)


def declined_notices(appointment: Appointment, by: Access) -> tuple[Notice, ...]:
    """Return the notices that tell the clients that their request was declined."""
    notices = _notices_to_others(appointment, by, NoticeKind.APPOINTMENT_DECLINED, "declined")
    return tuple(each for each in notices if each.client)


def expired_notices(appointment: Appointment, by: Access) -> tuple[Notice, ...]:
    """Return the notices that tell the clients that nobody answered their request."""
    notices = _notices_to_others(appointment, by, NoticeKind.REQUEST_EXPIRED, "expired")
    return tuple(each for each in notices if each.client)


def arrived_notices(appointment: Appointment, by: Access) -> tuple[Notice, ...]:
    """Return the notices that tell the other providers that the client has arrived."""
    event = f"arrived-{appointment.version}"
    notices = _notices_to_others(appointment, by, NoticeKind.CLIENT_ARRIVED, event)
    return tuple(each for each in notices if each.person)


def missed_notices(appointment: Appointment, by: Access) -> tuple[Notice, ...]:
    """Return the notices that tell the clients that they missed the appointment."""
    event = f"missed-{appointment.version}"
    notices = _notices_to_others(appointment, by, NoticeKind.APPOINTMENT_MISSED, event)
    return tuple(each for each in notices if each.client)


def no_notices(_appointment: Appointment, _by: Access) -> tuple[Notice, ...]:
    """Return no notice: what everybody knows who took part."""
    return ()


def offer_notices(wait: Wait) -> tuple[Notice, ...]:
    """Return the notice that tells a client of the waitlist about an offer."""
    if wait.offer is None:
        return ()
    about, ends = wait.offer.appointment, wait.offer.ends
    kind, event = NoticeKind.TIME_OFFERED, f"offered-{wait.id}"
    return (Notice(kind, wait.practice, about, event, client=wait.client, until=ends),)


def _notices_to_others(
    appointment: Appointment, by: Access, kind: NoticeKind, event: str
) -> tuple[Notice, ...]:
    others = [each for each in appointment.participants if not _is_actor(each, by)]
    return tuple(
        Notice(
            _kind(each, by, kind),
            appointment.practice,
            appointment.id,
            f"{event}-{each.seat}",
            each.client,
            each.person,
            frozenset(appointment.clients if each.person else ()),
        )
        for each in others
    )


def _is_actor(each: Participant, by: Access) -> bool:
    # Nobody needs mail about what they do themselves, whatever role they act in.
    return (
        each.person == by.person
        if each.hosts
        else by.client is not None and each.client == by.client
    )


def _kind(each: Participant, by: Access, kind: NoticeKind) -> NoticeKind:
    by_client = each.hosts and by.client is not None
    return (
        NoticeKind.CLIENT_CANCELLED
        if by_client and kind is NoticeKind.APPOINTMENT_CANCELLED
        else kind
    )
