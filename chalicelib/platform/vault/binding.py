"""Describes what an envelope is bound to: a row and a kind of record."""

from dataclasses import dataclass

from chalicelib.kernel.ids import PracticeId

_RESERVED = frozenset("tkev")


@dataclass(frozen=True, slots=True)
class Binding:
    """
    Identifies a sealed attribute; an envelope opens under no other binding.

    `pk` and `sk` are the row's own key, also when it was read from an index. `entity` is class and
    attribute, such as `Client.sealed_body`. `schema` counts changes of the sealed type's meaning.
    `clear` has attributes of the row that never change and are not personal; if one is
    changed in the table, the record does not open. See docs/records-and-keys.md#envelopes.
    """

    practice: PracticeId
    pk: str
    sk: str
    entity: str
    schema: int = 1
    clear: tuple[tuple[str, str], ...] = ()

    @property
    def record(self) -> str:
        """Return the record's name for audit entries and alarms: key and kind."""
        return f"{self.pk}|{self.sk}|{self.entity}"

    def context(self) -> dict[str, str]:
        """Return the encryption context; it is authenticated and not stored."""
        names = [name for name, _ in self.clear]
        if _RESERVED.intersection(names) or len(set(names)) < len(names):
            raise ValueError("a clear attribute of a binding has a name that is taken")
        own = {
            "t": self.practice,
            "k": f"{self.pk}|{self.sk}",
            "e": self.entity,
            "v": str(self.schema),
        }
        return own | dict(self.clear)
