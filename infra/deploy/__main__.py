"""
Runs `make deploy` and `make destroy`.

`make deploy` first shows what would change. Both commands ask for confirmation
before they change anything.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Mapping

from infra.build.cache import cached_build
from infra.build.package import ROOT, Build, BuildFailed, build
from infra.build.trim import IncompletePackage, PackageTooLarge, require_deployable
from infra.deploy.change_sets import ChangeSet, DeployFailed, DeployRefused
from infra.deploy.clients import Clients
from infra.deploy.destroy import destroy
from infra.deploy.edge import deploy_edge
from infra.deploy.stacks import Deployed, Target, deploy, require_declared
from infra.deploy.stages import LOCAL, Stage, UnknownStage, stage_named
from infra.deploy.web_client import changed_files, upload
from localstack.deployment import NotRunning, running_target

FAILURES = (
    BuildFailed,
    DeployFailed,
    DeployRefused,
    IncompletePackage,
    NotRunning,
    PackageTooLarge,
    UnknownStage,
)


def main() -> int:
    """Run the command; return 0 on success, else print the reason and return 1."""
    arguments = _arguments()
    try:
        stage = stage_named(arguments.stage)
        target = running_target() if stage is LOCAL else Target(Clients())
        if arguments.command == "destroy":
            return _destroy(target, stage, yes=arguments.yes)
        words = [*shlex.split(os.environ.get("PARAMETERS", "")), *arguments.parameters]
        return _deploy(target, stage, _parameters(words), yes=arguments.yes)
    except FAILURES as reason:
        print(reason)
        return 1


def _deploy(target: Target, stage: Stage, parameters: Mapping[str, str], *, yes: bool) -> int:
    print(f"Building for {stage.name}")
    built = _build(stage)
    require_declared(parameters, built)
    question = _Question(target, yes=yes)
    deployed = deploy(target, stage, built, parameters, question)
    if stage is not LOCAL:
        domain = deploy_edge(target, stage, deployed, parameters, question)
        _upload_web_client(target, deployed, question)
        print(f"Point the host's name at {domain}." if domain else _NO_EDGE)
    print(f"{stage.name} is as this folder says." if question.was_asked else "Nothing differs.")
    return 0


def _build(stage: Stage) -> Build:
    if stage is LOCAL:
        return cached_build()
    built = build(ROOT / ".local" / "aws", dependencies=True)
    require_deployable(built.zip)
    return built


def _upload_web_client(target: Target, deployed: Deployed, question: "_Question") -> None:
    bucket = deployed.state["WebBucket"]
    files = changed_files(target, bucket, ROOT / "web" / "dist")
    if not files:
        return
    if not question.ask(f"Upload {len(files)} changed files of the web client to {bucket}?"):
        raise DeployRefused("The web client was left as it is.")
    upload(target, bucket, files)


def _destroy(target: Target, stage: Stage, *, yes: bool) -> int:
    question = _Question(target, yes=yes)
    names = f"{stage.edge}, {stage.code} and {stage.state}"
    if stage.disposable and not question.ask(f"Delete {names} in account {question.account()}?"):
        print("Nothing was deleted.")
        return 1
    retained = destroy(target, stage)
    print(f"The stacks of {stage.name} are deleted.")
    for name in retained:
        print(f"  retained: {name}")
    return 0


_NO_EDGE = "There is no edge yet: give Host and CertificateArn to make one."


class _Question:
    """
    Shows each change and asks whether to apply it.

    Calling the object shows a change set and asks about it. With `yes`, every change is
    accepted without waiting for a reply. `was_asked`: whether there was a change to ask
    about.
    """

    def __init__(self, target: Target, *, yes: bool) -> None:
        self._target, self._yes, self.was_asked = target, yes, False

    def __call__(self, change_set: ChangeSet) -> bool:
        print(f"\n{change_set.stack} in account {self.account()}:")
        for line in change_set.lines():
            print(f"  {line}")
        return self.ask(f"Change {change_set.stack}?")

    def account(self) -> str:
        """Return the number of the AWS account that the credentials belong to."""
        return str(self._target.clients.make("sts").get_caller_identity()["Account"])

    def ask(self, question: str) -> bool:
        """
        Ask the person a question, and return whether they agreed.

        If `yes` was set, print the question and return True without waiting for a reply.
        """
        self.was_asked = True
        print(question if self._yes else f"{question} [y/N] ", flush=True)
        return self._yes or sys.stdin.readline().strip().lower() in {"y", "yes"}


def _parameters(words: list[str]) -> dict[str, str]:
    for word in words:
        if "=" not in word:
            raise DeployFailed(f"Write a parameter as Name=value, not {word!r}.")
    return dict(word.split("=", 1) for word in words)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description=__doc__)
    parser.add_argument("command", choices=("deploy", "destroy"))
    parser.add_argument("stage")
    parser.add_argument("parameters", nargs="*", metavar="Name=value")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
