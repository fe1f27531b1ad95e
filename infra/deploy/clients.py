"""Makes clients of AWS services, for AWS itself or for an AWS emulator."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import botocore.session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.session import Session

REGION = "us-east-1"


@dataclass(frozen=True)
class Clients:
    """
    Creates AWS clients, and caches one client for each service.

    The clients call `endpoint`, the address of an emulator. If `endpoint` is None, the
    clients call AWS itself.
    """

    endpoint: str | None = None
    _session: Session = field(
        default_factory=botocore.session.get_session, init=False, repr=False, compare=False
    )
    _by_service: dict[str, BaseClient] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def make(self, service: str) -> BaseClient:
        """
        Return a client for one AWS service.

        Clients that call an emulator never get real credentials.
        """
        if service not in self._by_service:
            self._by_service[service] = self._client(service)
        return self._by_service[service]

    def make_as(self, credentials: Mapping[str, str], service: str) -> BaseClient:
        """Return a client with credentials from `sts.assume_role`."""
        return self._client(
            service,
            credentials["AccessKeyId"],
            credentials["SecretAccessKey"],
            credentials["SessionToken"],
        )

    def _client(
        self, service: str, key: str = "test", secret: str = "test", token: str | None = None
    ) -> BaseClient:
        config = Config(
            s3={"addressing_style": "path"}, signature_version="s3v4" if service == "s3" else None
        )
        if self.endpoint is None:
            return self._session.create_client(service, region_name=REGION, config=config)
        emulated = config.merge(
            Config(inject_host_prefix=False, retries={"max_attempts": 2, "mode": "standard"})
        )
        return self._session.create_client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=emulated,
        )
