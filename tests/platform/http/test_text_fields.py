"""Tests that each string of each request obeys the one text policy."""

from typing import Annotated, Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from app import app
from chalicelib.platform.http import openapi

NO_TEXT = frozenset({"password", "new_password", "current_password", "code", "email"})
"""Secrets, which are never changed or shown, and addresses, which `kernel.text.email` reads."""
VERBATIM = frozenset({"AddendumBody.text", "NewNoteBody.text", "NoteDraftEdit.text"})
"""Texts of notes, which are stored exactly as they were typed (docs/product.md#notes)."""
HIDDEN = "Cleo\u200b \u202eStone\u2066"
CARD = "4242\u200b4242\u2060 4242 4242"
CONTROLS = ("Fee\x9b", "Fee\x00", "Fee\x1b[31m")


def models_of(model: Any) -> set[type[BaseModel]]:
    """Return a model, with all models that are nested in its fields."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        nested = [models_of(field.annotation) for field in model.model_fields.values()]
        return {model}.union(*nested)
    return set().union(*(models_of(each) for each in get_args(model)))


def takes_text(adapter: TypeAdapter[Any]) -> bool:
    """Return whether a field takes words that a person may type."""
    try:
        return adapter.validate_python("Cleo Stone") == "Cleo Stone"
    except ValidationError:
        return False


def text_fields() -> dict[str, TypeAdapter[Any]]:
    bodies = {each.needs["body"] for each in openapi.contracts(app) if "body" in each.needs}
    models = set().union(*(models_of(body) for body in bodies))
    adapters = {
        f"{model.__name__}.{name}": TypeAdapter(
            Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        )
        for model in models
        for name, field in model.model_fields.items()
        if name not in NO_TEXT
    }
    return {name: adapter for name, adapter in adapters.items() if takes_text(adapter)}


FIELDS = text_fields()


def test_these_tests_know_the_fields_that_people_type():
    assert {
        "SettingsBody.name",
        "SettingsBody.support_contact",
        "SettingsBody.address",
        "SettingsBody.tax_id",
        "DraftBody.description",
        "RefundBody.reason",
        "RecordBody.reference",
        "EvidenceBody.evidence",
        "ClientBody.legal_name",
        "ClientEdit.emergency_contact",
        "ColleagueBody.name",
        "TaxBody.label",
    } <= FIELDS.keys()


def test_the_texts_that_are_not_changed_are_known():
    assert FIELDS.keys() >= VERBATIM
    for name in VERBATIM:
        assert FIELDS[name].validate_python(f" {HIDDEN}\n") == f" {HIDDEN}\n"


@pytest.mark.parametrize("name", sorted(FIELDS.keys() - VERBATIM))
def test_what_nobody_sees_is_removed_from_each_text(name):
    assert FIELDS[name].validate_python(HIDDEN) == "Cleo Stone"


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_no_text_takes_control_characters_or_a_card_number(name):
    """S46: each text of each request refuses a card number with hidden marks in it."""
    for wrong in (*CONTROLS, CARD):
        with pytest.raises(ValidationError):
            FIELDS[name].validate_python(wrong)
