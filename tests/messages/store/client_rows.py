"""Stores the rows by which the people of sample threads reach their clients."""

from chalicelib.clients.store import keys
from chalicelib.clients.store.items import ClientItems
from chalicelib.platform.dynamodb.tables import CoreRow
from tests.messages.domain.sample_threads import AVERY_ID, MORGAN_ID, SAM


def add_clients(practice):
    """Store the clients Avery and Morgan, to whom Sam is assigned."""
    for client in (AVERY_ID, MORGAN_ID):
        CoreRow(*keys.client(practice, client)).save()
        ClientItems(practice, client).provider(SAM.person).save()
