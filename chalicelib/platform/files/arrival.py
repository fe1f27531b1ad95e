"""Checks an uploaded file against its announcement, before the file is stored."""

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Invalid
from chalicelib.platform.files.file_types import UploadRequest, matches_type
from chalicelib.platform.files.office_files import check_office_file, is_archive
from chalicelib.platform.files.pictures import check_picture
from chalicelib.platform.files.storage import FileStorage, UploadedFile
from chalicelib.platform.files.uploads import PendingUpload

NOT_ARRIVED = "The file has not arrived. Attach it again."
NOT_THE_ANNOUNCED = "The file arrived damaged or changed. Attach it again."
WRONG_TYPE = (
    "This file is not what its name says it is. "
    "Open it, save it again as PDF or as a picture, and attach that."
)


def require_arrived(storage: FileStorage, access: Access, pending: PendingUpload) -> UploadedFile:
    """
    Return what was uploaded for an announcement.

    Raises:
        Invalid: The file has not arrived, but may still arrive.
    """
    upload = storage.find_upload(pending.location(access))
    if upload is None:
        raise Invalid(NOT_ARRIVED)
    return upload


def check_arrival(
    storage: FileStorage, access: Access, pending: PendingUpload, upload: UploadedFile
) -> None:
    """
    Check that an upload is the announced file, and that its bytes fit its type.

    Raises:
        Invalid: The file differs from the announced one, is not encrypted under our key, is not
            of its type, or unpacks to too much. The answer is final, because the URL does not
            take another file.
    """
    request: UploadRequest = pending.request
    announced = request.size, request.media_type, True
    if (upload.size, upload.media_type, upload.sealed) != announced:
        raise Invalid(NOT_THE_ANNOUNCED)
    if not matches_type(request.media_type, upload.beginning):
        raise Invalid(WRONG_TYPE, fields={"media_type": WRONG_TYPE})
    if request.media_type.startswith("image/"):
        check_picture(storage.read_upload(pending.location(access), upload))
    if is_archive(request.media_type):
        data = storage.read_upload(pending.location(access), upload)
        check_office_file(request.media_type, data)
