"""Checks an uploaded file against its announcement."""

from chalicelib.kernel.errors import Invalid
from chalicelib.platform.files.file_types import UploadRequest, matches_type
from chalicelib.platform.files.storage import UploadedFile

NOT_ARRIVED = "The file has not arrived. Attach it again."
NOT_THE_ANNOUNCED = "The file arrived damaged or changed. Attach it again."
WRONG_TYPE = (
    "This file is not what its name says it is. "
    "Open it, save it again as PDF or as a picture, and attach that."
)


def check_arrival(upload: UploadedFile, request: UploadRequest) -> None:
    """
    Check that the announced file has arrived, and that its first bytes fit its type.

    Raises:
        Invalid: The file differs from the announced one, is not encrypted under our key, or is
            not of its type.
    """
    announced = request.size, request.media_type, True
    if (upload.size, upload.media_type, upload.sealed) != announced:
        raise Invalid(NOT_THE_ANNOUNCED)
    if not matches_type(request.media_type, upload.beginning):
        raise Invalid(WRONG_TYPE, fields={"media_type": WRONG_TYPE})
