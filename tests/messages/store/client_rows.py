"""Stores the clients of sample threads, whom their people reach."""

from chalicelib.clients.domain.client import Client, Profile
from chalicelib.clients.store.clients import DynamoClients
from tests.messages.domain.sample_threads import AVERY_ID, MORGAN_ID, SAM


def add_clients(store):
    """Store the clients Avery and Morgan, to whom Sam is assigned."""
    rows = DynamoClients(store.vault(), store.audit, store.clock)
    for client in (AVERY_ID, MORGAN_ID):
        profile = Profile(f"Client {client}", f"{client}@mail.example")
        providers = frozenset({SAM.person})
        new = Client(client, store.practice, profile, store.clock(), providers)
        rows.add(store.access(), new, None)
