"""
Describes the row and the kind of record to which an envelope is bound.

An envelope is an encrypted record. It can be decrypted only for the row and kind for which
it was encrypted.
"""

from dataclasses import dataclass

from chalicelib.kernel.ids import PracticeId

_RESERVED = frozenset("tkev")


@dataclass(frozen=True, slots=True)
class Binding:
    """
    Identifies a sealed attribute of a row.

    An envelope that was sealed under one binding cannot be opened under another
    binding. `pk` and `sk` are the row's key in its table, even if the row was read from
    an index. `entity` is the name of the class and the attribute, such as
    `Client.sealed_body`. `schema` is a version number that increases when the meaning
    of the sealed type changes. `clear` has unsealed attributes of the row that never
    change and are not personal data. If someone changes one of these attributes in the
    table, the envelope no longer opens. See docs/records-and-keys.md#envelopes.
    """

    practice: PracticeId
    pk: str
    sk: str
    entity: str
    schema: int = 1
    clear: tuple[tuple[str, str], ...] = ()

    @property
    def record(self) -> str:
        """
        Return the record's name, which consists of the record's key and kind.

        Audit entries and alarms identify the record by this name.
        """
        return f"{self.pk}|{self.sk}|{self.entity}"

    def context(self) -> dict[str, str]:
        """
        Return the encryption context under which the record is sealed.

        The same context is needed to open the envelope. The envelope does not contain the
        context.
        """
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
