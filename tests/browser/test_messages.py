"""Tests messages between a client and a provider in the browser."""

import secrets

import pytest
from playwright.sync_api import expect

from localstack.demo import CLIENTS, JORDAN
from tests.browser.page_actions import expect_toast, heading
from tests.browser.screen_checks import check_screen
from tests.browser.windows import SIZES

AVERY = CLIENTS[0]
QUESTION = "May I bring my sister on Friday?"


@pytest.mark.parametrize("size", SIZES, indirect=True)
def test_a_client_asks_and_the_mark_goes_only_with_the_response(practice, windows):
    subject = f"My sister {secrets.token_hex(3)}"
    client = windows.open(practice, AVERY, "/client/messages")
    heading(client, "Messages")
    client.get_by_role("button", name="Send Message").click()
    client.get_by_label("Subject").fill(subject)
    check_screen(client, "messages-compose")
    with client.expect_response(
        lambda each: "message-drafts" in each.url and QUESTION in (each.request.post_data or "")
    ):
        client.get_by_label("Message", exact=True).fill(f"{QUESTION} Thanks")
    # The form is in the address, so it is open after a reload.
    client.reload()
    expect(client.get_by_label("Message", exact=True)).to_have_value(f"{QUESTION} Thanks")
    client.get_by_role("button", name="Send Message").click()
    expect(client.get_by_role("list", name="Messages")).to_contain_text(QUESTION)

    page = windows.open(practice, JORDAN, "/provider/clients", "provider")
    row = page.get_by_role("row", name=AVERY.name)
    expect(row.get_by_text("Needs an answer")).to_be_attached()
    page.goto(page.url.replace("/provider/clients", "/provider/messages"))
    heading(page, "Messages")
    check_screen(page, "messages-inbox")
    page.get_by_role("row").filter(has_text=subject).get_by_role("link").click()
    expect(page.get_by_label("Your response")).to_be_visible()
    expect(page.get_by_text("Waiting since today")).to_be_visible()
    check_screen(page, "messages-thread")
    page.get_by_label("Your response").fill("Yes, of course.")
    page.get_by_role("button", name="Respond").click()
    expect(page.get_by_text("Waiting since today")).to_have_count(0)
    expect(page.get_by_role("list", name="Messages")).to_contain_text("Yes, of course.")
    # The client's page learns of the response by itself.
    expect(client.get_by_role("list", name="Messages")).to_contain_text("Yes, of course.")
    check_screen(client, "messages-client-thread")


def test_a_message_that_needs_no_answer_is_closed(practice, windows):
    thread = practice.asked()
    page = windows.open(practice, JORDAN, f"/messages/{thread}", "provider")
    page.get_by_label("Your response").fill("Yes, you")
    page.get_by_role("button", name="Close", exact=True).click()
    box = page.get_by_role("dialog", name="Close without a response?")
    expect(box.get_by_text("The response that you began is not sent.")).to_be_visible()
    box.get_by_label("Reason").fill("Answered by telephone")
    question = page.get_by_role("alertdialog", name="Discard what you entered?")
    page.keyboard.press("Escape")
    check_screen(page, "discard-question")
    question.get_by_role("button", name="Keep editing").click()
    expect(question).to_have_count(0)
    expect(box.get_by_label("Reason")).to_have_value("Answered by telephone")
    box.get_by_role("button", name="Close", exact=True).last.click()
    expect_toast(page, "Closed.")
    expect(page.get_by_label("Your response")).to_have_value("Yes, you")
    expect(page.get_by_role("list", name="Messages")).to_contain_text("Answered by telephone")
    client = windows.open(practice, AVERY, f"/client/messages/{thread}")
    expect(client.get_by_role("list", name="Messages")).to_contain_text("closed this")
    expect(client.get_by_role("main")).not_to_contain_text("Answered by telephone")


def test_a_message_appears_without_a_reload_also_after_a_lost_connection(practice, windows):
    """What was missed while the network was away is read when it is back."""
    windows.console.allow_words("ERR_INTERNET_DISCONNECTED", "Failed to load resource", "WebSocket")
    thread = practice.asked()
    page = windows.open(practice, JORDAN, f"/messages/{thread}", "provider")
    client = windows.open(practice, AVERY, f"/client/messages/{thread}")
    for each in (page, client):
        with each.expect_event("websocket", lambda socket: "?inbox=" in socket.url) as opened:
            each.reload()
        opened.value.wait_for_event("framereceived")
    log = client.get_by_role("list", name="Messages")
    expect(log).to_contain_text("May I bring my sister?")
    practice.signed_in(JORDAN).post(f"/threads/{thread}/messages", {"text": "Yes, of course."})
    for each in (client, page):
        shown = each.get_by_role("list", name="Messages")
        expect(shown).to_contain_text("Yes, of course.", timeout=4_000)
    client.context.set_offline(True)
    practice.signed_in(JORDAN).post(f"/threads/{thread}/messages", {"text": "Bring her along."})
    expect(log).not_to_contain_text("Bring her along.")
    client.context.set_offline(False)
    expect(log).to_contain_text("Bring her along.", timeout=8_000)
