"""Checks that the parts of the web client do not style one another by accident."""

import re
from collections import defaultdict

from infra.build.package import ROOT

SOURCES = ROOT / "web" / "src"
# Comments, and what is in the parentheses of a selector.
LEFT_OUT = re.compile(r"/\*.*?\*/|\([^()]*\)", re.DOTALL)
SELECTORS = re.compile(r"([^{};]+)\{")
CLASS_ALONE = re.compile(r"\.([\w-]+)")


def test_a_class_is_styled_by_one_part_only():
    """A stylesheet stays on the page after its part, and would style the next one."""
    parts = defaultdict(set)
    for sheet in SOURCES.rglob("*.css"):
        part = sheet.relative_to(SOURCES).parts[0]
        for name in classes_alone(sheet.read_text(encoding="utf-8")):
            parts[name].add(part)
    assert len(parts) > 100
    assert {name: each for name, each in parts.items() if len(each) > 1} == {}


def classes_alone(text):
    """Return the classes that a rule styles wherever they are."""
    selectors = ",".join(SELECTORS.findall(LEFT_OUT.sub("", text))).split(",")
    return {found[1] for each in selectors if (found := CLASS_ALONE.fullmatch(each.strip()))}
