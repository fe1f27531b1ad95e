"""Checks that the call has the colors of the dark scheme."""

import re

from tests.conventions.source_text import text_of

COLOR = re.compile(r"(--[\w-]+): ([^;]+);")


def test_the_call_has_every_color_of_the_dark_scheme():
    tokens = text_of("web/src/ui/styles/tokens.css")
    scheme = dict(COLOR.findall(tokens.partition("prefers-color-scheme: dark")[2]))
    assert len(scheme) > 20
    assert dict(COLOR.findall(text_of("web/src/visit/in-call/dark.css"))) == scheme
