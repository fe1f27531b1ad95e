"""Tests that stages share no stack, and that commands respect each stage's rules."""

import subprocess
import sys

import pytest

from infra.build.package import ROOT
from infra.deploy.change_sets import DeployRefused
from infra.deploy.clients import Clients
from infra.deploy.destroy import destroy
from infra.deploy.stacks import Target
from infra.deploy.stages import DEV, LOCAL, PROD, STAGES, UnknownStage, stage_named


def test_an_unknown_stage_is_refused_with_a_list_of_stages():
    with pytest.raises(UnknownStage, match="dev, prod, local"):
        stage_named("production")


def test_stages_on_aws_share_no_stack():
    names = [name for stage in (DEV, PROD) for name in (stage.state, stage.code, stage.edge)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("stage", [PROD, LOCAL])
def test_only_dev_can_be_destroyed(stage):
    # Nothing listens on this port, so a call to CloudFormation would raise another error.
    with pytest.raises(DeployRefused, match="never destroyed"):
        destroy(Target(Clients("http://127.0.0.1:9")), stage)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["deploy", "production"], "There is no stage 'production'."),
        (["destroy", "prod", "--yes"], "never destroyed"),
        (["deploy", "dev", "Host"], "Write a parameter as Name=value"),
    ],
)
def test_the_commands_say_why_they_refuse(words, sentence):
    run = subprocess.run(
        [sys.executable, "-m", "infra.deploy", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert sentence in run.stdout
    assert not run.stderr


def test_every_stage_is_named_by_its_key():
    assert all(stage.name == name for name, stage in STAGES.items())
