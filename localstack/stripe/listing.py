"""Returns one page of a list, newest objects first, with at most 100 objects."""

import operator
import re
from collections.abc import Callable, Sequence

from localstack.stripe import forms, stripe_error
from localstack.stripe.account import Object
from localstack.stripe.call import Call

SEARCH_LAG_SECONDS = 60
MAX_PAGE_SIZE = 100
BOUNDS: dict[str, Callable[[int, int], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def page(call: Call, things: Sequence[Object], *filters: str) -> Object:
    """Return a page of the objects whose fields equal the parameters in `filters`."""
    limit = forms.integer(call.params, "limit")
    limit = 10 if limit is None else limit
    if not 1 <= limit <= MAX_PAGE_SIZE:
        raise stripe_error.malformed(
            "This value must be between 1 and 100.", "parameter_invalid_integer", "limit"
        )
    fits = _created(call.params)
    values = {name: call.params[name] for name in filters if name in call.params}
    newest = [
        thing
        for thing in reversed(things)
        if fits(thing["created"]) and values.items() <= thing.items()
    ]
    rest = _after(newest, call)
    return {"object": "list", "url": call.path, "has_more": len(rest) > limit, "data": rest[:limit]}


def search(call: Call, things: Sequence[Object]) -> Object:
    """
    Return the objects that have the metadata value given in the search query.

    The search finds a new object only after a minute.
    """
    query = forms.needed(call.params, "query")
    match = re.fullmatch(r"metadata\[['\"](\w+)['\"]\]:\s*['\"](.*)['\"]", query)
    if not match:
        raise stripe_error.invalid("We were unable to parse your search query.", param="query")
    indexed = [thing for thing in things if thing["created"] <= call.now - SEARCH_LAG_SECONDS]
    data = [
        thing for thing in reversed(indexed) if thing.get("metadata", {}).get(match[1]) == match[2]
    ]
    return {
        "object": "search_result",
        "url": "",
        "has_more": False,
        "next_page": None,
        "data": data[:MAX_PAGE_SIZE],
    }


def _created(params: forms.Params) -> Callable[[int], bool]:
    condition = params.get("created", {})
    if not isinstance(condition, dict):
        exact = forms.integer(params, "created")
        return lambda created: created == exact
    bounds = [
        (BOUNDS[name], forms.integer(condition, name) or 0) for name in condition if name in BOUNDS
    ]
    return lambda created: all(holds(created, limit) for holds, limit in bounds)


def _after(newest: list[Object], call: Call) -> list[Object]:
    cursor = call.params.get("starting_after")
    if not cursor:
        return newest
    names = [thing["id"] for thing in newest]
    if cursor not in names:
        raise stripe_error.missing("object", cursor, "starting_after", status=400)
    return newest[names.index(cursor) + 1 :]
