"""Tests that each processor has a form for its keys."""

from chalicelib.payments.account_forms import ACCOUNT_FORMS
from chalicelib.payments.domain.payment import ProcessorKind


def test_every_processor_has_a_form():
    assert set(ACCOUNT_FORMS) == set(ProcessorKind)
