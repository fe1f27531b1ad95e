"""Parses request parameters in bracket notation and checks their names."""

import re
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl

from localstack.stripe import stripe_error

Params = dict[str, Any]
FREE = re.compile(r"Dict\[|UntypedStripeObject|Mapping\[")


def parse(encoded: str) -> Params:
    """Parse `a[b]=1&c[0]=x` into `{"a": {"b": "1"}, "c": {"0": "x"}}`."""
    params: Params = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        *path, last = re.findall(r"[^\[\]]+", name) or [""]
        if name.endswith("[]"):
            path, last = [*path, last], ""
        place = params
        for step in path:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise stripe_error.malformed(f"Invalid object: {name}", "parameter_invalid", name)
        place[last or str(len(place))] = value
    return params


@cache
def known(names: str, *extra: str) -> "Known":
    """
    Return a checker of the parameters that a class of Stripe's SDK declares.

    `names`: the class, such as `RefundCreateParams`. `extra`: further allowed
    parameters, which the class lacks.
    """
    folder, _, class_name = names.rpartition(".")
    words = re.sub(r"(?<!^)(?=[A-Z])", "_", class_name).lower()
    module = import_module(".".join(filter(None, ["stripe.params", folder, f"_{words}"])))
    return Known(module, class_name, frozenset(extra))


class Known:
    """
    Checks that a class of Stripe's SDK declares the parameters of a request.

    Nested parameters are checked too.
    """

    def __init__(self, module: Any, class_name: str, extra: frozenset[str] = frozenset()) -> None:
        self._module = module
        self._extra = extra
        options = set(import_module("stripe._request_options").RequestOptions.__annotations__)
        # get_type_hints raises NameError for the SDK's classes; their plain annotations are enough.
        annotations = getattr(module, class_name).__annotations__
        self._types = {
            name: _text(kind) for name, kind in annotations.items() if name not in options
        }

    def check(self, params: Params, above: str = "") -> None:
        """Check every parameter's name; raise StripeError for the first unknown one."""
        for name, value in params.items():
            path = f"{above}[{name}]" if above else name
            if name in self._extra:
                continue
            if name not in self._types:
                raise stripe_error.malformed(
                    f"Received unknown parameter: {path}", "parameter_unknown", path
                )
            self._check_below(self._types[name], value, path)

    def _check_below(self, kind: str, value: Any, path: str) -> None:
        if not isinstance(value, dict) or FREE.search(kind):
            return
        items = list(value.values()) if all(step.isdigit() for step in value) else [value]
        # The SDK's classes are made by typing_extensions, which typing.is_typeddict does not know.
        classes = [
            word
            for word in re.findall(r"[A-Z]\w+", kind)
            if hasattr(getattr(self._module, word, None), "__total__")
        ]
        for item in items:
            if isinstance(item, dict):
                self._check_item(classes, item, path)

    def _check_item(self, classes: list[str], item: Params, path: str) -> None:
        if not classes:
            raise stripe_error.malformed(f"Invalid string: {path}", "parameter_unknown", path)
        Known(self._module, classes[0]).check(item, path)


def _text(kind: Any) -> str:
    return kind if isinstance(kind, str) else repr(kind)


def integer(params: Params, name: str) -> int | None:
    """Return a parameter as a whole number, or None if it was not sent."""
    value = params.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,18}", value):
        raise stripe_error.malformed(f"Invalid integer: {value}", "parameter_invalid_integer", name)
    return int(value)


def needed(params: Params, name: str) -> Any:
    """Return a required parameter; raise StripeError if it is absent."""
    if params.get(name) in (None, ""):
        raise stripe_error.malformed(f"Missing required param: {name}.", "parameter_missing", name)
    return params[name]


def group(params: Params, name: str) -> Params:
    """Return a parameter that is a mapping, such as `metadata`; empty if absent."""
    value = params.get(name) or {}
    if not isinstance(value, dict):
        raise stripe_error.malformed(f"Invalid object: {name}", "parameter_invalid", name)
    return value


def flag(params: Params, name: str) -> bool:
    """Return a parameter as a boolean; False if absent."""
    value = params.get(name, "false")
    if value not in ("true", "false"):
        raise stripe_error.malformed(f"Invalid boolean: {value}", "parameter_invalid_boolean", name)
    return bool(value == "true")


def texts(params: Params, name: str) -> list[str]:
    """Return a parameter such as `expand[]` as a list of strings; empty if absent."""
    value = params.get(name, {})
    return list(value.values()) if isinstance(value, dict) else [value]
