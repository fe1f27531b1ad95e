"""Builds the keys of announced uploads, which are in the ephemeral table."""

from chalicelib.platform.dynamodb import partitions
from chalicelib.platform.dynamodb.key_parts import Key, part
from chalicelib.platform.files.storage import FileArea

PARTITIONS = {
    FileArea.VISITS: partitions.appointment_partition,
    FileArea.DOCUMENTS: partitions.client_partition,
}


def upload(p: str, area: FileArea, owner: str, by: str, number: int) -> Key:
    """Return the key of one of a person's announced uploads; `number` starts at 0."""
    return Key(upload_partition(p, area, owner), f"{uploads_of(by)}{number:02d}")


def upload_partition(p: str, area: FileArea, owner: str) -> str:
    return PARTITIONS[area](p, owner)


def uploads_of(by: str) -> str:
    """Return the sort key prefix of the uploads that one seat or person has announced."""
    return f"UPLOAD#{part(by)}#"
