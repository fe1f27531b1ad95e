"""The bucket that holds packages and templates, each named for its content."""

from dataclasses import dataclass

from infra.deploy.clients import Clients


@dataclass(frozen=True)
class ArtifactBucket:
    """Stores what a deployment needs; `name` is the bucket's own name."""

    clients: Clients
    name: str

    def put(self, key: str, body: bytes) -> str:
        """Store an object and return its key."""
        self.clients.make("s3").put_object(Bucket=self.name, Key=key, Body=body)
        return key

    def url(self, key: str) -> str:
        """Return the address at which CloudFormation reads an object."""
        return f"{self.clients.make('s3').meta.endpoint_url}/{self.name}/{key}"
