"""Reads the Lambda functions' logs, after every worker has written its lines."""

from concurrent.futures import ThreadPoolExecutor

from localstack.cloud import Cloud
from tests.cloud.raw_http import send_raw

API_WORKERS = 4
"""The number of worker processes that may have served a test's calls."""


def lines_with(cloud: Cloud, *marks: str) -> list[str]:
    """
    Return the log lines that contain all strings in `marks`.

    On a busy machine, a worker process may write a line only when it is called again.
    This function therefore calls each worker once before it reads the logs.
    """
    with ThreadPoolExecutor(API_WORKERS) as callers:
        list(callers.map(lambda _: send_raw(cloud.url, "GET", "/me"), range(API_WORKERS)))
    return [line for line in cloud.log_lines() if all(mark in line for mark in marks)]
