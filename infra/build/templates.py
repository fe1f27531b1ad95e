"""Reads CloudFormation templates from YAML as plain data, and writes them as JSON."""

import json
from pathlib import Path
from typing import Any

import yaml
from chalice.package import YAMLTemplateSerializer

Template = dict[str, Any]

INFRA = Path(__file__).resolve().parents[1]


class DuplicateKey(Exception):
    """A mapping has a key twice; YAML would silently use the second."""


def load(path: Path) -> Template:
    """
    Return a template file with `!Ref` and the like, and YAML aliases, written out.

    Raises:
        DuplicateKey: A mapping has a key twice; the message names it and its line.
    """
    text = path.read_text(encoding="utf-8")
    _refuse_doubles(yaml.compose(text, yaml.SafeLoader), path.name)
    read = YAMLTemplateSerializer().load_template(text, path.name)
    return json.loads(json.dumps(read))  # type: ignore[no-any-return]


def _refuse_doubles(node: yaml.Node | None, name: str) -> None:
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            _refuse_doubles(each, name)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise DuplicateKey(
                    f"{name}, line {key.start_mark.line + 1}: {key.value} stands twice."
                )
            seen.add(key.value)
            _refuse_doubles(value, name)


def state() -> Template:
    """Return the template of the state stack."""
    return load(INFRA / "state.yaml")


def dump(template: Template, path: Path) -> None:
    """Write a template as YAML without aliases, or as JSON, by the file's name."""
    text = json.dumps(template, indent=1)
    if path.suffix in {".yaml", ".yml"}:
        text = yaml.safe_dump(json.loads(text), sort_keys=False)
    path.write_text(text, encoding="utf-8")
