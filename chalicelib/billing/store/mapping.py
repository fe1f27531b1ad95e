"""Copies fields between domain objects and rows, and converts the values of rows."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar, cast

from chalicelib.platform.dynamodb.key_parts import moment

T = TypeVar("T")


def build(kind: type[T], source: object, **values: Any) -> T:
    """
    Create an object of class `kind` from the attributes of `source`.

    Each field of `kind` gets the value of the attribute with the same name. A value in
    `values` takes precedence over the attribute of `source`.
    """
    names = {each.name for each in fields(cast("Any", kind)) if hasattr(source, each.name)}
    shared = {name: getattr(source, name) for name in names - values.keys()}
    return kind(**shared, **values)


def moment_or_none(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def day_or_none(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def text_of(at: datetime | None) -> str | None:
    """Return a time as a string to store in a row, or None if `at` is None."""
    return moment(at) if at else None


def condition_of(version: int | None) -> dict[str, Any]:
    """
    Return the keyword arguments that give a new row object its version.

    The row can then be saved only if the stored row still has this version. If `version` is
    None or 0, the row is not stored yet, and the result is empty.
    """
    return {"version": version} if version else {}
