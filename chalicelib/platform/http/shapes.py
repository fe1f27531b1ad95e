"""Base classes and types of JSON bodies and answers."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotated_types import GroupedMetadata
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import Money


class Body(BaseModel):
    """A request body: strict types and no unknown fields. Built at first use."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
        defer_build=True,
    )


class Query(BaseModel):
    """Query parameters; they all arrive as text."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True
    )


class Shape(BaseModel):
    """An answer. Defaults are always sent, so TypeScript sees no optional fields."""

    model_config = ConfigDict(
        frozen=True, json_schema_serialization_defaults_required=True, defer_build=True
    )


class Nothing(Shape):
    """An empty answer."""


class Empty(Body):
    """The body of a request that needs none: `{}`."""


class PageQuery(Query):
    """Names the page of a list to read."""

    cursor: str | None = Field(default=None, max_length=2000)


class MoneyShape(Body):
    """An amount: `{"minor": 12500, "currency": "USD"}` is $125.00."""

    minor: int = Field(ge=-(10**12), le=10**12)
    currency: str = Field(pattern=r"^[A-Z]{3}$")

    @staticmethod
    def of(amount: Money) -> "MoneyShape":
        """Shape an amount."""
        return MoneyShape(minor=amount.minor, currency=amount.currency)

    def money(self) -> Money:
        """Return the amount."""
        return Money(self.minor, self.currency)


def _without_card(text: str) -> str:
    try:
        return refuse_card_number(text, "text")
    except Invalid as no:
        raise ValueError(str(no)) from None


@dataclass(frozen=True, slots=True)
class _FreeText(GroupedMetadata):
    rule: StringConstraints

    def __iter__(self) -> Iterator[object]:
        yield from self.rule
        yield AfterValidator(_without_card)


def line(longest: int, shortest: int = 1) -> GroupedMetadata:
    """
    Return the rule of a one-line text without a card number (S46).

    For `Annotated[str, …]`.
    """
    return _FreeText(
        StringConstraints(min_length=shortest, max_length=longest, pattern=r"^[^\x00-\x1f\x7f]*$")
    )


def text(longest: int, shortest: int = 1) -> GroupedMetadata:
    """Return the rule as `line` does, with line breaks allowed."""
    rule = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
    return _FreeText(StringConstraints(min_length=shortest, max_length=longest, pattern=rule))


class Named(Shape):
    """A person's id and name."""

    id: str
    name: str
