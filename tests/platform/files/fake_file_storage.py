"""Fakes the storage of files' bytes, in memory."""
# ruff: noqa: ARG002 - a fake may ignore parameters of its port

import itertools
from dataclasses import dataclass, field

from chalicelib.kernel.errors import Unavailable
from chalicelib.platform.files.file_types import SIGNATURE_BYTES
from chalicelib.platform.files.storage import PresignedUpload, UploadedFile


@dataclass
class FakeFileStorage:
    """
    A fake `FileStorage`; it passes the tests in `test_file_storage.py`.

    `uploads` has the data and the description of each arrived file, by place and version, oldest
    first. `kept` has the data and the media type of each stored file, by place and version.
    """

    uploads: dict = field(default_factory=dict)
    kept: dict = field(default_factory=dict)
    numbers: itertools.count = field(default_factory=itertools.count)

    def presign_upload(self, place, media_type, size, lasts):
        return PresignedUpload(_url("uploads", place), {"Content-Type": media_type})

    def upload(self, place, data, media_type="application/pdf", *, sealed=True):
        """Upload a file, as a browser does with a presigned upload."""
        version = f"v{next(self.numbers)}"
        arrived = UploadedFile(len(data), media_type, sealed, version, data[:SIGNATURE_BYTES])
        self.uploads.setdefault(place, {})[version] = data, arrived

    def find_upload(self, place):
        arrived = [upload for _, upload in self.uploads.get(place, {}).values()]
        return arrived[-1] if arrived else None

    def read_upload(self, place, arrived):
        return self.uploads[place][arrived.version][0]

    def read(self, place, version):
        try:
            return self.kept[place, version][0]
        except KeyError:
            raise Unavailable from None

    def write(self, place, data, media_type):
        if any(each == place for each, _ in self.kept):
            raise Unavailable
        version = f"made-{next(self.numbers)}"
        self.kept[place, version] = data, media_type
        return version

    def store(self, place, arrived, media_type):
        try:
            data, _ = self.uploads[place][arrived.version]
        except KeyError:
            raise Unavailable from None
        version = f"kept-{arrived.version}"
        self.kept[place, version] = data, media_type
        return version

    def presign_view(self, place, version, lasts):
        return f"{self.presign_download(place, version, lasts)}&inline"

    def presign_download(self, place, version, lasts):
        return f"{_url(place.area.value, place)}?version={version}"


def _url(folder, place):
    return f"https://documents.test/{folder}/{place.practice}/{place.owner}/{place.file}"
