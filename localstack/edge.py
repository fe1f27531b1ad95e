"""Determines a path's response from `infra/edge.yaml` and local origins."""

import fnmatch
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.build.templates import INFRA, load

FEEDS, FEED_SECRET = "/api/feeds/", "Clocktree-Feed"
"""The paths of calendar feeds, and the header into which their secrets are moved."""
MAX_FEED_SECRET = 100


@dataclass(frozen=True)
class Origins:
    """
    The origins of the sockets, the documents and the card processor.

    Pages may connect to these origins.
    """

    sockets: str
    documents: str
    stripe: str

    def parameters(self) -> dict[str, str]:
        """Return these origins as parameters of the edge template."""
        processor = (
            "StripeScriptOrigins",
            "StripeFrameOrigins",
            "StripeConnectOrigins",
            "StripePaymentOrigin",
        )
        return {
            "SocketOrigin": self.sockets,
            "DocumentsOrigin": self.documents,
            **dict.fromkeys(processor, self.stripe),
        }


@dataclass(frozen=True)
class Behavior:
    """A CloudFront behavior: how it responds at the paths of a pattern."""

    pattern: str
    headers: Mapping[str, str]
    compresses: bool


class Edge:
    """
    Finds how CloudFront responds at a path.

    The first behavior whose pattern matches the path determines the response.
    """

    def __init__(self, origins: Origins) -> None:
        resources = load(INFRA / "edge.yaml")["Resources"]
        config = resources["Distribution"]["Properties"]["DistributionConfig"]
        default = {**config["DefaultCacheBehavior"], "PathPattern": "*"}
        self._behaviors = [
            Behavior(
                each["PathPattern"],
                _headers(resources[each["ResponseHeadersPolicyId"]["Ref"]], origins.parameters()),
                each.get("Compress", False),
            )
            for each in (*config["CacheBehaviors"], default)
        ]

    def headers(self, path: str) -> Mapping[str, str]:
        """Return the headers of every response at this path."""
        return self._behavior(path).headers

    def compresses(self, path: str) -> bool:
        """Return whether responses at this path are compressed."""
        return self._behavior(path).compresses

    def _behavior(self, path: str) -> Behavior:
        return next(each for each in self._behaviors if fnmatch.fnmatchcase(path, each.pattern))


def feed_request(path: str) -> tuple[str, dict[str, str]]:
    """
    Return the path and the further headers with which the edge asks the API.

    The secret of a calendar feed moves into a header, as by the function `FeedAddresses`
    in `infra/edge.yaml`. `path` is still encoded, and without its query.
    """
    if not path.startswith(FEEDS):
        return path, {}
    secret = path.removeprefix(FEEDS).removesuffix(".ics")[:MAX_FEED_SECRET]
    return f"{FEEDS}calendar", {FEED_SECRET: secret}


def _headers(policy: dict[str, Any], parameters: Mapping[str, str]) -> dict[str, str]:
    config = policy["Properties"]["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    custom = {
        item["Header"]: _text(item["Value"], parameters)
        for item in config["CustomHeadersConfig"]["Items"]
    }
    return {
        "Content-Security-Policy": _text(
            security["ContentSecurityPolicy"]["ContentSecurityPolicy"], parameters
        ),
        "Strict-Transport-Security": _strict(security["StrictTransportSecurity"]),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        **_shared(config.get("CorsConfig")),
        **custom,
    }


def _shared(policy: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the header by which pages of other origins may read a response."""
    if policy is None:
        return {}
    return {"Access-Control-Allow-Origin": policy["AccessControlAllowOrigins"]["Items"][0]}


def _strict(policy: Mapping[str, Any]) -> str:
    return f"max-age={policy['AccessControlMaxAgeSec']}; includeSubDomains; preload"


def _text(value: Any, parameters: Mapping[str, str]) -> str:
    if isinstance(value, str):
        return value
    return re.sub(r"\$\{(\w+)\}", lambda name: parameters[name[1]], value["Fn::Sub"])
