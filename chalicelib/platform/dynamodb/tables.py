"""
Declares the four tables, as base classes of all items.

An item class only declares the attributes of a row. The modules named `keys.py`
build the keys, and the vault seals (encrypts) the values. See
docs/records-and-keys.md#tables.
"""

from typing import Any, ClassVar

from pynamodb.attributes import Attribute, NumberAttribute, UnicodeAttribute, VersionAttribute
from pynamodb.connection import TableConnection
from pynamodb.constants import BINARY
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from chalicelib.platform.dynamodb import connection
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.vault.sealed import Envelope


class Sealed(Attribute[Envelope]):
    """Stores an envelope, which is a sealed record, and refuses any other bytes."""

    attr_type = BINARY

    def serialize(self, value: Any) -> bytes:
        if not isinstance(value, Envelope):
            raise TypeError(f"{self.attr_name} holds sealed bytes only: see Vault.seal")
        return bytes(value)

    def deserialize(self, value: bytes) -> Envelope:
        return Envelope(value)


class _TableName:
    """
    Looks up the deployed name of a table at each access.

    Item classes are defined before the settings are read, so the name is not yet known
    when a class is defined.
    """

    def __init__(self, table: str) -> None:
        self._table = table

    def __get__(self, _instance: object, _meta: object) -> str:
        return connection.name_of(self._table)


class Item(Model):
    """The base class of all rows; `repr` shows a row's key only, never the content."""

    table: ClassVar[str]
    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)

    @property
    def key(self) -> Key:
        """Return the key of this row in the table."""
        return Key(self.pk, self.sk)

    def __repr__(self) -> str:
        pk, sk = (self.attribute_values.get(name) for name in ("pk", "sk"))
        return f"{type(self).__name__}({pk}|{sk} <sealed>)"

    @classmethod
    def _get_connection(cls) -> TableConnection:
        schema = cls._get_schema()
        indexes = [
            {"IndexName": index["index_name"], "KeySchema": index["key_schema"]}
            for index in schema["global_secondary_indexes"]
        ]
        keys = {
            "KeySchema": schema["key_schema"],
            "AttributeDefinitions": schema["attribute_definitions"],
        }
        return connection.table_connection(cls.table, keys | {"GlobalSecondaryIndexes": indexes})


class _Gsi1(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "GSI1"
        projection = AllProjection()

    g1pk = UnicodeAttribute(hash_key=True)
    g1sk = UnicodeAttribute(range_key=True)


class _Gsi2(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "GSI2"
        projection = AllProjection()

    g2pk = UnicodeAttribute(hash_key=True)
    g2sk = UnicodeAttribute(range_key=True)


class _Gsi3(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "GSI3"
        projection = AllProjection()

    g3pk = UnicodeAttribute(hash_key=True)
    g3sk = UnicodeAttribute(range_key=True)


class CoreRow(Item):
    """
    The base class of rows of the table `core` without optimistic locking.

    A row appears in an index while the row has both key attributes of that index, such
    as `g1pk` and `g1sk` for GSI1.
    """

    table = "core"

    class Meta:
        table_name = _TableName("core")
        billing_mode = "PAY_PER_REQUEST"

    g1pk = UnicodeAttribute(null=True)
    g1sk = UnicodeAttribute(null=True)
    g2pk = UnicodeAttribute(null=True)
    g2sk = UnicodeAttribute(null=True)
    g3pk = UnicodeAttribute(null=True)
    g3sk = UnicodeAttribute(null=True)
    gsi1: ClassVar = _Gsi1()
    gsi2: ClassVar = _Gsi2()
    gsi3: ClassVar = _Gsi3()


class CoreItem(CoreRow):
    """The base class of rows with optimistic locking on the attribute `version`."""

    version = VersionAttribute()


class RecordItem(Item):
    """
    The base class of append-only rows of the table `records`.

    A row is saved only if the table does not yet have a row with the same key.
    """

    table = "records"

    class Meta:
        table_name = _TableName("records")
        billing_mode = "PAY_PER_REQUEST"


class AuditRow(Item):
    """The base class of rows of the append-only table `audit`."""

    table = "audit"

    class Meta:
        table_name = _TableName("audit")
        billing_mode = "PAY_PER_REQUEST"

    g1pk = UnicodeAttribute()
    g1sk = UnicodeAttribute()
    gsi1: ClassVar = _Gsi1()


class EphemeralItem(Item):
    """
    The base class of rows of the table `ephemeral`, which expire.

    `expires` is the time at which a row expires, in Unix seconds. DynamoDB deletes an
    expired row some time later, so code that reads a row also checks `expires`.
    """

    table = "ephemeral"

    class Meta:
        table_name = _TableName("ephemeral")
        billing_mode = "PAY_PER_REQUEST"

    expires = NumberAttribute()


TABLES: tuple[type[Item], ...] = (CoreItem, RecordItem, AuditRow, EphemeralItem)
