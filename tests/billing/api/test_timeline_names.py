"""Tests which name the timeline of an invoice has for each of its entries."""

import pytest

from chalicelib.billing.api.invoice_shapes import FORMER_COLLEAGUE, invoice_shape
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import A_CLIENT, A_PROVIDER, ADMIN, AN_ADMIN, PRACTICE


@pytest.fixture
def harness():
    return BillingHarness()


def names(harness, invoice, access):
    view = harness.views.view(access, invoice.id)
    return [line.who for line in invoice_shape(view, access).timeline]


@pytest.mark.parametrize("reader", [AN_ADMIN, A_PROVIDER])
def test_staff_read_the_name_of_the_admin_who_acted(harness, reader):
    invoice = harness.sent()
    harness.ops.forgive(AN_ADMIN, invoice.id, "Hardship", None)
    assert names(harness, invoice, reader) == ["Pat Provider", "Pat Provider", "Ada Admin"]


def test_a_client_reads_no_name_of_staff(harness):
    invoice = harness.sent()
    harness.ops.forgive(AN_ADMIN, invoice.id, "Hardship", None)
    assert set(names(harness, invoice, A_CLIENT)) == {"Your provider"}


def test_somebody_who_left_the_practice_is_a_former_colleague(harness):
    invoice = harness.sent()
    harness.ops.forgive(AN_ADMIN, invoice.id, "Hardship", None)
    del harness.directory.memberships.rows[PRACTICE, ADMIN]
    assert names(harness, invoice, AN_ADMIN)[-1] == FORMER_COLLEAGUE
