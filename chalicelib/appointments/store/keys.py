"""Builds the keys of appointments and their participants."""

from datetime import date, datetime

from chalicelib.platform.dynamodb import partitions
from chalicelib.platform.dynamodb.key_parts import META, Key, moment, part, shard
from chalicelib.platform.dynamodb.partitions import appointment_partition, appointments

OWN_APPOINTMENTS, WAITS = "A#", "W#"


def appointment(p: str, a: str) -> Key:
    return Key(appointment_partition(p, a), META)


def appointment_in_practice(p: str, a: str, starts: datetime) -> Key:
    """Return the GSI2 key that lists an appointment in its practice, by start time."""
    return Key(appointments(p), f"{moment(starts)}#{part(a)}")


def participant(p: str, a: str, seat: str) -> Key:
    return Key(appointment_partition(p, a), f"PART#{part(seat)}")


def participant_of_provider(p: str, u: str, a: str, starts: datetime) -> Key:
    """Return the GSI1 key that lists an appointment for a provider, by start time."""
    return Key(partitions.provider(p, u), f"{own_appointments(starts)}#{part(a)}")


def participant_of_client(p: str, c: str, a: str, starts: datetime) -> Key:
    """Return the GSI1 key that lists an appointment for a client, by start time."""
    return Key(partitions.client_partition(p, c), f"{own_appointments(starts)}#{part(a)}")


def own_appointments(at: datetime) -> str:
    """
    Return the sort key prefix of a person's appointments that start at `at`.

    The sort keys of all of the person's appointments that start at `at` or later sort after
    this prefix.
    """
    return f"{OWN_APPOINTMENTS}{moment(at)}"


def reminder_plan(p: str, a: str) -> Key:
    """Return the key of the row that says when reminders of an appointment are due."""
    return Key(appointment_partition(p, a), "REMINDERS")


def reminder_due(a: str, check: datetime) -> Key:
    """Return the GSI3 key of a reminder plan, which sorts by its next check."""
    return Key(reminder_queue(shard(a)), moment(check))


def reminder_queue(number: int) -> str:
    return f"REMINDDUE#{number}"


def open_request(a: str, starts: datetime) -> Key:
    """Return the GSI3 key of an unanswered request, which sorts by its start."""
    return Key(request_queue(shard(a)), moment(starts))


def request_queue(number: int) -> str:
    return f"REQUESTDUE#{number}"


def unsettled(a: str, closes: datetime) -> Key:
    """Return the GSI3 key of an appointment to settle, by its closing time."""
    return Key(unsettled_queue(shard(a)), moment(closes))


def unsettled_queue(number: int) -> str:
    return f"SETTLEDUE#{number}"


def series(p: str, s: str) -> Key:
    """Return the key of the row that lists the appointments of a series."""
    return Key(f"{partitions.practice_partition(p)}#SERIES#{part(s)}", META)


def interrupted_series(s: str, since: datetime) -> Key:
    """Return the GSI3 key of a series with a change, which sorts by its beginning."""
    return Key(series_queue(shard(s)), moment(since))


def series_queue(number: int) -> str:
    return f"SERIESDUE#{number}"


def provider_day(p: str, u: str, day: date) -> Key:
    """Return the key of the row with a provider's busy intervals on a UTC day."""
    return Key(f"{partitions.provider(p, u)}#DAY", f"{day:%Y%m%d}")


def provider_hours(p: str, u: str) -> Key:
    """Return the key of the row with the hours at which a provider works."""
    return Key(f"{partitions.provider(p, u)}#DAY", "HOURS")


def holidays(p: str) -> Key:
    """Return the key of the row with a practice's holidays."""
    return Key(partitions.practice_partition(p), "HOLIDAYS")


def feed(hashed: str) -> Key:
    """Return the key of a calendar feed; `hashed` is the keyed hash of its secret."""
    return Key(f"FEED#{part(hashed)}", META)


def own_feed(p: str, u: str, role: str) -> Key:
    """Return the key of the row that leads from a person to their calendar feed."""
    return Key(partitions.provider(p, u), f"FEED#{part(role)}")


def freed_time(p: str, a: str, version: int) -> Key:
    """Return the key of a time that a version of an appointment set free."""
    return Key(appointment_partition(p, a), f"FREED#{version:06d}")


def freed_due(a: str, at: datetime) -> Key:
    """Return the GSI3 key of a freed time, until the waitlist has been asked about it."""
    return Key(freed_queue(shard(a)), moment(at))


def freed_queue(number: int) -> str:
    return f"FREEDDUE#{number}"


def held_time(p: str, a: str) -> Key:
    """Return the key of the row about a time that is held for a later appointment."""
    return Key(appointment_partition(p, a), "HELD")


def held_in_practice(p: str, a: str, starts: datetime) -> Key:
    """Return the GSI2 key that lists a held time in its practice, by start time."""
    return Key(held_times(p), f"{moment(starts)}#{part(a)}")


def held_times(p: str) -> str:
    return f"{partitions.practice_partition(p)}#HELD"


def waitlist(p: str) -> str:
    """Return the partition of all waits of a practice, in order of their ids."""
    return f"{partitions.practice_partition(p)}#WAIT"


def wait(p: str, w: str) -> Key:
    return Key(waitlist(p), f"{WAITS}{part(w)}")


def ended_wait(p: str, w: str) -> Key:
    return Key(f"{waitlist(p)}#{part(w)}", META)


def ended_wait_of_client(p: str, c: str, w: str, at: datetime) -> Key:
    """Return the GSI1 key that lists an ended wait for its client, by when it ended."""
    return Key(ended_waits(p, c), f"{WAITS}{moment(at)}#{part(w)}")


def ended_waits(p: str, c: str) -> str:
    """Return the GSI1 partition of a client's ended waits, which begin with `WAITS`."""
    return partitions.client_partition(p, c)


def wait_count(p: str, c: str) -> Key:
    """Return the key of the row that counts the open waits of a client."""
    return Key(partitions.client_partition(p, c), "WAITS")


def wait_due(w: str, check: datetime) -> Key:
    """Return the GSI3 key of an open wait, which sorts by its next check."""
    return Key(wait_queue(shard(w)), moment(check))


def wait_queue(number: int) -> str:
    return f"WAITDUE#{number}"
