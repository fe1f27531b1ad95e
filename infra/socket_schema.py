"""Prints the socket protocol's JSON Schema: `python -m infra.socket_schema`."""

import json

from chalicelib.visits.api.socket_protocol import socket_schema

if __name__ == "__main__":
    print(json.dumps(socket_schema(), indent=1))
