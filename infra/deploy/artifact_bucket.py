"""Stores packages and templates in a bucket, each under a hash of its content."""

from dataclasses import dataclass

from infra.deploy.clients import Clients


@dataclass(frozen=True)
class ArtifactBucket:
    """Stores a deployment's packages and templates in the bucket called `name`."""

    clients: Clients
    name: str

    def put(self, key: str, body: bytes) -> str:
        """Store an object and return its key."""
        self.clients.make("s3").put_object(Bucket=self.name, Key=key, Body=body)
        return key

    def url(self, key: str) -> str:
        """Return the URL from which CloudFormation reads an object."""
        return f"{self.clients.make('s3').meta.endpoint_url}/{self.name}/{key}"
