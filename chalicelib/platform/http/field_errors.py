"""Writes the error messages about wrong fields of a request."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from chalicelib.kernel.text import EMPTY, UNSHOWABLE
from chalicelib.platform.http import days, instants
from chalicelib.platform.http.shapes import LINE, LINES

OTHER = "This value cannot be used here. Check it."
DAY = "Write a day as year, month and day, such as 2026-04-23."
INSTANT = "Write a time with its offset, such as 2026-11-24T15:00:00-05:00."
WHOLE_NUMBER, NUMBER, YES_OR_NO = "Write a whole number.", "Write a number.", "Send true or false."
TEXT, LIST, GROUP = "Write this as text.", "Send this as a list.", "Send this as a group of fields."
SENTENCES: Mapping[str, str] = {
    "missing": "This is missing. Fill it in.",
    "extra_forbidden": "There is no such field. Leave it out.",
    "string_type": TEXT,
    "string_sub_type": TEXT,
    "string_unicode": UNSHOWABLE,
    "string_too_short": "Use at least {min_length} characters.",
    "string_too_long": "Use at most {max_length} characters.",
    "literal_error": "Choose one of these: {choices}.",
    "enum": "Choose one of these: {choices}.",
    "too_short": "Choose at least {min_length}.",
    "too_long": "Choose at most {max_length}.",
    "greater_than": "Use a number above {gt}.",
    "greater_than_equal": "Use {ge} or more.",
    "less_than": "Use a number below {lt}.",
    "less_than_equal": "Use {le} or less.",
    "finite_number": NUMBER,
}
"""
The sentence for each type of error that is not worded by its prefix.

The names in braces are those under which the library passes the limits.
"""
BY_PREFIX: Mapping[str, str] = {
    "int_": WHOLE_NUMBER,
    "float_": NUMBER,
    "decimal_": NUMBER,
    "bool_": YES_OR_NO,
    "date_": DAY,
    "datetime_": INSTANT,
    "timezone_": INSTANT,
    "list_": LIST,
    "tuple_": LIST,
    "set_": LIST,
    "frozen_set_": LIST,
    "dict_": GROUP,
    "mapping_": GROUP,
    "model_": GROUP,
    "dataclass_": GROUP,
}
"""The sentence for all types of errors that begin in the same way."""
PATTERNS: Mapping[str, str] = {
    LINE: UNSHOWABLE,
    LINES: UNSHOWABLE,
    r"^[A-Z]{3}$": "Write a currency as three capital letters, such as USD.",
    r"^[0-9]{6}$": "Write the 6 digits of the code.",
    r"^[0-9]{8}$": "Write the 8 digits of the code.",
    r"^[0-9]{1,3}(\.[0-9]{1,4})?$": "Write a percentage such as 8.25.",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": "Write a time of day such as 09:30.",
    r"^[0-9a-f]{64}$": "Send the hash of the agreement that you read.",
    f"^{days.DAY.pattern}$": DAY,
    f"^{instants.INSTANT.pattern}$": INSTANT,
    r"^[0-9]{10,12}-[0-9A-Z]{26}-[0-9a-f]{32}$": "Reload the page, then send the form again.",
    r"^[A-Za-z0-9_-]{1,64}$": "There is no such id.",
    r"^[A-Za-z0-9_-]{1,2000}$": "This page of the list is not known. Open the list again.",
    r"^[A-Za-z0-9_-]+$": "This is no id. Choose again from the list.",
    r"^[0-9A-Z]{26}$": "This is no id. Choose again from the list.",
    r"^[0-9A-Z]{26}$|^$": "Write the id of the practice, or leave it out.",
}
"""The sentence for each pattern that a string must match."""


def field_errors(error: ValidationError) -> dict[str, str]:
    """Return a sentence for each wrong field of a request, by the field's dotted path."""
    problems = error.errors(include_url=False, include_input=False)
    return {_path(each["loc"]): sentence(each["type"], each.get("ctx", {})) for each in problems}


def sentence(kind: str, context: Mapping[str, Any]) -> str:
    """
    Return what is wrong with a field, and how the person can correct it.

    `kind` is the library's name for the error, and `context` holds its limits. The
    library's own words are never sent, because they are written for programmers.
    """
    if kind == "value_error":
        # Raised by our own validators, with our own sentence.
        return str(context.get("error") or OTHER)
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(str(context.get("pattern")), OTHER)
    if kind in {"string_too_short", "too_short"} and context.get("min_length") == 1:
        return EMPTY
    words = SENTENCES.get(kind) or next(
        (words for start, words in BY_PREFIX.items() if kind.startswith(start)), OTHER
    )
    return _filled(words, context)


def _filled(words: str, context: Mapping[str, Any]) -> str:
    choices = ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    try:
        return words.format_map({**context, "choices": choices})
    except KeyError:
        return OTHER


def _path(loc: tuple[int | str, ...]) -> str:
    # The name of an unknown field can be any text. Only a part that looks like a name is repeated.
    return ".".join(
        str(part) if str(part).isidentifier() or isinstance(part, int) else "?" for part in loc
    )[:80]
