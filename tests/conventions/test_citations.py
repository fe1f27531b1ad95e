"""Checks that the pages and headings that files cite exist in this repository."""

import os
import re
from collections import Counter
from functools import cache

import pytest

from tests.conventions.source_text import comments, repository, sources, text_of

READ = {".py", ".ts", ".tsx", ".yaml", ".md", ".css", ".toml"}
MENTION = re.compile(r"(?<![\w/.-])((?:[\w.-]+/)*[\w-]+\.md)(?:#([\w-]+))?(?!\w)")
SAME_PAGE = re.compile(r"\]\(#([\w-]+)\)")
ADDRESS = re.compile(r"https?://\S+")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
RULE = re.compile(r"(?<![\w.:/%#])[TVAS]\d{1,2}\b(?![:\d])")
DEFINITION = re.compile(r"^(?:#+ |\*\*)([TVAS]\d{1,2})\b", re.MULTILINE)
SECTION = re.compile(r"§+ ?\d[\d.]*")


def resolve(name, mention):
    """
    Return the path of the file that `mention` refers to, or None if there is none.

    The mention may be relative to the folder of the file `name`, to the repository's
    root or to docs.
    """
    starts = (os.path.dirname(name), "", "docs")  # noqa: PTH120 - names, not files
    candidates = [os.path.normpath(os.path.join(start, mention)) for start in starts]  # noqa: PTH118
    return next((path for path in candidates if path in repository()), None)


@cache
def anchors(page):
    """Return the anchors that GitHub makes for a page's headings."""
    text = FENCED.sub("", text_of(page))
    times = Counter()
    for heading in HEADING.findall(text):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        times[re.sub(r"[^\w\- ]", "", words).replace(" ", "-")] += 1
    return {f"{slug}-{n}" if n else slug for slug, count in times.items() for n in range(count)}


def mentions(text):
    """
    Yield the line number, page and anchor of each mention of a Markdown page.

    Mentions inside URLs are left out.
    """
    for number, line in enumerate(text.splitlines(), 1):
        for page, anchor in MENTION.findall(ADDRESS.sub("", line)):
            yield number, page, anchor


@cache
def comment_lines():
    """Return the place and text of each line in the files' comments and docstrings."""
    return [
        (f"{name}:{number}", line)
        for name, text in sources(".py", ".ts", ".tsx", ".css")
        if RULE.search(text) or SECTION.search(text)
        for first, comment in comments(name, text)
        for number, line in enumerate(comment.splitlines(), first)
    ]


def matches_in_comments(pattern):
    return [(place, match) for place, line in comment_lines() for match in pattern.findall(line)]


def report(problems):
    if problems:
        title = f"{len(problems)} citations lead nowhere:"
        pytest.fail("\n".join([title, *problems]), pytrace=False)


def links():
    """Yield place, page and anchor of each link to a heading on an existing page."""
    for name, text in sources(*READ):
        for number, page, anchor in mentions(text):
            if anchor and resolve(name, page):
                yield f"{name}:{number}", resolve(name, page), anchor
        if name.endswith(".md"):
            for at in SAME_PAGE.finditer(text):
                yield f"{name}:{text.count(chr(10), 0, at.start()) + 1}", name, at[1]


def test_every_page_that_is_mentioned_is_in_the_repository():
    citations = [(name, *each) for name, text in sources(*READ) for each in mentions(text)]
    missing = [each for each in citations if not resolve(each[0], each[2])]
    report([f"{name}:{number}: no page {page}" for name, number, page, _ in missing])


def test_every_anchor_is_a_heading_of_its_page():
    missing = [each for each in links() if each[2] not in anchors(each[1])]
    report([f"{place}: {page} has no heading #{anchor}" for place, page, anchor in missing])


def test_every_rule_that_is_cited_is_defined_in_docs():
    pages = [text for name, text in sources(".md") if name.startswith("docs/")]
    rules = {rule for text in pages for rule in DEFINITION.findall(text)}
    missing = [(place, rule) for place, rule in matches_in_comments(RULE) if rule not in rules]
    report([f"{place}: no page of docs defines {rule}" for place, rule in missing])


def test_no_comment_cites_a_section_by_its_number():
    sections = matches_in_comments(SECTION)
    report([f"{place}: {section} is no link; name a heading" for place, section in sections])
