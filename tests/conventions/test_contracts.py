"""Checks that the import contracts cover the modules for which they are meant."""

import tomllib
from pathlib import PurePosixPath

from tests.conventions.source_text import repository, text_of


def contract(name):
    """Return the import contract with that name."""
    linter = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]
    return next(each for each in linter["contracts"] if each["name"] == name)


def test_every_processor_is_in_the_contract_that_keeps_processors_apart():
    """
    The contract that keeps processors apart lists every processor's package.

    While there is only one processor, the contract cannot fail. So without this test,
    nobody would notice that a second processor is missing in the contract.
    """
    paths = [PurePosixPath(name) for name in repository()]
    packages = {
        ".".join(path.parent.parts)
        for path in paths
        if path.match("chalicelib/payments/*/account_form.py") and path.parent.name != "domain"
    }
    assert packages
    assert packages == set(contract("Processors do not know one another")["modules"])


def test_every_subject_is_in_the_contract_of_its_layers():
    above_or_below = {"blueprints", "wiring", "platform", "kernel"}
    subjects = {
        ".".join(path.parts[:2])
        for path in map(PurePosixPath, repository())
        if path.match("chalicelib/*/__init__.py") and path.parts[1] not in above_or_below
    }
    assert subjects == set(contract("Layers inside each subject")["containers"])
