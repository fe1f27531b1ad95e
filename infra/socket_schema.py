"""Prints the JSON Schema of a socket: `python -m infra.socket_schema [inbox]`."""

import json
import sys

from chalicelib.messages.api.inbox_protocol import inbox_schema
from chalicelib.visits.api.socket_protocol import socket_schema

if __name__ == "__main__":
    schema = inbox_schema if sys.argv[1:] == ["inbox"] else socket_schema
    print(json.dumps(schema(), indent=1))
