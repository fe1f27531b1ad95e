"""Defines base classes and field types for request bodies, queries and responses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from annotated_types import GroupedMetadata
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.characters import normalize
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import Money


class Body(BaseModel):
    """
    The base class of request bodies.

    A value of a wrong type is rejected, not converted. An unknown field is rejected
    too.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
        defer_build=True,
    )


class Query(BaseModel):
    """
    The base class of query parameters.

    Every query parameter arrives as a string and is converted to the type of its field.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True
    )


class Shape(BaseModel):
    """
    The base class of responses.

    The server also sends a field that has its default value, so OpenAPI lists such a
    field as required.
    """

    model_config = ConfigDict(
        frozen=True, json_schema_serialization_defaults_required=True, defer_build=True
    )


class Nothing(Shape):
    """Describes an empty response."""


class Empty(Body):
    """Describes the empty body, `{}`, of a request that needs no data."""


class PageQuery(Query):
    """
    Holds the cursor that selects which page of a list to return.

    If the cursor is None, the first page is returned.
    """

    cursor: str | None = Field(default=None, max_length=2000)


MAX_MINOR = 10**12
WholeNumber = Annotated[int, Field(ge=0, le=10**9)]
"""
A whole number in a request, such as a version.

JSON has no largest number, but the database, the browser and the standard library do.
"""


class MoneyShape(Body):
    """
    Describes an amount of money.

    For example, `{"minor": 12500, "currency": "USD"}` is $125.00.
    """

    minor: int = Field(ge=-MAX_MINOR, le=MAX_MINOR)
    currency: str = Field(pattern=r"^[A-Z]{3}$")

    @staticmethod
    def of(amount: Money) -> "MoneyShape":
        return MoneyShape(minor=amount.minor, currency=amount.currency)

    def money(self) -> Money:
        return Money(self.minor, self.currency)


LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
"""Patterns of a string that has one line, and of a string that may have several lines."""


def _normalized(value: Any) -> Any:
    return normalize(value) if isinstance(value, str) else value


def one_line(value: Any) -> Any:
    """Return a string with each run of white space, line breaks too, as one space."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _without_card(text: str) -> str:
    try:
        return refuse_card_number(text, "text")
    except Invalid as refusal:
        raise ValueError(str(refusal)) from None


@dataclass(frozen=True, slots=True)
class _FreeText(GroupedMetadata):
    rule: StringConstraints

    def __iter__(self) -> Iterator[object]:
        yield from self.rule
        yield BeforeValidator(_normalized)
        yield AfterValidator(_without_card)


def line(longest: int, shortest: int = 1) -> GroupedMetadata:
    """
    Return the pydantic rule for a one-line string without a card number (S46).

    Use the rule as in `Annotated[str, line(100)]`. `longest` and `shortest` are the
    largest and smallest allowed numbers of characters, counted after the string is normalized
    (docs/product.md#text).
    """
    return _FreeText(StringConstraints(min_length=shortest, max_length=longest, pattern=LINE))


def text(longest: int, shortest: int = 1) -> GroupedMetadata:
    """Return the same pydantic rule as `line`, except that line breaks are allowed."""
    return _FreeText(StringConstraints(min_length=shortest, max_length=longest, pattern=LINES))


def _with_letter(value: str) -> str:
    # A person's id is a UUID, whose digits may happen to look like a card number. A card number
    # itself has no letter.
    if not any(each.isalpha() for each in value):
        raise ValueError("There is no such id.")
    return value


RecordId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$"), AfterValidator(_with_letter)]
"""The id of a record in a request body; it is not read as free text."""
QueryId = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
"""The id of a record in a query, such as a filter."""
PageCursor = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,2000}$"), AfterValidator(_with_letter)]
"""The cursor of a page in a request body, where a query cannot hold the search's words."""


class Named(Shape):
    """Holds a person's id and name."""

    id: str
    name: str
