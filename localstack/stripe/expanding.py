"""
Replaces ids in a response with the objects they identify.

The request parameter `expand` lists the fields to replace.
"""

from collections.abc import Iterable

from localstack.stripe import stripe_error
from localstack.stripe.account import Account, Object, visible

KINDS = {
    "latest_charge": "charge",
    "payment_intent": "payment_intent",
    "payment_method": "payment_method",
    "charge": "charge",
    "dispute": "dispute",
}


def expanded(account: Account, answer: Object, paths: Iterable[str]) -> Object:
    """
    Return a copy of a response in which the fields at `paths` are expanded.

    An expanded field contains an object instead of the object's id. The copy has no
    internal fields.
    """
    copy: Object = visible(answer)
    for path in paths:
        steps = path.split(".")
        if steps[0] == "data" and "data" in copy:
            for item in copy["data"]:
                _expand(account, item, steps[1:], path)
        else:
            _expand(account, copy, steps, path)
    return copy


def _expand(account: Account, thing: Object, steps: list[str], path: str) -> None:
    step, *rest = steps or [""]
    if step not in KINDS or step not in thing:
        raise stripe_error.malformed(
            f"This property cannot be expanded ({path}).", "parameter_invalid", "expand"
        )
    value = thing[step]
    if isinstance(value, str):
        thing[step] = visible(account.find(KINDS[step], value))
    if rest and isinstance(thing[step], dict):
        _expand(account, thing[step], rest, path)
