"""
Tests the fake Stripe's script in Chromium, on a page with a strict policy.

Like the product's pay page, the test page has a Content Security Policy. It allows scripts
and frames only from the fake Stripe.
"""

import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe

PHONE, DESKTOP = (390, "light"), (1280, "dark")
CHROMIUM = shutil.which("chromium")
PAGE = """<!doctype html><html lang="en"><head><title>Pay</title>
<script src="{url}/v3/stripe.js"></script></head>
<body><main><h1>Pay</h1><div id="card"></div></main></body></html>"""
MOUNT = """key => { window.stripe = Stripe(key);
  window.elements = stripe.elements({mode: 'payment', amount: 12500, currency: 'usd'});
  const card = elements.create('payment');
  return new Promise(ready => { card.on('ready', ready); card.mount('#card'); })
    .then(() => true); }"""
TOKEN = """async () => { const wrong = await elements.submit();
  return wrong.error ? wrong : stripe.createConfirmationToken({elements}); }"""
ACT = "secret => { window.acted = stripe.handleNextAction({clientSecret: secret}); }"

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")


class Shop(BaseHTTPRequestHandler):
    """Serves a page whose policy allows only scripts and frames of the fake Stripe."""

    processor = ""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        policy = (
            f"default-src 'none'; script-src {self.processor}; frame-src {self.processor}; "
            "style-src 'none'; base-uri 'none'"
        )
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(PAGE.format(url=self.processor).encode())


@pytest.fixture(scope="session")
def shop(stand_in):
    handler = type("ThisShop", (Shop,), {"processor": stand_in.url})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="session")
def chromium(playwright):
    """
    Start Chromium with the worker's shared Playwright instance.

    One worker cannot start a second Playwright instance.
    """
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def page(chromium, shop, practice, request):
    width, scheme = getattr(request, "param", PHONE)
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    errors = []
    page.on(
        "console",
        lambda message: (
            errors.append(message.text)
            if message.type == "error" and "402" not in message.text
            else None
        ),
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(shop)
    assert page.evaluate(MOUNT, practice.publishable)
    yield page
    context.close()
    assert errors == []


def fill(page, number="4242424242424242", expiry="1234", code="123", area="94107"):
    frame = page.frame_locator("iframe[title='Secure payment input frame']")
    for label, value in (
        ("Card number", number),
        ("Expiration date", expiry),
        ("Security code", code),
        ("ZIP code", area),
    ):
        frame.get_by_label(label).press_sequentially(value)
    return frame


def challenged(page, practice):
    intent = practice.pay("pm_card_authenticationRequired")
    page.evaluate(ACT, intent.client_secret)
    return intent, page.frame_locator("dialog iframe")


def test_card_fields_give_a_token_that_pays(page, practice):
    frame = fill(page)
    assert frame.get_by_label("Card number").input_value() == "4242 4242 4242 4242"
    assert frame.get_by_label("Expiration date").input_value() == "12 / 34"
    token = page.evaluate(TOKEN)["confirmationToken"]["id"]
    payment = {
        "amount": 500,
        "currency": "usd",
        "confirm": True,
        "confirmation_token": token,
        "return_url": "https://example.org",
    }
    assert practice.sdk.payment_intents.create(payment).status == "succeeded"


def test_an_amex_number_is_grouped_as_on_the_card_and_needs_four_digits(page):
    frame = fill(page, "378282246310005", code="123")
    assert frame.get_by_label("Card number").input_value() == "3782 822463 10005"
    assert page.evaluate(TOKEN)["error"]["code"] == "incomplete_cvc"
    frame.get_by_label("Security code").fill("1234")
    assert (
        page.evaluate(TOKEN)["confirmationToken"]["payment_method_preview"]["card"]["brand"]
        == "amex"
    )


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"number": "4242"}, "incomplete_number"),
        ({"number": "4242424242424241"}, "invalid_number"),
        ({"expiry": "0120"}, "invalid_expiry_year_past"),
        ({"code": ""}, "incomplete_cvc"),
        ({"area": "9"}, "incomplete_zip"),
    ],
)
def test_a_wrong_field_shows_its_error_and_gets_the_focus(page, wrong, code):
    frame = fill(page, **wrong)
    assert page.evaluate(TOKEN)["error"]["code"] == code
    focused = frame.locator("input:focus")
    assert focused.get_attribute("aria-invalid") == "true"
    assert frame.locator(f"#{focused.get_attribute('aria-describedby')}").inner_text()


