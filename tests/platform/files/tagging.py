"""Tags stored files with a verdict, as the malware scan does."""

from chalicelib.platform.files.s3_verdicts import TAG

CLEAN, INFECTED, UNSUPPORTED = "NO_THREATS_FOUND", "THREATS_FOUND", "UNSUPPORTED"


def tag_stored(client, bucket, status=CLEAN):
    """Tag every version of every stored file that has no verdict yet."""
    for each in client.list_object_versions(Bucket=bucket).get("Versions", []):
        where = {"Bucket": bucket, "Key": each["Key"], "VersionId": each["VersionId"]}
        is_upload = each["Key"].startswith("uploads/")
        if not is_upload and not client.get_object_tagging(**where)["TagSet"]:
            tag = {"Key": TAG, "Value": status}
            client.put_object_tagging(**where, Tagging={"TagSet": [tag]})
