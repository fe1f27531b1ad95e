"""Stops, kills and restarts: what is saved, what is lost, what is reported."""

import os
import signal
import stat
import time
from contextlib import suppress

import pytest

from localstack.cloud import Cloud
from localstack.emulator import EmulatorFailed
from localstack.processes import is_alive

ROW = {"pk": {"S": "kept"}, "sk": {"S": "kept"}}


@pytest.fixture
def made(tmp_path):
    """Clouds over one folder, each ended with the test."""
    clouds = []

    def start():
        clouds.append(Cloud(tmp_path / "local", persist=True))
        clouds[-1].start()
        return clouds[-1]

    yield start
    for cloud in clouds:
        # One that was killed on purpose says so.
        with suppress(EmulatorFailed):
            cloud.stop()


def _put(cloud):
    cloud.clients.make("dynamodb").put_item(TableName=cloud.name("CoreTable"), Item=ROW)


def _has(cloud):
    return "Item" in cloud.clients.make("dynamodb").get_item(
        TableName=cloud.name("CoreTable"), Key=ROW
    )


def _ends(pid, seconds=30):
    until = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_alive(pid)


def test_stopping_keeps_everything(made):
    first = made()
    _put(first)
    pool = first.name("UserPool")
    first.stop()
    second = made()
    assert (second.lost, _has(second), second.name("UserPool")) == ("", True, pool)


def test_after_a_kill_the_next_start_says_what_was_lost_and_works(made):
    first = made()
    _put(first)
    first.stop()
    second = made()
    os.kill(second.emulator.child.pid, signal.SIGKILL)
    second.emulator.child.wait()
    second.front.stop()
    third = made()
    assert "killed before it could save" in third.lost
    assert _has(third)


def test_a_first_run_that_was_killed_starts_empty_and_says_so(made):
    first = made()
    os.kill(first.emulator.child.pid, signal.SIGKILL)
    first.emulator.child.wait()
    first.front.stop()
    assert "starts empty" in made().lost


def test_an_emulator_that_its_launcher_left_behind_is_ended_and_its_data_kept(made):
    first = made()
    _put(first)
    orphan = first.emulator.child.pid
    first.front.stop()
    first.emulator.child = None  # the launcher knows it no more; only the file in its folder does
    second = made()
    assert _ends(orphan)
    assert (second.lost, _has(second)) == ("", True)


def test_nobody_else_on_the_machine_may_look_into_its_folder(made, tmp_path):
    made()
    assert stat.S_IMODE((tmp_path / "local").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "local" / "emulator").stat().st_mode) == 0o700
