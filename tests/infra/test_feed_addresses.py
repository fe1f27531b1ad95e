"""Tests that the secret of a calendar feed is in no path behind the edge."""

import json
import shutil
import subprocess

import pytest

from infra.build.templates import INFRA, load
from localstack.edge import FEED_SECRET, feed_request

EDGE = load(INFRA / "edge.yaml")["Resources"]
ADDRESSES = [
    "/api/feeds/abc-DEF_123.ics",
    "/api/feeds/abc",
    "/api/feeds/calendar",
    "/api/feeds/",
    "/api/feeds/a/b.ics",
    "/api/feeds/a.ics.ics",
    "/api/feeds/%2e%2e%2fme",
    f"/api/feeds/{'x' * 300}.ics",
]


@pytest.mark.skipif(not shutil.which("node"), reason="the edge's function is JavaScript")
@pytest.mark.parametrize("path", ADDRESSES)
def test_the_edge_moves_the_secret_into_a_header(path):
    """S29: no path behind the edge, and so no trace, has the secret of a feed."""
    code = EDGE["FeedAddresses"]["Properties"]["FunctionCode"]
    forged = {"clocktree-feed": {"value": "forged"}}
    event = json.dumps({"request": {"uri": path, "headers": forged}})
    script = f"{code};console.log(JSON.stringify(handler({event})))"
    done = subprocess.run(
        [shutil.which("node"), "-e", script], capture_output=True, text=True, check=True
    )
    request = json.loads(done.stdout)
    secret = request["headers"]["clocktree-feed"]["value"]
    assert request["uri"] == "/api/feeds/calendar"
    assert secret in path
    assert feed_request(path) == (request["uri"], {FEED_SECRET: secret})


def test_other_paths_pass_the_edge_unchanged():
    assert feed_request("/api/me/calendar-feed") == ("/api/me/calendar-feed", {})


def test_the_edge_moves_the_secret_of_every_feed():
    config = EDGE["Distribution"]["Properties"]["DistributionConfig"]
    patterns = [each["PathPattern"] for each in config["CacheBehaviors"]]
    assert patterns.index("/api/feeds/*") < patterns.index("/api/*")
    behavior = config["CacheBehaviors"][patterns.index("/api/feeds/*")]
    (function,) = behavior["FunctionAssociations"]
    assert function["EventType"] == "viewer-request"
    assert "FeedAddresses" in json.dumps(function["FunctionARN"])


def test_the_edge_writes_no_log_of_addresses():
    """S29: what sees the whole address of a feed writes no log of it."""
    assert "Logging" not in EDGE["Distribution"]["Properties"]["DistributionConfig"]
    firewall = EDGE["Firewall"]["Properties"]
    views = [each["VisibilityConfig"] for each in (firewall, *firewall["Rules"])]
    assert not any(each["SampledRequestsEnabled"] for each in views)
    assert not [
        each for each in EDGE.values() if each["Type"] == "AWS::WAFv2::LoggingConfiguration"
    ]


def test_the_access_log_names_routes_and_no_paths():
    stage = load(INFRA / "code.yaml")["Resources"]["RestAPI"]["Properties"]
    logged = stage["AccessLogSetting"]["Format"]
    assert "$context.resourcePath" in logged
    assert "$context.path" not in logged
    assert "header" not in logged
