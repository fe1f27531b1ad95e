"""Provides the `records` fixture, and keeps tests away from the real AWS."""

from collections.abc import Iterator

import pytest

from tests.platform.record_store import RecordStore, a_store

LOCAL_CLOUD = ("tests/cloud/", "tests/browser/", "tests/localstack/")


@pytest.fixture(autouse=True)
def _no_aws_outside(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.nodeid.startswith(LOCAL_CLOUD):
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


@pytest.fixture
def records() -> Iterator[RecordStore]:
    """
    Provide an emulated database with a practice and its encryption keys.

    See `tests/platform/record_store.py`.
    """
    with a_store() as store:
        yield store
