"""
Tests that AWS's own library reads what we encrypt, and that we read its output.

The library runs in its own process, from `.tools/mpl`; the test process does not
import it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib.kernel.ids import PracticeId
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.envelope import MAX_RECORD_BYTES, open_sealed, seal
from tests.platform.fixed_branch_keys import FixedBranchKeys

ROOT = Path(__file__).parents[3]
LIBRARY = ROOT / ".tools" / "mpl"
PLAINS = [b"{}", b'{"name":"Ann"}', b"x" * MAX_RECORD_BYTES]
PLACE = {
    "branch": "01HZX3PRACTICE000000000000",
    "pk": "P#01HZX3#C#c1",
    "sk": "PROFILE",
    "entity": "Client.x",
}
WHERE = Binding(PracticeId(PLACE["branch"]), PLACE["pk"], PLACE["sk"], PLACE["entity"])


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    if not LIBRARY.is_dir():
        if os.environ.get("CI"):
            pytest.fail("pip install --target .tools/mpl -r requirements-oracle.txt was not run")
        pytest.skip(
            "AWS's key library is not installed:"
            " pip install --target .tools/mpl -r requirements-oracle.txt"
        )


def ask(**request: Any) -> Any:
    """Run AWS's library in its own process with this request; return its response."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{LIBRARY}{os.pathsep}{ROOT}",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }
    command = [sys.executable, "-m", "tests.platform.oracle.mpl"]
    process = subprocess.run(
        command,
        input=json.dumps(request),
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr[-3000:]
    return json.loads(process.stdout)


def test_each_library_opens_what_the_other_sealed() -> None:
    """S21: AWS's own library decrypts our records, and our code decrypts its records."""
    messages = [seal(FixedBranchKeys(), WHERE, plain).hex() for plain in PLAINS]
    key = {"version": str(FixedBranchKeys.VERSION), "secret": FixedBranchKeys.SECRET.hex()}
    answer = ask(
        task="exchange", messages=messages, plains=[plain.hex() for plain in PLAINS], **key, **PLACE
    )
    assert [bytes.fromhex(opened) for opened in answer["opened"]] == PLAINS
    messages_of_aws = [bytes.fromhex(message) for message in answer["made"]]
    assert [open_sealed(FixedBranchKeys(), WHERE, message) for message in messages_of_aws] == PLAINS
    assert [len(message) for message in messages_of_aws] == [
        len(message) // 2 for message in messages
    ]


def test_each_library_uses_and_rotates_keys_that_the_other_created() -> None:
    """
    S26: our code and AWS's library can use and rotate each other's branch keys.

    This shows that our branch keys have AWS's own format, before and after a rotation.
    """
    assert ask(task="keys") == {
        "ours": {"made": True, "rotated by ours": True},
        "rotated by aws": True,
        "theirs": True,
        "theirs rotated by ours": True,
        "shredded": True,
    }
