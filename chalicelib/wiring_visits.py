"""Which adapter stands behind which port of appointments and their visits; on top of `wiring`, whose parts it shares."""

from collections.abc import Callable
from functools import cache

from chalicelib import wiring
from chalicelib.adapters import clients, files
from chalicelib.adapters.dynamodb.appointments import DynamoAppointments
from chalicelib.adapters.dynamodb.rooms import DynamoRooms
from chalicelib.adapters.dynamodb.uploads import DynamoUploads
from chalicelib.adapters.dynamodb.visit_records import DynamoVisitRecords
from chalicelib.adapters.ice.choice import chosen, listed
from chalicelib.adapters.ice.cloudflare import Cloudflare
from chalicelib.adapters.ice.kvs import Kvs
from chalicelib.adapters.ice.relay import Relay
from chalicelib.adapters.ice.servers import server
from chalicelib.adapters.ice.shared_secret import SharedSecret
from chalicelib.adapters.ice.static import Static
from chalicelib.adapters.ice.twilio import Twilio
from chalicelib.services.appointments import Appointments
from chalicelib.services.completing import Completing
from chalicelib.services.history import Histories
from chalicelib.services.ice import Grants, IcePolicy
from chalicelib.services.visit_files import FileShelf, VisitFiles
from chalicelib.settings import settings

RELAY_SECONDS = 1.5


@cache
def appointment_rows() -> DynamoAppointments:
    """Appointments as they rest."""
    return DynamoAppointments(wiring.vault(), wiring.audit(), wiring.clock)


@cache
def appointments() -> Appointments:
    """Which appointments a person sees."""
    return Appointments(appointment_rows(), wiring.desk(), wiring.clock)


@cache
def completing() -> Completing:
    """That an appointment took place."""
    return Completing(appointment_rows(), wiring.clock)


@cache
def visit_records() -> DynamoVisitRecords:
    """What is kept of visits."""
    return DynamoVisitRecords(wiring.vault(), wiring.audit())


@cache
def histories() -> Histories:
    """What took place, and what fee it suggests."""
    return Histories(appointments(), visit_records(), wiring.practice_rows(), wiring.clock)


@cache
def file_shelf() -> FileShelf:
    """Where files' bytes lie."""
    here = settings()
    return files.S3Files(clients.made("s3", manner=files.MANNER), here.documents_bucket, here.storage_key_arn)


@cache
def visit_files() -> VisitFiles:
    """Files shared in a visit."""
    uploads, rooms = DynamoUploads(wiring.vault(), wiring.clock), DynamoRooms(wiring.vault(), wiring.clock)
    return VisitFiles(appointments(), visit_records(), uploads, file_shelf(), rooms, wiring.chance(), wiring.clock)


@cache
def ice() -> Grants:
    """Relays for those who were let in."""
    here = settings()
    urls = listed(here.turn_urls)
    makers: dict[str, Callable[[], Relay]] = {
        "kvs": _kvs,
        "shared-secret": lambda: SharedSecret(here.turn_secret, urls),
        "cloudflare": lambda: Cloudflare(here.cloudflare_key, here.cloudflare_token),
        "twilio": lambda: Twilio(here.twilio_account, here.twilio_token),
        "static": lambda: Static((server(urls),) if urls else ()),
    }
    return Grants(chosen(here.ice_provider, makers), IcePolicy(here.ice_policy))


def _kvs() -> Kvs:
    control = clients.made("kinesisvideo", attempts=1, read_seconds=RELAY_SECONDS)
    return Kvs(listed(settings().ice_channels), control, _signaling)


def _signaling(endpoint: str) -> object:
    return clients.made("kinesis-video-signaling", attempts=1, endpoint=endpoint, read_seconds=RELAY_SECONDS)
