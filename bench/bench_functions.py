"""
Measures Lambda functions and the invoice state machine.

The measurements are the CPU time of imports (relative to creating one bare boto3
client), the CPU time of a request, and the number of state transitions for a paid
invoice.
"""

import json
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median

from bench.run import NotHere, p50_ms, row

ROOT = Path(__file__).parents[1]
RUNS = 7
TIMED = "import time; start = time.process_time(); {what}; print(time.process_time() - start)"
BARE = "import boto3; boto3.client('dynamodb', region_name='us-east-1')"
PAID = [
    "Decide next move",
    "What next?",
    "Wait for a signal",
    "Decide next move",
    "What next?",
    "Which action?",
    "Charge",
    "Decide next move",
    "What next?",
]
END = "Wait for a signal"


@row("import of the API function, over creating one bare boto3 client", unit="×", most=1.5)
def api_import() -> float:
    return _seconds("import app") / _seconds(BARE)


@row("import of the function that charges, over one bare boto3 client", unit="×", most=1.5)
def task_import() -> float:
    return _seconds("import chalicelib.billing.tasks") / _seconds(BARE)


@row("state transitions of a paid invoice", unit="", most=12)
def transitions() -> float:
    machine = json.loads(
        (ROOT / "infra/statemachines/invoice.asl.json").read_text(encoding="utf-8")
    )
    path = [*PAID, END]
    for name, following in pairwise(path):
        state = machine["States"][name]
        ways = {state.get("Next"), *(choice["Next"] for choice in state.get("Choices", []))}
        if following not in ways:
            raise NotHere(f"{name} no longer leads to {following}")
    return float(len(path))


@row("the API function's handler over a bare Chalice route, stubbed AWS", unit="ms", most=6)
def handler() -> float:
    from chalice.app import Chalice  # noqa: PLC0415

    from app import app  # noqa: PLC0415 - only when this row is measured
    from tests.platform.http.browser import event  # noqa: PLC0415

    bare = Chalice(app_name="bare")
    bare.route("/health", methods=["GET"])(dict)
    request = event("GET", "/health", "/health", headers={}, params={})
    return p50_ms(lambda: app(request, None)) - p50_ms(lambda: bare(request, None))


def _seconds(what: str) -> float:
    with tempfile.TemporaryDirectory() as compiled:
        command = [
            sys.executable,
            "-X",
            f"pycache_prefix={compiled}",
            "-c",
            TIMED.format(what=what),
        ]
        runs = [float(subprocess.check_output(command, cwd=ROOT)) for _ in range(RUNS + 1)]
    return median(runs[1:])
