"""
Tests that each processor has one form for its keys.

The web client's form must have the same fields.
"""

import re
from pathlib import Path

import pytest

from chalicelib.payments.account_forms import ACCOUNT_FORMS
from chalicelib.payments.domain.payment import ProcessorKind

PAGE = Path(__file__).parents[2] / "web/src/billing/processors/processor-kinds.ts"
FORM = r"^  {kind}: \[\n(.*?)^  \]"
FIELD = re.compile(r"name: '(\w+)',\s*label: '([^']+)',.*?isSecret: (true|false)", re.DOTALL)


def test_every_processor_has_a_form():
    assert set(ACCOUNT_FORMS) == set(ProcessorKind)


@pytest.mark.parametrize("kind", ProcessorKind)
def test_the_web_form_has_the_declared_fields(kind):
    shown = re.search(FORM.format(kind=kind.value), PAGE.read_text(), re.DOTALL | re.MULTILINE)
    fields = [(name, label, secret == "true") for name, label, secret in FIELD.findall(shown[1])]
    declared = [(each.name, each.label, each.is_secret) for each in ACCOUNT_FORMS[kind].fields]
    assert fields == declared
