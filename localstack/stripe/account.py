"""Holds one Stripe account: its objects, and responses by idempotency key."""

import secrets
import string
from dataclasses import dataclass, field
from typing import Any

Object = dict[str, Any]
"""A Stripe object; fields that start with `_` are internal and never sent."""

KEY_LIFE_SECONDS = 24 * 3600
LETTERS = string.ascii_letters + string.digits


@dataclass
class Account:
    """Stores the objects of one account, whose API keys end with `suffix`."""

    id: str
    suffix: str
    objects: dict[str, dict[str, Object]] = field(default_factory=dict)
    answers: dict[str, Object] = field(default_factory=dict)
    running: set[str] = field(default_factory=set)
    changed: dict[str, Object] = field(default_factory=dict)

    def new(self, prefix: str, kind: str, created: int, **fields: Any) -> Object:
        """
        Create and store an object of a kind.

        `prefix`: the beginning of the object's id, such as `pi` for the kind `payment_intent`.
        """
        name = f"{prefix}_3" + "".join(secrets.choice(LETTERS) for _ in range(23))
        return self.keep(
            {"id": name, "object": kind, "created": created, "livemode": False, **fields}
        )

    def keep(self, thing: Object) -> Object:
        """Store an object and mark it as changed, so that the next commit writes it."""
        self.objects.setdefault(thing["object"], {})[thing["id"]] = thing
        self.changed[thing["id"]] = thing
        return thing

    def all(self, kind: str) -> list[Object]:
        """Return every object of a kind, oldest first."""
        return list(self.objects.get(kind, {}).values())

    def find(self, kind: str, name: str) -> Object | None:
        """Return the account's object of this kind by its id, or None."""
        return self.objects.get(kind, {}).get(name)

    def answer(self, key: str, now: int) -> Object | None:
        """
        Return the response stored under an idempotency key, or None.

        A stored response expires after 24 hours.
        """
        answer = self.answers.get(key)
        return answer if answer and now - answer["at"] < KEY_LIFE_SECONDS else None


def visible(thing: Any) -> Any:
    """Return a copy without internal fields."""
    if isinstance(thing, dict):
        return {name: visible(value) for name, value in thing.items() if not name.startswith("_")}
    if isinstance(thing, list):
        return [visible(item) for item in thing]
    return thing
