"""The page of safeguards agrees with the tests."""

from docs import safeguards


def test_the_safeguards_page_is_not_stale():
    assert safeguards.PAGE.read_text(encoding="utf-8") == safeguards.page(safeguards.shown()), (
        "run `python docs/safeguards.py`"
    )


def test_every_safeguard_that_is_claimed_has_a_test():
    claimed = {number for number, each in safeguards.SAFEGUARDS.items() if each.claimed}
    assert not claimed - set(safeguards.shown())


def test_a_safeguard_that_is_not_claimed_says_what_it_comes_with():
    assert not [
        number
        for number, each in safeguards.SAFEGUARDS.items()
        if not each.claimed and not each.later
    ]


def test_no_test_names_a_safeguard_that_is_not_there():
    assert set(safeguards.shown()) <= set(safeguards.SAFEGUARDS) == set(range(1, 53))
