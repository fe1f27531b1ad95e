"""What is known to break a rule of words, counted by file, so that it can only get less."""

from collections import Counter
from pathlib import Path

FILE = Path(__file__).with_name("backlog.tsv")


def beyond_backlog(rule, problems, folder):
    """
    Return the problems of a folder's files that have more than `backlog.tsv` counts for the rule.

    A problem begins with its file's path and a colon. A file that has fewer than is counted is
    returned too: lower its number, or remove its line.
    """
    problems = list(problems)
    counts = Counter(problem.partition(":")[0] for problem in problems)
    known = backlog(rule)
    new = [each for each in problems if counts[path(each)] > known.get(path(each), 0)]
    better = [
        f"{name}: has {counts[name]}, and {FILE.name} counts {number}"
        for name, number in known.items()
        if counts[name] < number and name.startswith(f"{folder}/")
    ]
    return new + better


def path(problem):
    return problem.partition(":")[0]


def backlog(rule):
    """Return the number of known problems of one rule by path."""
    rows = [line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines()[1:]]
    return {name: int(number) for kind, name, number in rows if kind == rule}
