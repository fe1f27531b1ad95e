"""Clients of the cloud that the deploy and the demo talk to: AWS when no endpoint is given, else an emulator."""

from dataclasses import dataclass

import botocore.session
from botocore.client import BaseClient
from botocore.config import Config

REGION = "us-east-1"


@dataclass(frozen=True)
class Clients:
    """``endpoint``: where the emulator answers, or nothing for AWS with its usual credentials."""

    endpoint: str | None = None

    def make(self, service: str) -> BaseClient:
        """A client of one service; an emulator takes any credentials, so real ones are never shown to it."""
        session = botocore.session.get_session()
        config = Config(s3={"addressing_style": "path"}, signature_version="s3v4" if service == "s3" else None)
        if self.endpoint is None:
            return session.create_client(service, config=config)
        emulated = config.merge(Config(inject_host_prefix=False, retries={"max_attempts": 2, "mode": "standard"}))
        return session.create_client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=emulated,
        )
