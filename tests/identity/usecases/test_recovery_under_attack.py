"""Tests that nobody guesses a code, or keeps a person from resetting a password."""

import re
from contextlib import suppress
from dataclasses import replace

import pytest

from chalicelib.identity.usecases.sign_in_steps import STEP_SECONDS, NextStep
from chalicelib.kernel.access import Role
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.errors import Invalid, SignedOut, TooMany
from chalicelib.kernel.networks import networks_of
from tests.identity.sign_in_harness import (
    DESKTOP,
    PASSWORD,
    PHONE,
    SignInHarness,
)

EMAIL, NEW = "Wil@Clocktree.test", "Another-Kettle-8"
STRANGER = Caller("r3", "another ip", "agent", networks=("other net", "other wide net"))


@pytest.fixture
def harness():
    return SignInHarness()


def mailed_code(harness):
    """Return the reset code from the newest e-mail."""
    return re.search(r"Your code: (\d{8})\n", harness.mail.sent[-1][2])[1]


def request_code(harness, email=EMAIL):
    harness.recovery.forgot(email, DESKTOP)
    return mailed_code(harness)


def test_all_spellings_of_one_mailbox_share_one_limit(harness):
    """S8: another case, a tag or white space does not give more mails to one mailbox."""
    others = [EMAIL.upper(), f" {EMAIL}\u200b", "wil+1@clocktree.test", "Wil+2@clocktree.test"]
    for each in (EMAIL, *others[:2]):
        harness.recovery.forgot(each, DESKTOP)
    for each in others:
        harness.recovery.forgot(each, DESKTOP)
    assert len(harness.mail.sent) == 3


def test_the_mails_of_one_network_to_addresses_that_nobody_uses_are_limited(harness):
    """S8: nobody can make us mail many strangers; accounts still get their codes."""
    harness.add_person(EMAIL, Role.CLIENT)
    for number in range(100):
        harness.recovery.forgot(f"n{number}@clocktree.test", DESKTOP)
    assert len(harness.mail.sent) == 30
    assert request_code(harness)


def test_requests_for_other_spellings_of_a_mailbox_take_no_mail_away(harness):
    """S8: a code for an account is mailed, however many others asked for its mailbox."""
    harness.add_person(EMAIL, Role.CLIENT)
    for number in range(300):
        harness.recovery.forgot(f"wil+{number % 7}@clocktree.test", STRANGER)
        harness.later(1)
    assert len(harness.mail.sent) < 8
    code = request_code(harness)
    assert harness.mail.sent[-1][0] == EMAIL.casefold()
    harness.recovery.reset(EMAIL, code, NEW, DESKTOP)


def test_five_wrong_codes_end_the_right_one(harness):
    """S8: after five wrong codes the right one fails too; each attempt is audited."""
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    for _ in range(5):
        with pytest.raises(Invalid) as refusal:
            harness.recovery.reset(EMAIL, "00000000", NEW, DESKTOP)
        assert list(refusal.value.fields) == ["code"]
    with pytest.raises(Invalid):
        harness.recovery.reset(EMAIL, code, NEW, DESKTOP)
    assert harness.audit.refusals() == ["reset password"] * 6


@pytest.mark.parametrize("email", [EMAIL, "nobody@clocktree.test"])
def test_mail_to_one_address_is_slowed(harness, email):
    """
    S8: after five reset e-mails to one address, one is sent each three minutes.

    So nobody can fill another person's mailbox. The responses are the same.
    """
    harness.add_person(EMAIL, Role.CLIENT)
    for _ in range(60):
        harness.recovery.forgot(email, DESKTOP)
        harness.later(10)
    assert len(harness.mail.sent) == 8


def test_a_mailed_code_works_while_others_keep_signing_in_and_asking_for_codes(harness):
    """S8: many anonymous requests keep nobody from resetting their password."""
    harness.add_person(EMAIL, Role.CLIENT)
    for _ in range(100):
        for act in (
            lambda: harness.sign_in.password(EMAIL, "Wrong-Horse-77", STRANGER),
            lambda: harness.recovery.forgot(EMAIL, STRANGER),
            lambda: harness.recovery.reset(EMAIL, "00000000", NEW, STRANGER),
        ):
            with suppress(SignedOut, TooMany, Invalid):
                act()
        harness.later(13)
    harness.recovery.reset(EMAIL, request_code(harness), NEW, DESKTOP)
    assert harness.sign_in.password(EMAIL, NEW, DESKTOP).next is NextStep.DONE


def guess_from(harness, networks):
    """Enter one wrong code from each network."""
    for network in networks:
        with pytest.raises(Invalid):
            harness.recovery.reset(EMAIL, "00000000", NEW, replace(STRANGER, networks=network))


def test_other_browsers_together_have_a_limit_for_wrong_codes(harness):
    """S8: from many networks too, a code of eight digits cannot be guessed."""
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    guess_from(harness, [(f"net-{number}",) for number in range(100)])
    with pytest.raises(Invalid):
        harness.recovery.reset(EMAIL, code, NEW, DESKTOP)


def test_wrong_codes_of_everybody_else_leave_the_browser_that_asked_its_own_tries(harness):
    """S8: a code opens in the browser that asked, whoever guesses meanwhile."""
    harness.add_person(EMAIL, Role.CLIENT)
    browser = harness.recovery.forgot(EMAIL, DESKTOP)
    code = mailed_code(harness)
    for _ in range(3):
        harness.recovery.forgot(EMAIL, STRANGER)
    guess_from(harness, [(f"net-{number}",) for number in range(200)])
    harness.recovery.reset(EMAIL, code, NEW, DESKTOP, browser)
    assert harness.sign_in.password(EMAIL, NEW, DESKTOP).next is NextStep.DONE


