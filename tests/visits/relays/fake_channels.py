"""
Fakes Kinesis Video Streams.

The fake uses botocore's stubs, which check requests and responses against AWS's
service model.
"""

from dataclasses import dataclass, field
from functools import cache

import botocore.session
from botocore.stub import ANY, Stubber

REGION = "us-east-1"
POOL = [
    f"arn:aws:kinesisvideo:{REGION}:123456789012:channel/clocktree-code-relay-{each}/1790000000000"
    for each in range(3)
]
ENDPOINT = "https://r-1234abcd.kinesisvideo.us-east-1.amazonaws.com"
HOST = "15-200-1-1.t-0123abcd.kinesisvideo.us-east-1.amazonaws.com:443"
URIS = [f"turns:{HOST}?transport=tcp", f"turn:{HOST}?transport=udp", f"turns:{HOST}?transport=udp"]
TWO = [
    {"Uris": URIS, "Username": f"{name}:AIDA", "Password": f"opens-kvs-{name}", "Ttl": 300}
    for name in ("first", "second")
]


@dataclass
class FakeChannels:
    """
    Fakes the clients of both Kinesis services: channels and signaling.

    `errors`: the error codes with which the fake refuses the next requests for
    credentials. `requests`: the channel and user name of each request for credentials.
    `endpoints`: the channel of each request for an endpoint. `entries`: the relay
    servers in the response to a request for credentials.
    """

    errors: list = field(default_factory=list)
    requests: list = field(default_factory=list)
    endpoints: list = field(default_factory=list)
    entries: list = field(default_factory=lambda: TWO)

    @property
    def meta(self):
        return _client("kinesisvideo").meta

    def get_signaling_channel_endpoint(self, **parameters):
        self.endpoints.append(parameters["ChannelARN"])
        configuration = {"Protocols": ["HTTPS"], "Role": "MASTER"}
        expected = {
            "ChannelARN": parameters["ChannelARN"],
            "SingleMasterChannelEndpointConfiguration": configuration,
        }
        answer = {"ResourceEndpointList": [{"Protocol": "HTTPS", "ResourceEndpoint": ENDPOINT}]}
        with Stubber(_client("kinesisvideo")) as stub:
            stub.add_response("get_signaling_channel_endpoint", answer, expected)
            return stub.client.get_signaling_channel_endpoint(**parameters)

    def signaling(self, endpoint):
        assert endpoint == ENDPOINT
        return self

    def get_ice_server_config(self, **parameters):
        self.requests.append((parameters["ChannelARN"], parameters["Username"]))
        with Stubber(_client("kinesis-video-signaling")) as stub:
            if self.errors:
                stub.add_client_error(
                    "get_ice_server_config", self.errors.pop(0), http_status_code=400
                )
            else:
                expected = {"ChannelARN": ANY, "Service": "TURN", "Username": ANY}
                stub.add_response(
                    "get_ice_server_config", {"IceServerList": self.entries}, expected
                )
            return stub.client.get_ice_server_config(**parameters)


@cache
def _client(service):
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return botocore.session.get_session().create_client(service, region_name=REGION, **keys)
