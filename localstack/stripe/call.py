"""Holds one authenticated API request to the fake Stripe."""

from collections.abc import Sequence
from dataclasses import dataclass

from localstack.stripe import forms, stripe_error
from localstack.stripe.account import Account, Object


@dataclass(frozen=True)
class Call:
    """
    Holds one API request.

    `now`: the time of the request, in seconds since 1970. `names`: the ids in the
    request's path.
    """

    account: Account
    params: forms.Params
    now: int
    names: Sequence[str] = ()
    kind: str = "sk"
    origin: str = ""
    path: str = ""

    def named(self, kind: str, param: str = "id") -> Object:
        """Return the object that the path names; raise StripeError 404 if there is none."""
        thing = self.account.find(kind, self.names[0])
        if not thing:
            raise stripe_error.missing(kind, self.names[0], param)
        return thing
