"""What a sealed record is bound to: where it lies, and what it says it is."""

from dataclasses import dataclass

from chalicelib.kernel.ids import PracticeId

_TAKEN = frozenset("tkev")


@dataclass(frozen=True, slots=True)
class Binding:
    """
    A sealed attribute's place and kind; an envelope opens nowhere else and as nothing else.

    `pk`, `sk`: the row's own key, also when it was read from an index. `entity`: `Client.x` or `Client.card`.
    `schema`: raised when the sealed type changes meaning. `clear`: attributes stored beside the envelope that never
    change, such as a note's level, in any order; changing one in the table makes the record refuse to open. Never
    anything mutable, never anything personal.

    Source: data-and-crypto.md §2.
    """

    practice: PracticeId
    pk: str
    sk: str
    entity: str
    schema: int = 1
    clear: tuple[tuple[str, str], ...] = ()

    @property
    def record(self) -> str:
        """As audit entries and alarms name it: keys and kind."""
        return f"{self.pk}|{self.sk}|{self.entity}"

    def context(self) -> dict[str, str]:
        """The encryption context: authenticated, not stored. Raises ValueError when a clear name is ours or double."""
        names = [name for name, _ in self.clear]
        if _TAKEN.intersection(names) or len(set(names)) < len(names):
            raise ValueError("a clear attribute of a binding has a name that is taken")
        own = {
            "t": self.practice,
            "k": f"{self.pk}|{self.sk}",
            "e": self.entity,
            "v": str(self.schema),
        }
        return own | dict(self.clear)
