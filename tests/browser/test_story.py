"""Tests one practice on desktop and phone, from the first sign-in to a refund."""

import pytest

from tests.browser.story import Story
from tests.browser.windows import SIZES


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_a_practice_sets_up_bills_is_paid_and_gives_back(windows, cloud):
    story = Story(windows, cloud)
    story.an_admin_signs_in()
    story.accepts_the_agreement()
    story.connects_stripe()
    story.sets_up_the_webhook()
    story.sets_sales_tax()
    story.invites_a_colleague_who_signs_in()
    story.enables_client_billing()
    story.as_provider_invites_a_client()
    story.the_client_signs_in()
    first, second = (
        story.sends_an_invoice("Intake session", "100"),
        story.sends_an_invoice("Follow-up", "80.00"),
    )
    assert (first, second) == ("$108.25", "$86.60")
    story.the_client_is_alerted_and_follows_the_link()
    story.pays_after_a_decline_and_the_banks_check(first)
    story.pays_at_once(second)
    story.sees_the_receipt(second)
    story.an_admin_refunds_part_then_the_rest(first)
    forgiven, voided, checked = (
        story.sends_an_invoice(each, "60") for each in ("Late change", "Twice", "Workshop")
    )
    assert forgiven == voided == checked == "$64.95"
    story.forgives("Late change")
    story.voids("Twice")
    story.records_a_check("Workshop")
    story.both_sides_read_their_own_words()
