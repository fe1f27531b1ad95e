"""
Defines the forms in which Admins enter the keys of processor accounts.

Each processor's adapter declares its own form.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalicelib.kernel.errors import Invalid
from chalicelib.payments.domain.payment import ProcessorKind
from chalicelib.payments.domain.processor_account import Credentials

MAX_KEY_LENGTH = 255
MIN_LENGTH_AFTER_PREFIX = 8
"""A key has at least this many characters after its prefix, because the last four are shown."""
SHOWN_CHARACTERS = 4
KEY_CHARACTERS = re.compile(r"[A-Za-z0-9_+/=-]+")


@dataclass(frozen=True, slots=True)
class KeyField:
    """
    Describes one field of a form for account keys, and validates its value.

    Attributes:
        prefixes: The allowed prefixes of a value.
        hint: An instruction that says what to enter. Setup shows the hint next to the field.
            The hint is also the error message when the value is missing or has the wrong form.
        shown_as: The name under which Setup shows the key. Setup shows the last four
            characters of a secret key, and the whole value of a key that is not secret.
        is_for_webhooks: Whether the key signs webhooks. The processor shows such a key only after
            the webhook's address was entered there, so Setup asks for it after the account is
            stored.
    """

    name: str
    label: str
    prefixes: tuple[str, ...]
    hint: str
    shown_as: str
    is_secret: bool = True
    is_required: bool = True
    is_for_webhooks: bool = False

    def problem(self, value: str) -> str | None:
        """
        Return an error message if a value is wrong, or None if the value is valid.

        The caller must remove white space around the value before the call.
        """
        if not value:
            return self.hint if self.is_required else None
        if len(value) > MAX_KEY_LENGTH:
            return f"Use at most {MAX_KEY_LENGTH} characters."
        prefix = next((each for each in self.prefixes if value.startswith(each)), None)
        if prefix is None or len(value) < len(prefix) + MIN_LENGTH_AFTER_PREFIX:
            return self.hint
        return None if KEY_CHARACTERS.fullmatch(value) else self.hint


@dataclass(frozen=True, slots=True)
class AccountForm:
    """
    Describes the form for the keys of a processor account, and validates the keys.

    Attributes:
        refused_field: The name of the field to correct when the processor refuses the keys.
        is_live: A function that returns whether the keys move real money.
        conflict: A function that checks whether the keys belong together. It returns None if
            the keys belong together, else the name of a field and an error message.
    """

    kind: ProcessorKind
    fields: tuple[KeyField, ...]
    refused_field: str
    is_live: Callable[[Mapping[str, str]], bool]
    conflict: Callable[[Mapping[str, str]], tuple[str, str] | None]

    def check(self, values: Mapping[str, str]) -> Credentials:
        """
        Validate the keys that a person entered, and return them trimmed.

        Raises:
            Invalid: A key is missing, unknown or too long, a key has the wrong form, or two keys do
                not belong together. The error reports each wrong field as `fields.<name>`.
        """
        keys = {name: value.strip() for name, value in values.items() if value.strip()}
        problems = self._unknown(keys) | self._problems(keys)
        if problems:
            raise Invalid(fields=problems)
        if conflict := self.conflict(keys):
            name, sentence = conflict
            raise Invalid(sentence, fields={f"fields.{name}": sentence})
        names = [field.name for field in self.fields if field.name in keys]
        return Credentials(self.kind, {name: keys[name] for name in names})

    def shown(self, keys: Mapping[str, str]) -> Mapping[str, str]:
        """
        Return the part of each key that Setup shows.

        The result maps the `shown_as` of each form field to the visible part of the key.
        """
        values = {field: keys.get(field.name, "") for field in self.fields}
        return {
            field.shown_as: value[-SHOWN_CHARACTERS:] if field.is_secret else value
            for field, value in values.items()
        }

    def changes_webhooks(self, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
        """Return whether two versions of an account's keys sign webhooks differently."""
        names = [field.name for field in self.fields if field.is_for_webhooks]
        return any(before.get(name, "") != after.get(name, "") for name in names)

    def without_webhooks(self, keys: Mapping[str, str]) -> Mapping[str, str]:
        """Return an account's keys without those that sign webhooks."""
        names = {field.name for field in self.fields if field.is_for_webhooks}
        return {name: value for name, value in keys.items() if name not in names}

    def _unknown(self, keys: Mapping[str, str]) -> dict[str, str]:
        unknown = keys.keys() - {field.name for field in self.fields}
        messages = {
            f"fields.{name}": "There is no such field." for name in unknown if name.isidentifier()
        }
        if unknown and not messages:
            return {"fields": "There is a field that this processor does not have."}
        return messages

    def _problems(self, keys: Mapping[str, str]) -> dict[str, str]:
        problems = {field.name: field.problem(keys.get(field.name, "")) for field in self.fields}
        return {f"fields.{name}": problem for name, problem in problems.items() if problem}
