"""Defines sample row classes for the core and records tables."""

from pynamodb.attributes import UnicodeAttribute

from chalicelib.billing.store import keys as billing_keys
from chalicelib.platform.dynamodb.tables import CoreItem, RecordItem, Sealed


class ThingItem(CoreItem):
    name = UnicodeAttribute(null=True)
    x = Sealed(null=True)


class PartItem(CoreItem):
    of = UnicodeAttribute(null=True)


class FactItem(RecordItem):
    what = UnicodeAttribute(null=True)


def a_thing(n: int = 1, **attributes) -> ThingItem:
    return ThingItem(
        *billing_keys.invoice("p", f"i{n}"),
        g2pk=billing_keys.invoices("p"),
        g2sk=f"{n:03d}",
        **attributes,
    )
