"""Checks that docstrings begin with a short sentence and use "they" for a person."""

import re

import pytest

from tests.conventions.source_text import comments, docstrings, files_in, folders, text_of

LONGEST = 80
ENDS = (".", "?", "!", ":", ";", "…")
PRONOUN = re.compile(r"\b(?:he|him|his|she|her|hers|himself|herself)\b", re.IGNORECASE)


def report(problems):
    if problems:
        pytest.fail("\n".join([f"{len(problems)} to rewrite:", *problems]), pytrace=False)


@pytest.mark.parametrize("folder", folders())
def test_the_first_line_of_a_docstring_is_a_short_sentence(folder):
    """A first line has at most 80 characters and ends with punctuation."""
    problems = []
    for name in files_in(folder, ".py"):
        for line, docstring in docstrings(name):
            first = docstring.splitlines()[0]
            if len(first) > LONGEST:
                problems.append(f"{name}:{line}: has {len(first)} characters: {first}")
            elif not first.endswith(ENDS):
                problems.append(f"{name}:{line}: does not end: {first}")
    report(problems)


@pytest.mark.parametrize("folder", folders())
def test_a_person_is_they(folder):
    """Comments and docstrings use "they" or the name of a role for a person."""
    problems = [
        f"{name}:{line}: {text.strip()}"
        for name in files_in(folder, ".py", ".ts", ".tsx")
        for first, comment in comments(name, text_of(name))
        for line, text in enumerate(comment.splitlines(), first)
        if PRONOUN.search(text)
    ]
    report(problems)
