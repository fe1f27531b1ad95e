"""
Runs the product's functions behind a stand-in for API Gateway.

`python -m tests.visits.gateway [--port N]` prints one line of JSON with the keys
`url` and `endpoint`, and runs until SIGTERM or SIGINT. As on AWS, the settings come
from environment variables, but this program itself sets `SOCKET_ENDPOINT` to the
stand-in's address.
"""

import argparse
import importlib
import json
import os
import signal
import sys
import threading

from tests.visits.gateway.functions import Functions
from tests.visits.gateway.gateway import Gateway

TICK_SECONDS = 5


def main() -> int:
    """Run the stand-in gateway until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m tests.visits.gateway")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--app", default="app", help="the module that holds the three functions")
    arguments, stopped = parser.parse_args(), threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopped.set())
    with Gateway(
        Functions.of(importlib.import_module(arguments.app)), port=arguments.port
    ) as gateway:
        os.environ["SOCKET_ENDPOINT"] = gateway.endpoint
        sys.stdout.write(json.dumps({"url": gateway.url, "endpoint": gateway.endpoint}) + "\n")
        sys.stdout.flush()
        while not stopped.wait(TICK_SECONDS):
            gateway.cut_overdue()
    return 0


if __name__ == "__main__":
    sys.exit(main())
