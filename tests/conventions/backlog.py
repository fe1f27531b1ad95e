"""Counts the known problems of each file, so that their number can only fall."""

from collections import Counter
from pathlib import Path

FILE = Path(__file__).with_name("backlog.tsv")


def beyond_backlog(rule, problems, folder):
    """
    Return the problems of files that have more than `backlog.tsv` allows.

    Each problem begins with its file's path and a colon. Also returns a line for each file of the
    folder that has fewer problems than the list says: lower its number, or remove its line.
    """
    problems = list(problems)
    counts = Counter(problem.partition(":")[0] for problem in problems)
    allowed = backlog(rule)
    new = [each for each in problems if counts[path(each)] > allowed.get(path(each), 0)]
    outdated = [
        f"{name}: has {counts[name]}, and {FILE.name} counts {number}"
        for name, number in allowed.items()
        if counts[name] < number and name.startswith(f"{folder}/")
    ]
    return new + outdated


def path(problem):
    return problem.partition(":")[0]


def backlog(rule):
    """Return the number of known problems of a rule in each file, by path."""
    rows = [line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines()[1:]]
    return {name: int(number) for kind, name, number in rows if kind == rule}
