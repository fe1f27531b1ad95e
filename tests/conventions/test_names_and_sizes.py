"""
Checks that files and functions are small, and that names are specific.

Names such as `utils`, `helpers` and `misc` are refused.
"""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app.py", "chalicelib", "localstack", "bench", "tests", "infra", "docs")
LEFTOVERS = {
    "util",
    "utils",
    "helper",
    "helpers",
    "manager",
    "managers",
    "common",
    "base",
    "misc",
    "impl",
}
PARTICIPLES = {
    "asked",
    "done",
    "found",
    "given",
    "heard",
    "kept",
    "known",
    "made",
    "said",
    "shown",
    "told",
    "wanted",
}
KEY = re.compile(r"^[A-Z]{1,8}#|\}#[A-Z]")
SKIPPED = {"__pycache__", "node_modules"}
LONGEST_FUNCTION, LONGEST_FILE, LONGEST_APP = 50, 300, 60


def _files(*suffixes):
    python = [
        path
        for folder in FOLDERS
        for path in ([ROOT / folder] if (ROOT / folder).is_file() else (ROOT / folder).rglob("*"))
    ]
    web = [*(ROOT / "web" / "src").rglob("*"), *(ROOT / "web" / "tests").rglob("*")]
    return [
        path
        for path in (*python, *web)
        if path.suffix in suffixes
        and not (SKIPPED & set(path.parts) or path.name.endswith((".d.ts", ".generated.ts")))
    ]


def _words(name):
    return set(re.split(r"[-_.\s]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))


def _functions():
    for path in _files(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield path.relative_to(ROOT), node


def test_no_folder_is_for_leftovers():
    names = {
        part
        for path in _files(".py", ".ts", ".tsx")
        for part in path.relative_to(ROOT).with_suffix("").parts
    }
    assert not {name for name in names if _words(name) & LEFTOVERS}


def test_no_function_or_class_is_named_for_leftovers():
    assert not [
        f"{path}: {node.name}"
        for path, node in _functions()
        if _words(node.name) & (LEFTOVERS - {"base"})
    ]


def test_no_variable_or_attribute_is_named_with_a_bare_participle():
    """
    No variable or attribute has a bare participle, such as `found`, as its name.

    Loop variables and constants in capitals are not checked.
    """
    names = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {name}"
        for path in _files(".py")
        if path.relative_to(ROOT).parts[0] in {"chalicelib", "localstack"}
        for node, name in _assigned_names(path)
        if name in PARTICIPLES
    ]
    assert not names


def _assigned_names(path):
    """Yield node and name of each variable or attribute that is assigned."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        targets = {
            ast.Assign: lambda each: each.targets,
            ast.AnnAssign: lambda each: [each.target],
            ast.AugAssign: lambda each: [each.target],
            ast.NamedExpr: lambda each: [each.target],
            ast.withitem: lambda each: [each.optional_vars] if each.optional_vars else [],
        }.get(type(node), lambda _: [])(node)
        for target in targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Name | ast.Attribute) and isinstance(part.ctx, ast.Store):
                    yield part, part.id if isinstance(part, ast.Name) else part.attr


def test_no_function_is_longer_than_fifty_lines():
    long = [
        f"{path}: {node.name} has {node.end_lineno - node.lineno + 1}"
        for path, node in _functions()
        if not isinstance(node, ast.ClassDef)
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long


def test_no_file_is_longer_than_three_hundred_lines():
    lines = {
        path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines())
        for path in _files(".py", ".ts", ".tsx")
    }
    assert not {str(path): count for path, count in lines.items() if count > LONGEST_FILE}
    assert lines[Path("app.py")] <= LONGEST_APP


def test_init_files_are_empty():
    assert not [
        str(path)
        for path in _files(".py")
        if path.name == "__init__.py" and path.read_text(encoding="utf-8")
    ]


def test_database_keys_are_built_in_key_modules_only():
    allowed = {"keys.py", "key_parts.py", "partitions.py"}
    files = [path for path in (ROOT / "chalicelib").rglob("*.py") if path.name not in allowed]
    assert not [
        f"{path.relative_to(ROOT)}: {text}"
        for path in files
        for text in _texts(path)
        if KEY.search(text)
    ]


def _texts(path):
    """Yield a file's strings except docstrings; `{}` replaces values in f-strings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    formatted = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    pieces = {id(piece) for node in formatted for piece in node.values}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docs | pieces
        ):
            yield node.value
    for node in formatted:
        yield "".join(
            piece.value if isinstance(piece, ast.Constant) else "{}" for piece in node.values
        )