def test_a_browser_has_five_tries_of_its_own(harness):
    """S8: the browser that asked for a code cannot guess it either."""
    harness.add_person(EMAIL, Role.CLIENT)
    browser = harness.recovery.forgot(EMAIL, DESKTOP)
    for _ in range(10):
        with pytest.raises(Invalid):
            harness.recovery.reset(EMAIL, "00000000", NEW, DESKTOP, browser)
    with pytest.raises(Invalid):
        harness.recovery.reset(EMAIL, mailed_code(harness), NEW, DESKTOP, browser)


@pytest.mark.parametrize("other", ["", "x" * 43])
def test_a_code_is_used_once_in_all_browsers(harness, other):
    harness.add_person(EMAIL, Role.CLIENT)
    browser = harness.recovery.forgot(EMAIL, DESKTOP)
    code = mailed_code(harness)
    harness.recovery.reset(EMAIL, code, NEW, DESKTOP, other)
    for each in (browser, other):
        with pytest.raises(Invalid):
            harness.recovery.reset(EMAIL, code, PASSWORD, DESKTOP, each)


def test_a_reset_ends_the_codes_of_all_other_browsers(harness):
    """S8: whoever read a mailbox for a moment cannot undo the owner's reset."""
    harness.add_person(EMAIL, Role.CLIENT)
    intruder = harness.recovery.forgot(EMAIL, DESKTOP)
    noted = mailed_code(harness)
    owner = harness.recovery.forgot(EMAIL, PHONE)
    harness.recovery.reset(EMAIL, mailed_code(harness), NEW, PHONE, owner)
    with pytest.raises(Invalid):
        harness.recovery.reset(EMAIL, noted, PASSWORD, DESKTOP, intruder)
    harness.recovery.forgot(EMAIL, PHONE, owner)
    with pytest.raises(Invalid):
        harness.recovery.reset(EMAIL, noted, PASSWORD, DESKTOP, intruder)


def test_a_browser_that_asks_again_too_early_keeps_its_tries(harness):
    """S8: the browser's secret stays the same, whether or not a mail is sent."""
    harness.add_person(EMAIL, Role.CLIENT)
    browser = harness.recovery.forgot(EMAIL, DESKTOP)
    for _ in range(7):
        assert harness.recovery.forgot(EMAIL, DESKTOP, browser) == browser
    assert harness.recovery.forgot(EMAIL, DESKTOP, "chosen by a stranger") != browser
    guess_from(harness, [(f"net-{number}",) for number in range(100)])
    harness.recovery.reset(EMAIL, mailed_code(harness), NEW, DESKTOP, browser)


def test_the_addresses_of_one_ipv6_customer_are_counted_together(harness):
    """S8: with a whole /48 of addresses, one cannot use up another person's code."""
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    addresses = [f"2001:db8:1:{number % 300:x}::{number:x}" for number in range(3000)]
    guess_from(harness, [networks_of(address) for address in addresses])
    harness.recovery.reset(EMAIL, code, NEW, DESKTOP)


def test_after_a_reset_a_person_signs_in_while_others_keep_entering_wrong_passwords(harness):
    """S8: a reset lets a person in, although their sign-in is locked again at once."""
    person = harness.add_person(EMAIL, Role.CLIENT).person
    harness.recovery.reset(EMAIL, request_code(harness), NEW, DESKTOP)
    step = harness.sign_in.after_reset(EMAIL, person).step
    for _ in range(40):
        with suppress(SignedOut, TooMany):
            harness.sign_in.password(EMAIL, "Wrong-Horse-77", STRANGER)
        harness.later(1)
    with pytest.raises(TooMany):
        harness.sign_in.password(EMAIL, NEW, DESKTOP)
    with pytest.raises(SignedOut):
        harness.sign_in.password(EMAIL, "Wrong-Horse-77", DESKTOP, secret=step)
    assert harness.sign_in.password(EMAIL, NEW, DESKTOP, secret=step).next is NextStep.DONE


def test_the_tries_after_a_reset_are_few_short_and_for_one_person_once(harness):
    """S8: the step after a reset gives nobody more than five tries, for ten minutes."""
    person = harness.add_person(EMAIL, Role.CLIENT).person
    harness.add_person("kim@clocktree.test", Role.CLIENT)
    step = harness.sign_in.after_reset(EMAIL, person).step
    for _ in range(5):
        with pytest.raises(SignedOut):
            harness.sign_in.password(EMAIL, "Wrong-Horse-77", DESKTOP, secret=step)
        harness.later(6)
    with pytest.raises(TooMany):
        harness.sign_in.password(EMAIL, PASSWORD, DESKTOP, secret=step)
    harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    used, late = (harness.sign_in.after_reset(EMAIL, person).step for _ in range(2))
    harness.sign_in.password(EMAIL, PASSWORD, DESKTOP, secret=used)
    lock(harness)
    harness.later(STEP_SECONDS)
    for email, secret in ((EMAIL, used), (EMAIL, late)):
        with pytest.raises(TooMany):
            harness.sign_in.password(email, PASSWORD, DESKTOP, secret=secret)


def lock(harness):
    for _ in range(5):
        with pytest.raises(SignedOut):
            harness.sign_in.password(EMAIL, "Wrong-Horse-77", STRANGER)
        harness.later(6)
