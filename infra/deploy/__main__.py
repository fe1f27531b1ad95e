"""
Runs `make deploy` and `make destroy`.

`make deploy` shows what would change. Both commands ask for confirmation first.
"""

import argparse
import sys
from collections.abc import Mapping

from infra.build.cache import cached_build
from infra.build.package import ROOT, BuildFailed, build
from infra.deploy.change_sets import ChangeSet, DeployFailed, DeployRefused
from infra.deploy.clients import Clients
from infra.deploy.destroy import destroy
from infra.deploy.edge import deploy_edge, upload
from infra.deploy.stacks import Target, deploy
from infra.deploy.stages import LOCAL, Stage, UnknownStage, stage_named
from localstack.deployment import NotRunning, running_target

FAILURES = (BuildFailed, DeployFailed, DeployRefused, NotRunning, UnknownStage)


def main() -> int:
    """Run the command; return 0 on success, else print the reason and return 1."""
    arguments = _arguments()
    try:
        stage = stage_named(arguments.stage)
        target = running_target() if stage is LOCAL else Target(Clients())
        if arguments.command == "destroy":
            return _destroy(target, stage, yes=arguments.yes)
        return _deploy(target, stage, _parameters(arguments.parameters), yes=arguments.yes)
    except FAILURES as reason:
        print(reason)
        return 1


def _deploy(target: Target, stage: Stage, parameters: Mapping[str, str], *, yes: bool) -> int:
    print(f"Building for {stage.name}")
    here = stage is LOCAL
    built = cached_build() if here else build(ROOT / ".local" / "aws", dependencies=True)
    confirm = _Question(target, yes=yes)
    deployed = deploy(target, stage, built, parameters, confirm)
    if stage is not LOCAL:
        count = upload(target, deployed.state["WebBucket"], ROOT / "web" / "dist")
        print(f"{count} files of the web client are in {deployed.state['WebBucket']}.")
        domain = deploy_edge(target, stage, deployed, parameters, confirm)
        print(f"Point the host's name at {domain}." if domain else _NO_EDGE)
    print(f"{stage.name} is as this folder says." if confirm.was_called else "Nothing differs.")
    return 0


def _destroy(target: Target, stage: Stage, *, yes: bool) -> int:
    if stage.disposable and not yes and not _agreed(f"Delete the stacks of {stage.name}?"):
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
    Shows a change set and asks whether to apply it; with `yes`, does not ask.

    `was_called`: whether there was a change set to show.
    """

    def __init__(self, target: Target, *, yes: bool) -> None:
        self._target, self._yes, self.was_called = target, yes, False

    def __call__(self, change_set: ChangeSet) -> bool:
        self.was_called = True
        account = self._target.clients.make("sts").get_caller_identity()["Account"]
        print(f"\n{change_set.stack} in account {account}:")
        for line in change_set.lines():
            print(f"  {line}")
        return self._yes or _agreed(f"Change {change_set.stack}?")


def _agreed(question: str) -> bool:
    print(f"{question} [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


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
