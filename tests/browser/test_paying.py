"""Tests payments that are interrupted, repeated or fail."""

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser import page_actions
from tests.browser.page_actions import heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES
from tests.cloud.passing_time import wait_until_settled

AVERY = CLIENTS[0]
AMOUNT = "$125.00"
CHARGE = "/v1/payment_intents"


@pytest.fixture(autouse=True, scope="module")
def quick(cloud):
    """Shorten the state machine's waits while these tests run."""
    cloud.wait_scale(0.01)
    yield
    cloud.wait_scale(1)


@pytest.fixture
def due(practice):
    """Send an invoice that Avery owes; return its id."""
    return practice.sent(description="Session")


@pytest.fixture
def faults(practice):
    """Provide a function that makes the processor fail; remove all faults afterwards."""
    yield lambda **fault: practice.tell_stripe("/_fake/faults", fault)
    practice.tell_stripe("/_fake/release", {})
    practice.clear_faults()


def at_the_card(windows, practice, invoice, number=page_actions.VISA):
    page = windows.open(practice, AVERY, f"/pay/stripe?invoice={invoice}")
    page_actions.type_card(page, number)
    return page


@pytest.fixture
def paying(windows, practice, due):
    """Return a function that opens the pay page and types the number of a good card."""
    return lambda: at_the_card(windows, practice, due)


@pytest.fixture
def ended(cloud, due, eventually):
    """
    Return a function that waits until all payments of the invoice `due` have ended.

    The function returns the final states of the payments.
    """
    return lambda: wait_until_settled(cloud, due, eventually)


@pytest.fixture
def charged(practice):
    """Return a function that counts the processor's charges since the test began."""
    before = len(practice.ledger()["charges"])
    return lambda: len(practice.ledger()["charges"]) - before


def test_a_double_click_on_pay_charges_once(windows, practice, due, charged):
    page = at_the_card(windows, practice, due)
    page.get_by_role("button", name=f"Pay {AMOUNT}").dblclick()
    heading(page, f"Paid {AMOUNT}")
    assert charged() == 1


def test_a_reload_while_the_bank_works_finds_the_same_payment_again(
    paying, due, faults, charged, ended
):
    faults(kind="hang_after", path=CHARGE, seconds=4)
    page = paying()
    with page.expect_request(lambda request: request.url.endswith(f"/invoices/{due}/payments")):
        page_actions.pay(page, AMOUNT)
    heading(page, "Processing your payment")
    page.reload()
    assert ended() == ["succeeded"]
    heading(page, f"Paid {AMOUNT}")
    assert charged() == 1


def test_a_reload_before_the_banks_question_is_answered_asks_it_again(
    windows, practice, due, charged
):
    page = at_the_card(windows, practice, due, page_actions.ASKS_THE_BANK)
    page_actions.pay(page, AMOUNT)
    heading(page, "Your bank wants to make sure")
    page.reload()
    page_actions.answer_the_bank(page, "Complete")
    heading(page, f"Paid {AMOUNT}")
    assert charged() == 1


def test_a_check_that_was_closed_in_one_tab_is_finished_on_another_device(
    windows, practice, due, charged
):
    page = at_the_card(windows, practice, due, page_actions.ASKS_THE_BANK)
    page_actions.pay(page, AMOUNT)
    heading(page, "Your bank wants to make sure")
    page.close()
    other = windows.open(practice, AVERY, f"/client/invoices/{due}")
    expect(other.get_by_role("heading", level=1)).to_contain_text("Your bank is waiting for you")
    check_screen(other, "client-invoice-bank")
    page_actions.follow_links(other, "Continue to your bank")
    page_actions.answer_the_bank(other, "Complete")
    heading(other, f"Paid {AMOUNT}")
    assert charged() == 1


def test_a_check_that_was_closed_can_be_cancelled_on_another_device(
    windows, practice, due, charged
):
    page = at_the_card(windows, practice, due, page_actions.ASKS_THE_BANK)
    page_actions.pay(page, AMOUNT)
    heading(page, "Your bank wants to make sure")
    page.close()
    home = windows.open(practice, AVERY, "/client")
    expect(home.get_by_text("Your bank is waiting for you").first).to_be_visible()
    home.goto(f"/client/invoices/{due}")
    home.get_by_role("button", name="Cancel payment").click()
    expect(home.get_by_role("link", name=f"Pay {AMOUNT}")).to_be_visible()
    assert charged() == 0


def test_who_fails_the_banks_question_is_not_charged_and_may_try_again(
    windows, practice, due, charged
):
    page = at_the_card(windows, practice, due, page_actions.ASKS_THE_BANK)
    page_actions.pay(page, AMOUNT)
    page_actions.answer_the_bank(page, "Fail")
    expect(page.get_by_role("alert").filter(has_text="not")).to_be_visible()
    assert charged() == 0
    page_actions.type_card(page)
    page_actions.pay(page, AMOUNT)
    heading(page, f"Paid {AMOUNT}")


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_an_answer_that_got_lost_is_checked_with_the_bank_and_ends_paid_once(
    paying, faults, charged, ended
):
    faults(kind="lost_after", path=CHARGE)
    page = paying()
    page_actions.pay(page, AMOUNT)
    heading(page, "We are checking with the bank")
    check_screen(page, "pay-checking")
    assert ended() == ["succeeded"]
    heading(page, f"Paid {AMOUNT}")
    assert charged() == 1


def test_a_processor_that_stays_busy_charges_nothing_says_so_and_takes_the_card_later(
    windows, practice, due, faults, charged
):
    faults(kind="rate_limit", path=CHARGE, times=3)
    page = at_the_card(windows, practice, due)
    page_actions.pay(page, AMOUNT)
    expect(
        page.get_by_role("alert").filter(has_text="isn't answering. Nothing was charged")
    ).to_be_visible()
    check_screen(page, "pay-not-answering")
    assert charged() == 0
    page_actions.pay(page, AMOUNT)
    heading(page, f"Paid {AMOUNT}")
    assert charged() == 1


def test_an_invoice_closed_under_ones_hands_takes_no_card(windows, practice, due, charged):
    windows.console.allow(409)
    page = at_the_card(windows, practice, due)
    practice.signed_in(JORDAN, "provider").act(due, "void", {"reason": "Sent twice"})
    page_actions.pay(page, AMOUNT)
    heading(page, "There is nothing to pay here")
    expect(page.get_by_role("main")).to_contain_text("This invoice was cancelled")
    check_screen(page, "pay-closed")
    assert charged() == 0


def test_a_slow_network_shows_that_something_is_happening(windows, practice, due):
    page = windows.open(practice, AVERY, "/client/invoices")
    heading(page, "Invoices")
    waiting, slow = [], [True]

    def hold(route):
        (waiting.append if slow[0] else lambda route: route.continue_())(route)

    def release():
        slow[0] = False
        while waiting:
            waiting.pop().continue_()

    page.route("**/api/invoices/**", hold)
    page.goto(f"/pay/stripe?invoice={due}", wait_until="commit")
    expect(page.locator("[aria-busy=true]").first).to_be_visible()
    release()
    page_actions.type_card(page)
    slow[0] = True
    page_actions.pay(page, AMOUNT)
    heading(page, "Processing your payment")
    expect(page.get_by_role("button", name="Pay")).to_be_hidden()
    release()
    heading(page, f"Paid {AMOUNT}")
