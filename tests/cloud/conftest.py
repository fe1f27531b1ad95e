"""Provides a second practice in the running cloud, for tests of isolation."""

import pytest

from localstack.cloud import Cloud
from tests.cloud.other_practice import OtherPractice


@pytest.fixture(scope="session")
def other_practice(cloud: Cloud) -> OtherPractice:
    """Create a practice with its own people and its own processor account."""
    return OtherPractice(cloud)
