"""What the functions wrote in their logs, once it has all come out."""

from concurrent.futures import ThreadPoolExecutor

from localstack.cloud import Cloud
from tests.cloud.raw_http import send_raw

AT_ONCE = 4
"""Workers of the API that a test's calls may have been served by."""


def lines_with(cloud: Cloud, *marks: str) -> list[str]:
    """
    The lines that hold every mark.

    On a busy machine a worker's line comes out with its next call only, so each worker is called
    once more first.
    """
    with ThreadPoolExecutor(AT_ONCE) as callers:
        list(callers.map(lambda _: send_raw(cloud.url, "GET", "/me"), range(AT_ONCE)))
    return [line for line in cloud.log_lines() if all(mark in line for mark in marks)]
