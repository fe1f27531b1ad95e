"""Tests the output, prompts and refusals of `make deploy` and `make destroy`."""

import io
from dataclasses import dataclass
from types import SimpleNamespace

import boto3
import pytest
from moto import mock_aws

from infra.build import trim
from infra.build.trim import PackageTooLarge, require_deployable
from infra.deploy import __main__ as command
from infra.deploy.change_sets import DeployFailed
from infra.deploy.clients import Clients
from infra.deploy.stacks import Target, require_declared
from infra.deploy.stages import stage_named
from infra.deploy.web_client import changed_files, upload

BUCKET = "web-client"
BUILT = SimpleNamespace(template={"Parameters": {"IcePolicy": {}, "StateStack": {}}})


@dataclass
class Terminal:
    """A fake terminal with a prepared reply to each prompt; it records the output."""

    capsys: object
    monkeypatch: object

    def replies(self, line):
        self.monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n"))

    def lines(self):
        return self.capsys.readouterr().out


@pytest.fixture
def terminal(capsys, monkeypatch):
    return Terminal(capsys, monkeypatch)


@pytest.fixture
def target(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
        yield Target(Clients())


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "assets" / "app.js").write_text("start()")
    return tmp_path


@pytest.mark.parametrize("name", ["IcePolcy", "StateStack", "DocumentsOrigin"])
def test_a_parameter_that_no_stack_takes_is_refused_with_the_known_ones(name):
    with pytest.raises(DeployFailed, match=rf"{name}\. There are: .*IcePolicy.*MailIdentity"):
        require_declared({name: "relay", "IcePolicy": "relay"}, BUILT)


def test_parameters_of_all_three_stacks_are_accepted():
    require_declared({"IcePolicy": "relay", "MailIdentity": "a", "Host": "b"}, BUILT)


def test_only_files_that_differ_are_uploaded(target, folder):
    files = changed_files(target, BUCKET, folder)
    assert sorted(files) == ["assets/app.js", "index.html"]
    upload(target, BUCKET, files)
    assert changed_files(target, BUCKET, folder) == {}
    (folder / "index.html").write_text("<!doctype html>New")
    assert list(changed_files(target, BUCKET, folder)) == ["index.html"]
    stored = target.clients.make("s3").get_object(Bucket=BUCKET, Key="assets/app.js")
    assert stored["ContentType"] == "text/javascript"


def test_a_web_client_that_is_not_built_is_not_uploaded(target, tmp_path):
    with pytest.raises(DeployFailed, match="make web"):
        changed_files(target, BUCKET, tmp_path)


@pytest.mark.parametrize(("reply", "agrees"), [("y", True), ("", False), ("no", False)])
def test_a_question_shows_itself_and_takes_only_yes_for_yes(terminal, target, reply, agrees):
    terminal.replies(reply)
    question = command._Question(target, yes=False)
    assert question.ask("Upload 2 files?") is agrees
    assert terminal.lines().startswith("Upload 2 files? [y/N]")


def test_destroy_names_the_stacks_and_the_account_before_it_asks(terminal, target):
    terminal.replies("n")
    assert command._destroy(target, stage_named("dev"), yes=False) == 1
    lines = terminal.lines()
    assert "clocktree-dev-edge, clocktree-dev-code and clocktree-dev-state" in lines
    assert "account 123456789012" in lines
    assert lines.endswith("Nothing was deleted.\n")


def test_a_package_that_is_too_large_is_not_deployed(tmp_path, monkeypatch):
    monkeypatch.setattr(trim, "try_out", lambda _unpacked: None)
    monkeypatch.setattr(trim, "MAX_PACKAGE_BYTES", 3)
    package = tmp_path / "package.zip"
    package.write_bytes(b"1234")
    with pytest.raises(PackageTooLarge):
        require_deployable(package)
