"""Provides calls that fail, in place of those of a store or service."""

from chalicelib.kernel.errors import Unavailable


def raise_unavailable(*_, **__):
    raise Unavailable


def fail_once(call):
    """Return a function that raises Unavailable at first, and then calls `call`."""
    calls = []

    def wrapper(*args, **more):
        calls.append(args)
        if len(calls) == 1:
            raise Unavailable
        return call(*args, **more)

    return wrapper
