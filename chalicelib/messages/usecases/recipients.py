"""Decides which colleagues are told about a client's message."""

from collections.abc import Collection
from dataclasses import dataclass

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import PersonId
from chalicelib.messages.domain.thread import Thread
from chalicelib.messages.usecases.ports import CareTeam, ServiceReader, ThreadDirectory

MAX_TOLD = 60
"""The most colleagues who are told; one transaction holds the notices to all of them."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """
    Finds the colleagues who are told about a client's message.

    A message to a service is for the colleagues who are assigned to the service and to the
    client, because nobody else may read it (S2). If there is none, or no service, it is for all
    providers of the client, who stand in too, and for the Admins if the client has no provider.
    """

    team: CareTeam
    services: ServiceReader
    directory: ThreadDirectory

    def of(self, access: Access, thread: Thread) -> Collection[PersonId]:
        """Return who is told that a client wrote in this thread."""
        providers = self.team.current_providers(access, thread.client)
        of_service = self._of_service(access, thread) & providers
        return sorted(of_service or providers or self.directory.admins(access))[:MAX_TOLD]

    def of_reminder(self, access: Access, thread: Thread) -> Collection[PersonId]:
        """Return who is reminded of an answer that is overdue: those, and all Admins."""
        people = {*self.of(access, thread), *self.directory.admins(access)}
        return sorted(people)[:MAX_TOLD]

    def _of_service(self, access: Access, thread: Thread) -> frozenset[PersonId]:
        if thread.service is None:
            return frozenset()
        try:
            return self.services.get(access.practice, thread.service).people
        except NotFound:
            return frozenset()
