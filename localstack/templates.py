"""CloudFormation templates as plain data: read from YAML with its short intrinsics, written as JSON."""

import json
from pathlib import Path
from typing import Any

import yaml
from chalice.package import YAMLTemplateSerializer

Template = dict[str, Any]

INFRA = Path(__file__).resolve().parent.parent / "infra"


def load(path: Path) -> Template:
    """A template file, with `!Ref` and the like spelt out and YAML aliases written out."""
    read = YAMLTemplateSerializer().load_template(path.read_text(encoding="utf-8"), path.name)
    return json.loads(json.dumps(read))  # type: ignore[no-any-return]


def state() -> Template:
    """The stateful half, as it is deployed everywhere."""
    return load(INFRA / "state.yaml")


def dump(template: Template, path: Path) -> None:
    """Write for a tool that wants a file: JSON, or YAML without aliases where the name says so."""
    text = json.dumps(template, indent=1)
    if path.suffix in {".yaml", ".yml"}:
        text = yaml.safe_dump(json.loads(text), sort_keys=False)
    path.write_text(text, encoding="utf-8")
