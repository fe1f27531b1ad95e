"""
Tests which data survive a stop, a kill and a restart of the local cloud.

Also tests what the next start reports about lost data.
"""

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
def start_cloud(tmp_path):
    """
    Provide a function that starts a cloud; every cloud uses the same folder.

    After the test, the fixture stops all the clouds.
    """
    clouds = []

    def start():
        clouds.append(Cloud(tmp_path / "local", persist=True))
        clouds[-1].start()
        return clouds[-1]

    yield start
    for cloud in clouds:
        # A cloud that a test killed raises this error when it is stopped.
        with suppress(EmulatorFailed):
            cloud.stop()


def _put(cloud):
    cloud.clients.make("dynamodb").put_item(TableName=cloud.name("CoreTable"), Item=ROW)


def _has(cloud):
    return "Item" in cloud.clients.make("dynamodb").get_item(
        TableName=cloud.name("CoreTable"), Key=ROW
    )


def _ends(pid, seconds=30):
    deadline = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_alive(pid)


def test_stopping_keeps_everything(start_cloud):
    first = start_cloud()
    _put(first)
    pool = first.name("UserPool")
    first.stop()
    second = start_cloud()
    assert (second.lost, _has(second), second.name("UserPool")) == ("", True, pool)


def test_after_a_kill_the_next_start_reports_the_loss_and_works(start_cloud):
    first = start_cloud()
    _put(first)
    first.stop()
    second = start_cloud()
    os.kill(second.emulator.child.pid, signal.SIGKILL)
    second.emulator.child.wait()
    second.front.stop()
    third = start_cloud()
    assert "killed before it could save" in third.lost
    assert _has(third)


def test_after_a_killed_first_run_the_next_start_reports_that_it_is_empty(start_cloud):
    first = start_cloud()
    os.kill(first.emulator.child.pid, signal.SIGKILL)
    first.emulator.child.wait()
    first.front.stop()
    assert "starts empty" in start_cloud().lost


def test_an_orphaned_emulator_is_stopped_and_its_data_saved(start_cloud):
    first = start_cloud()
    _put(first)
    orphan = first.emulator.child.pid
    first.front.stop()
    first.emulator.child = None  # only the file in the cloud's folder still names the process
    second = start_cloud()
    assert _ends(orphan)
    assert (second.lost, _has(second)) == ("", True)


def test_other_users_of_the_machine_cannot_read_its_folder(start_cloud, tmp_path):
    start_cloud()
    assert stat.S_IMODE((tmp_path / "local").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "local" / "emulator").stat().st_mode) == 0o700
