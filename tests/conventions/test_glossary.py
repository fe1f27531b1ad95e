"""Checks that names use the words of docs/glossary.md and no word that it bans."""

import re
from functools import cache

import pytest

from tests.conventions.source_text import (
    comments,
    files_in,
    folders,
    identifiers,
    repository,
    text_of,
    words_of,
)

PAGE = "docs/glossary.md"
CLASS = re.compile(r"^class (\w+)", re.MULTILINE)


@cache
def section(title):
    """Return the text of one section of the glossary."""
    return text_of(PAGE).partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(text):
    """Yield the cells of each row of a table, without the header row."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    for line in [line for line in lines if not line.startswith("|---")]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] not in {"word", "banned"}:
            yield cells


@cache
def glossary():
    """Return each term of the glossary's tables, in lower case."""
    definitions = text_of(PAGE).partition("\n## Banned words\n")[0]
    cells = " · ".join(row[0] for row in rows(definitions))
    return {" ".join(words_of(term)) for term in re.split("[·,]", cells)}


@cache
def suffixes():
    """Return the words that may follow a term in the name of a class."""
    return set(re.findall(r"[a-z]+", section("Words in class names").partition(":")[2]))


def is_in_glossary(name):
    """
    Return whether a class is named with a term from the glossary.

    The term may be the whole name. It may also be the end of the name, or stand before
    suffixes at the end.
    """
    words = words_of(name)
    if " ".join(words) in glossary():
        return True
    while words and words[-1] in suffixes():
        words.pop()
    ends = [" ".join(words[start:]) for start in range(len(words))]
    return any(end in glossary() or end.removesuffix("s") in glossary() for end in ends)


@cache
def banned():
    """Return the banned words, each with the paths in which it is allowed."""
    table = rows(section("Banned words"))
    return {word.strip(): cells[2] for cells in table for word in cells[0].split(",")}


def classes(*names):
    """Yield the place and name of each public class in the files."""
    for name in names:
        for match in CLASS.finditer(text_of(name)):
            if not match[1].startswith("_"):
                yield f"{name}:{text_of(name).count(chr(10), 0, match.start()) + 1}", match[1]


def product():
    return [name for name in files_in("chalicelib", ".py") if name in repository()]


def report(problems):
    if problems:
        pytest.fail("\n".join([f"{len(problems)} names to change:", *problems]), pytrace=False)


def test_every_class_of_a_domain_is_named_with_a_term_of_the_glossary():
    domains = [name for name in product() if "/domain/" in name or name.endswith("/domain.py")]
    report(
        [
            f"{place}: {name} does not end with a term of {PAGE}"
            for place, name in classes(*domains)
            if not is_in_glossary(name)
        ]
    )


@pytest.mark.parametrize(
    "name", ["WidgetState", "RandomInfo", "OutOfBand", "InvoiceWidget", "Kind"]
)
def test_a_class_whose_noun_is_not_in_the_glossary_is_reported(name):
    assert not is_in_glossary(name)


@pytest.mark.parametrize("name", ["OpState", "FailedAttempts", "CloseOut", "TokenUnusable"])
def test_a_class_whose_noun_is_in_the_glossary_is_accepted(name):
    assert is_in_glossary(name)


def test_no_class_name_is_defined_twice():
    places = {}
    for place, name in classes(*product()):
        places.setdefault(name, []).append(place)
    report([f"{name}: {', '.join(each)}" for name, each in places.items() if len(each) > 1])


def test_no_class_has_a_banned_name():
    names = set(re.findall(r"\b[A-Z]\w+", section("Banned class names").partition(":")[2]))
    assert names
    report([f"{place}: {name}" for place, name in classes(*product()) if name in names])


@pytest.mark.parametrize("folder", folders())
def test_no_banned_word_is_used(folder):
    """
    Names, comments and docstrings contain no banned word.

    Strings other than docstrings may use any word.
    """
    problems = [
        f"{name}:{line}: {word}"
        for name in files_in(folder, ".py", ".ts", ".tsx")
        for line, word in used_words(name)
        if word in banned() and not allowed(name, word)
    ]
    report(list(dict.fromkeys(problems)))


def used_words(name):
    """Yield each word of names, docstrings and comments, with its line number."""
    for line, identifier in identifiers(name, text_of(name)):
        yield from ((line, word) for word in words_of(identifier))
    for first, comment in comments(name, text_of(name)):
        for line, text in enumerate(comment.splitlines(), first):
            yield from ((line, word) for word in re.findall(r"[a-z]+", text.lower()))


def allowed(name, word):
    return any(name.startswith(path) for path in re.findall(r"`([\w/.-]+)`", banned()[word]))
