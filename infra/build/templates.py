"""Reads CloudFormation templates from YAML as plain data, and writes them as JSON."""

import json
from pathlib import Path
from typing import Any

import yaml
from chalice.package import YAMLTemplateSerializer

Template = dict[str, Any]

INFRA = Path(__file__).resolve().parents[1]


class DuplicateKey(Exception):
    """
    Raised when a YAML mapping contains a key twice.

    A YAML parser would silently use the second value.
    """


def load(path: Path) -> Template:
    """
    Return a template as plain data, with tags such as `!Ref` and aliases expanded.

    Raises:
        DuplicateKey: A mapping contains the same key twice; the error message names the
            key and its line.
    """
    text = path.read_text(encoding="utf-8")
    _refuse_duplicates(yaml.compose(text, yaml.SafeLoader), path.name)
    template = YAMLTemplateSerializer().load_template(text, path.name)
    return json.loads(json.dumps(template))  # type: ignore[no-any-return]


def _refuse_duplicates(node: yaml.Node | None, name: str) -> None:
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            _refuse_duplicates(each, name)
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if key.value in keys:
                raise DuplicateKey(
                    f"{name}, line {key.start_mark.line + 1}: {key.value} occurs twice."
                )
            keys.add(key.value)
            _refuse_duplicates(value, name)


def state() -> Template:
    """Return the template of the state stack."""
    return load(INFRA / "state.yaml")


def dump(template: Template, path: Path) -> None:
    """Write a template: as YAML if the path ends in .yaml or .yml, else as JSON."""
    text = json.dumps(template, indent=1)
    if path.suffix in {".yaml", ".yml"}:
        text = yaml.safe_dump(json.loads(text), sort_keys=False)
    path.write_text(text, encoding="utf-8")
