"""Tests that a card number is refused in every text that people can send."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from app import app
from chalicelib.kernel import text
from chalicelib.kernel.errors import Invalid
from chalicelib.platform.http import openapi

CARDS = "4111 1111 1111 1111", "4111111111111111"
PASSWORDS = {"password"}
"""Any text may be a password; it is neither logged nor stored by us."""
PAGES = {"inst"}
"""The id that a page of the browser gave to itself; any digits may be one."""
ADDRESSES = {"email"}
"""The use cases of signing in read it with `text.email`, so that the error is the same for all."""


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
    for part in get_args(annotation):
        yield from models_in(part)


BODIES = {
    model
    for each in openapi.contracts(app)
    if "body" in each.needs
    for model in models_in(each.needs["body"])
}
FIELDS = sorted(
    (
        pytest.param(model, name, id=f"{model.__name__}.{name}")
        for model in BODIES
        for name in model.model_fields
    ),
    key=lambda each: each.id,
)


def accepts(model: type[BaseModel], name: str, value: object) -> bool:
    field = model.model_fields[name]
    annotation: Any = field.annotation
    if field.metadata:
        annotation = Annotated[(annotation, *field.metadata)]
    try:
        TypeAdapter(annotation).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_every_field_of_every_body_refuses_a_card_number(model, name):
    """S46: no text, list of texts or named text of a request is a card number."""
    if name in PASSWORDS | ADDRESSES | PAGES:
        return
    for card in CARDS:
        for value in (card, [card], {"name": card}, {card: "name"}):
            assert not accepts(model, name, value)


@pytest.mark.parametrize("card", CARDS)
def test_a_card_number_is_no_address(card):
    """S46: the fields that only a use case checks refuse a card number as well."""
    with pytest.raises(Invalid):
        text.email(card)


def test_the_fields_that_take_text_are_among_those_tested():
    """S46: the test above looks at real fields, such as the name of a client."""
    found = {name for each in FIELDS for name in [each.id] if "Client" in name}
    assert "ClientBody.legal_name" in found
    assert any(accepts(model, name, "Sam") for model, name in (each.values for each in FIELDS))
