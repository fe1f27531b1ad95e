"""
Makes moto's DynamoDB quicker without changing its results.

Before each transaction, moto copies its tables whole, with every row, to restore them if the
transaction fails. A copy here shares the rows: an update replaces its row by a new one instead
of changing the row that the copy shares. And moto looks for each member of a response
under several names, of which DynamoDB's dictionaries have only the first.
"""

from collections import defaultdict
from copy import copy, deepcopy
from typing import Any

from moto.core import responses
from moto.core.serialize import AttributePickerContext, XFormedAttributePicker
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

_update_item = DynamoDBBackend.update_item


def install() -> None:
    """Replace the slow parts of moto in this process."""
    Table.__deepcopy__ = _copy_sharing_rows
    DynamoDBBackend.update_item = _update_new_row
    responses.XFormedAttributePicker = _NamePicker


def _copy_sharing_rows(table: Any, _memo: Any) -> Any:
    assert table.stream_shard is None, "a copy of the table would share its stream"
    result = copy(table)
    partitions = table.items.items()
    result.items = defaultdict(dict, {key: copy(rows) for key, rows in partitions if rows})
    return result


def _update_new_row(
    backend: Any, table_name: str, key: dict[str, Any], *args: Any, **kwargs: Any
) -> Any:
    table = backend.tables.get(table_name)
    if table and set(key) == set(table.table_key_attrs):
        rows = table.items
        *partition, last = (DynamoType(key[name]) for name in table.table_key_attrs)
        for each in partition:
            rows = rows.get(each, {})
        if last in rows:
            rows[last] = deepcopy(rows[last])
    return _update_item(backend, table_name, key, *args, **kwargs)


class _NamePicker(XFormedAttributePicker):
    """Reads members of DynamoDB's responses by their names."""

    def __call__(self, context: AttributePickerContext) -> Any:
        if type(context.obj) is dict and context.service_model.service_name == "dynamodb":
            return context.obj.get(context.key)
        return super().__call__(context)
