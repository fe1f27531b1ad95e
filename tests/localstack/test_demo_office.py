"""Tests that making the demo practice says what it could not make."""

import pytest

from localstack import demo_office
from localstack.api_client import ApiRefused
from localstack.demo_documents import DemoDocuments
from localstack.demo_office import DemoOffice


class Caller:
    """Answers requests as the API would; a document has this status when it is opened."""

    def __init__(self, status):
        self.status, self.posted = status, []

    def get(self, path):
        if self.status != 200:
            raise ApiRefused(self.status, {"error": "NotScanned", "message": path})
        return {}

    def post(self, path, body=None):  # noqa: ARG002 - the API's client has it
        self.posted.append(path)
        return {}


@pytest.fixture
def make_signature(monkeypatch):
    """Return a function that signs a document, and returns what was said."""
    monkeypatch.setattr(demo_office, "SCAN_SECONDS", 0.02)
    monkeypatch.setattr(demo_office, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(DemoDocuments, "upload", lambda *_: "doc-1")

    def make(status):
        caller, lines = Caller(status), []
        people = {"jordan": caller, "avery": caller}
        DemoOffice(people, {"avery": "cli-1"}, {}, lines.append)._sign_a_document()
        return "/documents/doc-1/signature" in caller.posted, lines

    return make


def test_a_scan_that_does_not_end_leaves_the_document_unsigned_and_says_so(make_signature):
    is_signed, (line,) = make_signature(409)
    assert (is_signed, "stays unsigned" in line) == (False, True)


def test_a_document_that_opens_is_signed_without_a_word(make_signature):
    assert make_signature(200) == (True, [])


def test_any_other_refusal_is_raised(make_signature):
    with pytest.raises(ApiRefused, match="404"):
        make_signature(404)
