"""Sets up a practice with a client, Avery, and uploads documents through the API."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from chalicelib.wiring import documents as wiring_documents
from chalicelib.wiring import files as wiring_files
from tests.documents.sample_pdf import a_pdf
from tests.platform.files.tagging import CLEAN, tag_stored
from tests.practice.practice_api import PracticeApi
from tests.visits.api.visit_harness import BUCKET

LIST = "/clients/{id}/documents"
REQUESTS = "/clients/{id}/document-requests"
DOCUMENT = "/documents/{id}"
COMPLETE, SHARE, UNSHARE, SIGNATURE, REMOVAL, CONTENT = (
    f"{DOCUMENT}/{name}"
    for name in ("complete", "share", "unshare", "signature", "removal", "content")
)
PDF = a_pdf()
PATTERNS = {"clients": "{client_id}", "documents": "{document_id}"}


@dataclass
class DocumentsApi:
    """
    Calls the API as the people of a practice.

    `sam` is the provider of the client Avery, and `kim` a colleague who is not assigned.
    """

    office: PracticeApi
    avery: Any
    client: Any

    @property
    def sam(self):
        return self.office.sam

    @property
    def store(self):
        return self.office.front.store

    @property
    def mails(self):
        return self.office.front.mail.sent

    @property
    def bucket(self):
        return wiring_files.file_storage().client

    def ask(self, who, pattern, thing="", body=None, *, method="POST", **more):
        path = pattern.replace("{id}", thing or self.client["id"])
        kind = pattern.split("/")[1]
        resource = pattern.replace("{id}", PATTERNS[kind])
        if body is None:
            return who.get(path, resource, **more)
        return who.post(path, body, resource=resource, **more) if method == "POST" else None

    def list(self, who, **params):
        answer = self.ask(who, LIST, **params)
        assert answer.status == 200, answer.text
        return answer.json["items"]

    def announce(self, who, name="intake.pdf", data=PDF, **changed):
        body = {"name": name, "bytes": len(data), "kind": "form"} | changed
        return self.ask(who, LIST, body=body)

    def send(self, announced, data=PDF, **changed):
        """Upload data for an announced document with the headers that the API prescribed."""
        headers = announced["upload"]["headers"]
        key = urlsplit(announced["upload"]["url"]).path.removeprefix(f"/{BUCKET}").lstrip("/")
        parameters = {
            "ContentType": headers["Content-Type"],
            "ServerSideEncryption": headers["x-amz-server-side-encryption"],
            "SSEKMSKeyId": headers["x-amz-server-side-encryption-aws-kms-key-id"],
        }
        self.bucket.put_object(Bucket=BUCKET, Key=key, Body=data, **parameters | changed)

    def complete(self, who, document, **body):
        return self.ask(who, COMPLETE, document, body)

    def upload(self, who=None, name="intake.pdf", data=PDF, scan=CLEAN, **changed):
        """Announce, upload and complete a document, and scan it unless `scan` is empty."""
        who = who or self.sam
        answer = self.announce(who, name, data, **changed)
        assert answer.status == 201, answer.text
        self.send(answer.json, data)
        stored = self.complete(who, answer.json["id"])
        assert stored.status == 200, stored.text
        if scan:
            self.scan(scan)
        return stored.json

    def scan(self, status=CLEAN):
        tag_stored(self.bucket, BUCKET, status)

    def share(self, document, **body):
        answer = self.ask(self.sam, SHARE, document["id"], body)
        assert answer.status == 200, answer.text
        return answer.json

    def request(self, who=None, **body):
        return self.ask(who or self.sam, REQUESTS, body={"title": "Insurance card"} | body)

    def sign(self, document, who=None, **changed):
        body = {"intent": True, "name": "Avery Stone"} | changed
        return self.ask(who or self.avery, SIGNATURE, document["id"], body)

    def read(self, url):
        """Return the bytes of a presigned URL."""
        parts = urlsplit(url)
        version = parts.query.split("versionId=")[1].split("&")[0]
        key = parts.path.removeprefix(f"/{BUCKET}").lstrip("/")
        answer = self.bucket.get_object(Bucket=BUCKET, Key=key, VersionId=version)
        return answer["Body"].read()

    def inspect(self):
        return wiring_documents.inspection().inspect_waiting()


def open_documents(front):
    """Return a practice whose client Avery has signed in, with a bucket for files."""
    office = PracticeApi(front)
    office.accept()
    client = office.client(invite=True)
    browser = front.browser()
    ((to, _, text),) = front.mail.sent
    password = next(word for word in text.split() if front.identity.people[to].password == word)
    browser.post("/auth/sign-in", {"email": to, "password": password})
    browser.post("/auth/first-password", {"password": "Another-Kettle-9"})
    front.mail.sent.clear()
    api = DocumentsApi(office, browser, client)
    api.bucket.create_bucket(Bucket=BUCKET)
    api.bucket.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return api
