"""Tests that the local front compresses the files that CloudFront compresses."""

import gzip
import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from infra.build.templates import INFRA, load
from localstack.edge import Edge, Origins
from localstack.front import Front, Targets
from localstack.processes import free_port

TEXT = b"const words = 'the same words again and again';\n" * 100
FILES = (
    "index.html",
    "pay.html",
    "sw.js",
    "assets/app.js",
    "assets/app.css",
    "assets/mark.svg",
    "assets/words.json",
)
GZIP = {"Accept_Encoding": "gzip, deflate, br"}


class Api(BaseHTTPRequestHandler):
    """Responds to every request with JSON that could be compressed."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(TEXT)))
        self.end_headers()
        self.wfile.write(TEXT)

    def log_message(self, *_words):
        """Print nothing."""


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    static = tmp_path_factory.mktemp("static")
    (static / "assets").mkdir()
    for name in (*FILES, "assets/photo.png"):
        (static / name).write_bytes(TEXT)
    (static / "assets/short.css").write_bytes(b"a{}")
    api = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=api.serve_forever, daemon=True).start()
    rest = f"http://127.0.0.1:{api.server_port}"
    edge = Edge(Origins("ws://here", "http://documents", "http://stripe"))
    running = Front(free_port(), static, edge, Targets(rest, rest))
    running.start()
    yield running
    running.stop()
    api.shutdown()
    api.server_close()


def get(front, path, method="GET", **headers):
    """Return the response to one request and its body, as it was sent."""
    connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=10)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize(
    "path", ["/", "/clients/01ABC", "/sign-in", "/pay/stripe", *(f"/{name}" for name in FILES)]
)
def test_a_text_file_is_compressed_for_a_browser_that_accepts_it(front, path):
    answer, body = get(front, path, **GZIP)
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == TEXT
    assert int(answer.headers["Content-Length"]) == len(body) < len(TEXT)
    plain, whole = get(front, path)
    assert (plain.headers["Content-Encoding"], whole) == (None, TEXT)
    assert plain.headers.get_content_type() == answer.headers.get_content_type()
    for each in (answer, plain):
        assert each.headers["Vary"] == "Accept-Encoding"
        assert "frame-ancestors 'none'" in each.headers["Content-Security-Policy"]


@pytest.mark.parametrize("accepted", ["", "br", "identity", "gzip;q=0", "gzip; q=0.0, br"])
def test_a_browser_that_does_not_accept_gzip_gets_the_file_itself(front, accepted):
    answer, body = get(front, "/assets/app.js", Accept_Encoding=accepted)
    assert (answer.headers["Content-Encoding"], body) == (None, TEXT)


@pytest.mark.parametrize("path", ["/assets/photo.png", "/assets/short.css"])
def test_pictures_and_short_files_are_not_compressed(front, path):
    answer, _ = get(front, path, **GZIP)
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, None)


def test_a_compressed_file_has_a_weak_etag_and_is_not_sent_again(front):
    first, _ = get(front, "/assets/app.js", **GZIP)
    etag = first.headers["ETag"]
    assert etag.startswith('W/"')
    assert first.headers["Last-Modified"].endswith(" GMT")
    again, body = get(front, "/assets/app.js", If_None_Match=etag, **GZIP)
    assert (again.status, body, again.headers["ETag"]) == (304, b"", etag)
    assert again.headers["Content-Encoding"] is None
    (front._static / "assets/app.js").write_bytes(TEXT + b"// changed")
    changed, body = get(front, "/assets/app.js", If_None_Match=etag, **GZIP)
    assert (changed.status, gzip.decompress(body)) == (200, TEXT + b"// changed")
    (front._static / "assets/app.js").write_bytes(TEXT)


def test_a_head_request_has_the_headers_and_no_body(front):
    answer, body = get(front, "/assets/app.css", method="HEAD", **GZIP)
    assert (answer.status, answer.headers["Content-Encoding"], body) == (200, "gzip", b"")


def test_a_part_of_a_file_is_a_part_of_what_is_stored(front):
    answer, body = get(front, "/assets/app.css", Range="bytes=0-9", **GZIP)
    assert (answer.status, answer.headers["Content-Encoding"], body) == (206, None, TEXT[:10])


def test_an_answer_of_the_api_is_not_compressed(front):
    answer, body = get(front, "/api/clients", **GZIP)
    assert (answer.status, answer.headers["Content-Encoding"], body) == (200, None, TEXT)


def test_each_behavior_of_the_edge_says_whether_it_compresses():
    edge = Edge(Origins("ws://here", "http://documents", "http://stripe"))
    config = load(INFRA / "edge.yaml")["Resources"]["Distribution"]["Properties"]
    for each in config["DistributionConfig"]["CacheBehaviors"]:
        path = each["PathPattern"].replace("*", "name")
        assert edge.compresses(path) == each.get("Compress", False), path
    assert not edge.compresses("/api/me")
    assert edge.compresses("/clients/01ABC")
