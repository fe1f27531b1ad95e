"""Tests that the table of time zones is pinned, is not old, and is the only one."""

import re
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version

from tests.conventions.source_text import sources, text_of

MAX_AGE = timedelta(days=365)
PINNED = re.compile(r"^tzdata==(\S+)  # IANA (\S+), released (\d{4}-\d{2}-\d{2})", re.MULTILINE)
READER = "chalicelib/kernel/time_zones.py"
BROWSER_CLOCK = re.compile(
    r"\bIntl\.DateTimeFormat\b|\.toLocale(Date|Time)?String\b"
    r"|\.get(FullYear|Month|Date|Day|Hours|Minutes|TimezoneOffset)\("
)
BROWSER_READERS = {"web/src/kernel/dates.ts", "web/src/kernel/time-zones.ts"}


def pinned():
    (row,) = PINNED.findall(text_of("requirements.in"))
    return row


def test_the_table_is_pinned_and_installed_in_the_same_version():
    pinned_version, release, _ = pinned()
    assert version("tzdata") == pinned_version
    assert f"\ntzdata=={pinned_version} " in text_of("requirements.txt")
    year, number = pinned_version.split(".")
    assert release == year + "abcdefghijklmnopqrstuvwxyz"[int(number) - 1]


def test_the_table_is_at_most_a_year_old():
    """
    Governments change the rules of time zones several times a year.

    To mend this test, raise tzdata in requirements.in, with its release and day, and run
    `make lock`.
    """
    assert datetime.now(UTC).date() - date.fromisoformat(pinned()[2]) <= MAX_AGE


def test_only_one_module_reads_the_table():
    """All others take local times from that module, so that all use the same table."""
    names = {name for name, text in sources(".py") if re.search(r"\bzoneinfo\b", text)}
    assert {name for name in names if name.startswith(("chalicelib/", "app.py"))} == {READER}


def test_the_web_client_uses_the_browsers_own_table_in_its_kernel_only():
    """All others format times with `formatIn`, which puts the server's table first."""
    names = {name for name, text in sources(".ts", ".tsx") if BROWSER_CLOCK.search(text)}
    assert {name for name in names if name.startswith("web/src/")} == BROWSER_READERS
