"""A second practice in the running cloud, for tests of isolation."""

import pytest

from localstack.cloud import Cloud
from tests.cloud.other_practice import OtherPractice


@pytest.fixture(scope="session")
def other_practice(cloud: Cloud) -> OtherPractice:
    """Create a practice with other people and another account at the processor."""
    return OtherPractice(cloud)