def test_a_card_that_is_no_test_card_gets_no_token(page):
    fill(page, "4111111111111111")
    assert page.evaluate(TOKEN)["error"]["decline_code"] == "test_mode_live_card"


def test_a_completed_challenge_pays(page, practice):
    _, step = challenged(page, practice)
    step.get_by_role("button", name="Complete").click()
    assert page.evaluate("acted")["paymentIntent"]["status"] == "succeeded"
    assert page.locator("dialog").count() == 0
    assert len(practice.ledger["charges"]) == 1


def test_a_failed_challenge_is_an_error_that_names_the_payment(page, practice):
    intent, step = challenged(page, practice)
    step.get_by_role("button", name="Fail").click()
    error = page.evaluate("acted")["error"]
    assert (error["code"], error["payment_intent"]["id"]) == (
        "payment_intent_authentication_failure",
        intent.id,
    )
    assert practice.ledger["charges"] == []


def test_escape_cancels_the_challenge(page, practice):
    _, step = challenged(page, practice)
    step.get_by_role("button", name="Complete").wait_for()
    page.evaluate(
        "document.querySelector('dialog').dispatchEvent(new Event('cancel', {cancelable: true}))"
    )
    assert page.evaluate("acted")["error"]["code"] == "payment_intent_authentication_failure"


def test_a_payment_without_a_challenge_shows_none(page, practice):
    payment = practice.pay()
    page.evaluate(ACT, payment.client_secret)
    assert page.evaluate("acted")["paymentIntent"]["status"] == "succeeded"
    intent = page.evaluate("secret => stripe.retrievePaymentIntent(secret)", payment.client_secret)[
        "paymentIntent"
    ]
    assert intent["id"] == payment.id
    assert "metadata" not in intent


@pytest.mark.parametrize("page", [PHONE, DESKTOP], indirect=True, ids=["phone", "desktop"])
def test_fields_and_challenge_are_accessible(page, practice):
    fill(page)
    assert Axe().run(page).response["violations"] == []
    challenged(page, practice)[1].get_by_role("button", name="Complete").wait_for()
    assert Axe().run(page).response["violations"] == []


def test_a_frame_answers_only_the_page_that_contains_it(page, shop, practice):
    other = page.context.new_page()
    other.goto(shop)
    answer = other.evaluate(
        """url => new Promise(resolve => { const frame = document.createElement('iframe');
          frame.src = url + '/v3/fields';
          frame.onload = () => { const {port1, port2} = new MessageChannel();
            port1.onmessage = ({data}) => resolve(data.kind);
            frame.contentWindow.postMessage({key: 'pk_test_x', appearance: {}},
              'http://elsewhere.invalid', [port2]);
            setTimeout(() => resolve('nothing'), 300); };
          document.body.append(frame); })""",
        practice.stand_in.url,
    )
    assert answer == "nothing"


def test_a_challenge_opened_by_redirect_returns_with_its_outcome(page, practice):
    intent = practice.pay(
        "pm_card_authenticationRequired",
        automatic_payment_methods={"enabled": True},
        return_url=f"{practice.stand_in.url}/health",
    )
    page.goto(intent.next_action.redirect_to_url.url)
    page.get_by_role("button", name="Complete").click()
    page.wait_for_url("**/health?payment_intent=*redirect_status=succeeded")
