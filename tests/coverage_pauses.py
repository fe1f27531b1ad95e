"""
Pauses the measurement of coverage where the tests run no code of the product.

Coverage is told of each function that Python calls, and in most tests nearly all of these
functions belong to boto3 and to the emulator that answers it. Tests that start servers run
the product in other processes, which are not measured.
"""

import sys
from typing import Any

import pytest
from botocore.client import BaseClient

OTHER_PROCESSES = ("tests/browser/", "tests/cloud/", "tests/localstack/")

_make_api_call = BaseClient._make_api_call


def pytest_configure() -> None:
    """Pause coverage during each call to AWS."""
    BaseClient._make_api_call = _unmeasured


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage in tests that run the product in other processes."""
    for item in items:
        if item.nodeid.startswith(OTHER_PROCESSES):
            item.add_marker(pytest.mark.no_cover)


def _unmeasured(client: BaseClient, operation: str, parameters: dict[str, Any]) -> Any:
    tracer = sys.gettrace()
    if type(tracer).__module__ != "coverage":
        return _make_api_call(client, operation, parameters)
    sys.settrace(None)
    try:
        return _make_api_call(client, operation, parameters)
    finally:
        sys.settrace(tracer)
