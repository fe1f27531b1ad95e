"""Builds one template and one zip file, which AWS and the local cloud both use."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from infra.build import access, gateway_responses, machine, relays
from infra.build.templates import INFRA, Template, load
from infra.build.trim import trim

ROOT = Path(__file__).resolve().parents[2]
STAGE = "production"
# The folder in which Lambda unpacks a function.
TASK = "/var/task"
EPOCH, READABLE = (1980, 1, 1, 0, 0, 0), 0o644
FUNCTION = "AWS::Serverless::Function"
SOCKET_KINDS = {
    "AWS::ApiGatewayV2::Route",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Authorizer",
}


class BuildFailed(Exception):
    """Raised when the product cannot be packaged; the error message says why."""


@dataclass(frozen=True)
class Build:
    """
    Holds a built template, the zip file with the code, and the zip's SHA-256.

    The template refers to the zip file as `CodeUri: ./deployment.zip`.
    """

    template: Template
    zip: Path
    sha256: str


def build(out: Path, *, stage: str = STAGE, dependencies: bool = False) -> Build:
    """
    Package a copy of the sources into `out`, which is deleted first.

    If `dependencies` is True, the zip also contains the packages of `requirements.txt`,
    which Lambda needs. The local cloud's workers have these packages installed.

    Raises:
        BuildFailed: The stage is not in `.chalice/config.json`, Chalice fails or leaves
            a dependency out, or the app has a function that `infra/functions.yaml` does
            not list.
    """
    _check_stage(stage)
    shutil.rmtree(out, ignore_errors=True)
    source = _export(out / "source", dependencies=dependencies)
    access.write(source / "additions.yaml")
    _chalice(source, stage, out / "package")
    template = json.loads(json.dumps(load(out / "package" / "sam.yaml")))
    _check_functions(template)
    machine.add(template)
    relays.add(template)
    gateway_responses.add(template)
    redeploy_changed_sockets(template)
    archive = _archive(out / "package" / "deployment.zip")
    return Build(template, archive, hashlib.sha256(archive.read_bytes()).hexdigest())


def _check_stage(stage: str) -> None:
    stages = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))["stages"]
    if stage not in stages:
        message = (
            f"There is no stage {stage!r} in .chalice/config.json; it has {', '.join(stages)}."
        )
        raise BuildFailed(message)


def _export(target: Path, *, dependencies: bool) -> Path:
    skip = shutil.ignore_patterns("__pycache__", "*.pyc")
    target.mkdir(parents=True)
    shutil.copy(ROOT / "app.py", target)
    shutil.copytree(ROOT / "chalicelib", target / "chalicelib", ignore=skip)
    shutil.copytree(
        ROOT / ".chalice", target / ".chalice", ignore=shutil.ignore_patterns("deploy*")
    )
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8") if dependencies else ""
    (target / "requirements.txt").write_text(requirements, encoding="utf-8")
    return target


def _chalice(source: Path, stage: str, out: Path) -> None:
    chalice = str(Path(sys.executable).with_name("chalice"))
    command = [chalice, "package", "--stage", stage, "--merge-template", "additions.yaml"]
    environment = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1", "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [*command, str(out)],
        cwd=source,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    output = run.stdout + run.stderr
    if run.returncode or "Could not install dependencies" in output:
        message = f"chalice package failed:\n{output}"
        raise BuildFailed(message)


def _archive(package: Path) -> Path:
    """Return a reproducible archive that includes compiled code."""
    unpacked, archive = package.with_name("functions"), package.with_name("functions.zip")
    with ZipFile(package) as source:
        source.extractall(unpacked)
    trim(unpacked)
    _compile(unpacked)
    with ZipFile(archive, "w") as target:
        for path in sorted(path for path in unpacked.rglob("*") if path.is_file()):
            entry = ZipInfo(str(path.relative_to(unpacked)), EPOCH)
            entry.external_attr = READABLE << 16
            target.writestr(entry, path.read_bytes(), ZIP_DEFLATED)
    return archive


def _compile(folder: Path) -> None:
    """
    Compile the code to bytecode, because Lambda functions cannot write bytecode.

    The code is compiled in a new process, because bytecode depends on the strings that a
    process has already interned. All files in the archive have the same date, so the date
    cannot show whether the bytecode fits the source. The bytecode is therefore marked as
    unchecked: Python does not compare it with the source.
    """
    command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    run = subprocess.run(
        [*command, "-s", str(folder), "-p", TASK, str(folder)],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise BuildFailed(f"The code does not compile:\n{run.stdout}{run.stderr}")


def _check_functions(template: Template) -> None:
    resources = template["Resources"]
    functions = {name for name, resource in resources.items() if resource.get("Type") == FUNCTION}
    entries = set(load(INFRA / "functions.yaml"))
    if unlisted := sorted(functions - entries):
        raise BuildFailed(
            f"infra/functions.yaml does not say what these may do: {', '.join(unlisted)}."
        )
    for name in entries - functions:
        for addition in access.names(name):
            resources.pop(addition, None)


def redeploy_changed_sockets(template: Template) -> None:
    """
    Name the socket API's deployment after a hash of its routes.

    When the routes change, the new name makes CloudFormation create a new deployment.
    Without a new deployment, API Gateway would not serve the changed routes.
    """
    resources = template["Resources"]
    if "WebsocketAPIDeployment" not in resources:
        return
    parts = {
        name: resource
        for name, resource in sorted(resources.items())
        if resource["Type"] in SOCKET_KINDS
    }
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:10]
    resources[f"WebsocketAPIDeployment{digest}"] = resources.pop("WebsocketAPIDeployment")
    resources["WebsocketAPIStage"]["Properties"]["DeploymentId"] = {
        "Ref": f"WebsocketAPIDeployment{digest}"
    }
