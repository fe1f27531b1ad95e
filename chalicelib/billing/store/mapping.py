"""Builds objects from fields of other objects, and converts values for rows."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar, cast

from chalicelib.platform.dynamodb.key_parts import moment

T = TypeVar("T")


def build(kind: type[T], source: object, **values: Any) -> T:
    """
    Create an object of class `kind` from the attributes of `source`.

    Each field gets the attribute with the same name. `values` take precedence over the
    attributes of `source`.
    """
    names = {each.name for each in fields(cast("Any", kind)) if hasattr(source, each.name)}
    shared = {name: getattr(source, name) for name in names - values.keys()}
    return kind(**shared, **values)


def moment_or_none(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def day_or_none(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def text_of(at: datetime | None) -> str | None:
    """Return a time as a string to store in a row."""
    return moment(at) if at else None


def condition_of(version: int | None) -> dict[str, Any]:
    """
    Return the condition on the stored row's version, as keyword arguments.

    With None, the result is empty, because the row is new.
    """
    return {"version": version} if version else {}
