"""Defines the scheduled functions of appointments, which are safe to repeat."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.platform.lambda_entry import Trigger, entrypoint
from chalicelib.wiring import bookings as wiring_bookings
from chalicelib.wiring import reminders as wiring_reminders
from chalicelib.wiring import series as wiring_series
from chalicelib.wiring import waitlist as wiring_waitlist

clock = Blueprint(__name__)


@clock.schedule("rate(1 minute)", name="remind_appointments")
@entrypoint(Trigger.SCHEDULE)
def remind_appointments(_event: CloudWatchEvent) -> dict[str, Any]:
    """Store reminders that are due, and offer free times; the sweep sends."""
    return {
        "reminded": wiring_reminders.appointment_reminders().remind_all(),
        "offered": wiring_waitlist.waitlist_offers().run_due(),
    }


@clock.schedule("rate(1 minute)", name="finish_appointments")
@entrypoint(Trigger.SCHEDULE)
def finish_appointments(_event: CloudWatchEvent) -> dict[str, Any]:
    """Expire requests, complete visits that took place, and settle changes of series."""
    return {
        "expired": wiring_bookings.unanswered_requests().end_all(),
        "completed": wiring_bookings.past_appointments().settle_all(),
        "settled": wiring_series.series_recovery().settle_all(),
    }
