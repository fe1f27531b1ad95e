"""Tests that the running TURN relay accepts only credentials that we issued."""

import dataclasses
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.relays.shared_secret import SharedSecret
from infra.build.package import ROOT
from localstack.coturn import Coturn
from localstack.processes import free_port, is_alive, is_command
from tests.visits.relays.turn_client import REFUSED, TurnClient, request_allocation

PRACTICE, ROOM = PracticeId(f"01K{1:023d}"), AppointmentId(f"01K{2:023d}")
SEAT, OTHER = SeatId(f"01K{3:023d}"), SeatId(f"01K{4:023d}")


@pytest.fixture
def relay(cloud):
    if not cloud.turn.is_installed:
        pytest.skip("No coturn is installed.")
    assert cloud.turn_url, cloud.turn.home.joinpath("output").read_text(encoding="utf-8")
    return SharedSecret(cloud.turn.secret, tuple(cloud.turn.urls.split(",")))


def _issue(relay, now=None, seat=SEAT):
    now = now or datetime.now(UTC)
    return relay.issue(
        practice=PRACTICE, room=ROOM, seat=seat, now=now, until=now + timedelta(hours=1)
    ).servers[0]


def test_a_seats_own_credentials_get_an_allocation(cloud, relay):
    """S25: the running relay accepts the credentials that the product issues."""
    credentials = _issue(relay)
    answer = request_allocation(cloud.turn_url, credentials.username, credentials.credential)
    assert (answer.code, answer.lifetime > 0) == (0, True)


def test_expired_credentials_get_no_allocation(cloud, relay):
    """S25: the relay refuses expired credentials."""
    late = _issue(relay, datetime.now(UTC) - timedelta(hours=2))
    assert request_allocation(cloud.turn_url, late.username, late.credential).code == REFUSED


def test_neither_a_guessed_password_nor_another_seats_gets_an_allocation(cloud, relay):
    """
    S25: the relay refuses a guessed password and another seat's password.

    The user name begins with the time at which it expires. If somebody changes that time,
    the relay refuses the old password, because only the relay's secret can produce the
    password for the new user name.
    """
    credentials, other_seats = _issue(relay), _issue(relay, seat=OTHER)
    later_expiry = credentials.username.replace(
        credentials.username.split(":", maxsplit=1)[0], "9999999999"
    )
    assert request_allocation(cloud.turn_url, credentials.username, "guessed").code == REFUSED
    assert (
        request_allocation(cloud.turn_url, other_seats.username, credentials.credential).code
        == REFUSED
    )
    assert request_allocation(cloud.turn_url, later_expiry, credentials.credential).code == REFUSED


def test_the_socket_function_has_the_relays_settings(cloud, relay):
    configuration = cloud.clients.make("lambda").get_function_configuration(
        FunctionName=cloud.name("WebsocketMessage")
    )
    variables = configuration["Environment"]["Variables"]
    assert (variables["ICE_PROVIDER"], variables["ICE_POLICY"]) == ("shared-secret", "relay")
    configured = dataclasses.replace(
        relay, secret=variables["TURN_SECRET"], urls=tuple(variables["TURN_URLS"].split(","))
    )
    assert configured == relay


def test_the_relays_secret_is_private_and_on_no_command_line(cloud, relay):
    files = [cloud.turn.home / "secret", cloud.turn.home / "turnserver.conf"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(cloud.turn.home.stat().st_mode) == 0o700
    assert not [word for word in cloud.turn.child.args if relay.secret in word]


def test_the_relay_returns_at_its_address_after_a_freeze_and_a_restart(cloud, relay):
    credentials = _issue(relay)
    cloud.turn.freeze()
    with TurnClient(cloud.turn_url, credentials.username, credentials.credential) as client:
        client.socket.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.allocate()
    cloud.turn.thaw()
    assert (
        request_allocation(cloud.turn_url, credentials.username, credentials.credential).code == 0
    )
    cloud.turn.stop()
    with pytest.raises(ConnectionRefusedError):
        request_allocation(cloud.turn_url, credentials.username, credentials.credential)
    cloud.turn.start()
    assert cloud.turn.is_ready()
    assert (
        request_allocation(cloud.turn_url, credentials.username, credentials.credential).code == 0
    )


def test_the_relay_listens_on_the_loopback_only(cloud, relay):
    listeners = subprocess.run(
        ["ss", "-Hlntup"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    ours = [line.split()[4] for line in listeners if f"pid={cloud.turn.child.pid}," in line]
    assert f"127.0.0.1:{cloud.turn.port}" in ours
    assert not [address for address in ours if not address.startswith("127.0.0.1:")]


STARTS = """
import sys, time
from pathlib import Path
from localstack.coturn import Coturn
relay = Coturn(Path(sys.argv[1]), int(sys.argv[2]))
relay.start()
relay.is_ready()
print(relay.child.pid, flush=True)
time.sleep(600)
"""


def test_the_relay_ends_when_its_launcher_is_killed(tmp_path, eventually):
    if not Coturn(tmp_path, 0).is_installed or not shutil.which("setpriv"):
        pytest.skip("No coturn is installed, or the system cannot tie a child to its parent.")
    command = [sys.executable, "-c", STARTS, str(tmp_path / "turn"), str(free_port())]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as launcher:
        pid = int(launcher.stdout.readline())
        assert is_command(pid, "turnserver")
        launcher.kill()
    eventually(lambda: not is_alive(pid))
