"""The demo practice, made through the product's own doors when the cloud is empty."""

from localstack.cloud import Cloud


def seed(cloud: Cloud) -> list[str]:
    """Fill an empty cloud. Returns: lines for the terminal, one for each person who may sign in."""
    del cloud
    return []
