"""Checks that docs/safeguards.md agrees with the tests."""

from docs import safeguards


def test_the_safeguards_page_is_up_to_date():
    assert safeguards.PAGE.read_text(encoding="utf-8") == safeguards.page(safeguards.shown()), (
        "run `python -m docs.safeguards`"
    )


def test_every_claimed_safeguard_has_a_test():
    numbers = {number for number, each in safeguards.SAFEGUARDS.items() if each.claimed}
    assert not numbers - set(safeguards.shown())


def test_every_other_safeguard_names_the_feature_that_will_bring_it():
    assert not [
        number
        for number, each in safeguards.SAFEGUARDS.items()
        if not each.claimed and not each.later
    ]


def test_tests_name_only_existing_safeguards():
    assert set(safeguards.shown()) <= set(safeguards.SAFEGUARDS) == set(range(1, 53))
