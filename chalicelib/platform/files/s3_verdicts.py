"""
Reads the verdict that the malware scan left on a stored object, as an S3 tag.

Amazon GuardDuty scans each new object of the stored files and adds the tag. No function of ours
may add or change tags (`infra/grants.yaml`). The local cloud's scanner adds the same tag.
"""

from dataclasses import dataclass
from typing import Any

from chalicelib.platform.files.malware import MalwareVerdict
from chalicelib.platform.files.s3_files import mapped_errors, stored_key
from chalicelib.platform.files.storage import FileLocation

TAG = "GuardDutyMalwareScanStatus"
VERDICTS = {
    "NO_THREATS_FOUND": MalwareVerdict.CLEAN,
    "THREATS_FOUND": MalwareVerdict.INFECTED,
}
"""The verdicts of the tag's values; all other values mean that the scan failed."""


@dataclass(frozen=True, slots=True)
class TaggedVerdicts:
    """Implements `MalwareVerdicts` by the tags of the objects in one S3 bucket."""

    client: Any
    bucket: str

    def of(self, place: FileLocation, version: str) -> MalwareVerdict:
        where = {"Bucket": self.bucket, "Key": stored_key(place)}
        pinned = {"VersionId": version} if version else {}
        with mapped_errors():
            tags = self.client.get_object_tagging(**where, **pinned)["TagSet"]
        value = next((tag["Value"] for tag in tags if tag["Key"] == TAG), None)
        if value is None:
            return MalwareVerdict.PENDING
        return VERDICTS.get(value, MalwareVerdict.FAILED)
