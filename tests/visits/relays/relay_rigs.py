"""Builds each relay provider for the tests, with the limits of that provider."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.relays.cloudflare import Cloudflare
from chalicelib.visits.relays.fallback import Fallback
from chalicelib.visits.relays.kvs import Kvs
from chalicelib.visits.relays.monitored import MonitoredRelay
from chalicelib.visits.relays.shared_secret import SharedSecret
from chalicelib.visits.relays.static import Static
from chalicelib.visits.relays.twilio import Twilio
from chalicelib.visits.usecases.relays import IceServer, RelayProvider
from tests.visits.relays.fake_channels import POOL, FakeChannels
from tests.visits.relays.relay_companies import ACCOUNT, KEY, TOKEN

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
UNTIL = NOW + timedelta(hours=3, microseconds=500)
PRACTICE, ROOM = PracticeId(f"01K{1:023d}"), AppointmentId(f"01K{2:023d}")
SEAT, OTHER = SeatId(f"01K{3:023d}"), SeatId(f"01K{4:023d}")
SECRET = "a secret shared with coturn"
URLS = ("turn:127.0.0.1:3478?transport=tcp", "turn:127.0.0.1:3478?transport=udp")


@dataclass(frozen=True)
class RelayRig:
    """
    Holds a relay provider under test.

    `most`: the longest time for which the provider's credentials are valid. `relays`:
    whether the provider issues TURN servers.
    """

    provider: RelayProvider
    most: timedelta
    relays: bool = True

    def issue(self, now=NOW, until=UNTIL, seat=SEAT):
        return self.provider.issue(practice=PRACTICE, room=ROOM, seat=seat, now=now, until=until)


def kvs(pool=None):
    pool = pool or FakeChannels()
    return RelayRig(MonitoredRelay(Kvs(POOL, pool, pool.signaling)), timedelta(seconds=300))


def shared_secret():
    return RelayRig(MonitoredRelay(SharedSecret(SECRET, URLS)), timedelta(minutes=15))


def cloudflare(url):
    return RelayRig(MonitoredRelay(Cloudflare(KEY, TOKEN, url)), timedelta(hours=48))


def twilio(url):
    return RelayRig(MonitoredRelay(Twilio(ACCOUNT, TOKEN, url)), timedelta(hours=24))


def static():
    return RelayRig(
        MonitoredRelay(Static((IceServer(("stun:127.0.0.1:3478",)),))),
        timedelta(days=999),
        relays=False,
    )


def fallback():
    return RelayRig(Fallback([kvs().provider, shared_secret().provider]), timedelta(minutes=15))
