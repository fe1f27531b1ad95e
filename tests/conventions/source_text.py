"""Reads comments, docstrings and names from the repository's files."""

import ast
import io
import re
import subprocess
import tokenize
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATEMENT_STARTS = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
SCRIPT_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w'\"`])//[^\n]*", re.DOTALL)
SCRIPT_STRING = re.compile(
    r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`|>[^<>{}]*<"
)
IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@cache
def repository():
    """Return the paths of all files that git does not ignore, relative to the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return dict.fromkeys(name for name in names.splitlines() if (ROOT / name).is_file())


@cache
def text_of(name):
    """Return the text of one file."""
    return (ROOT / name).read_text(encoding="utf-8")


def sources(*suffixes):
    """Yield the name and the text of each file with one of these suffixes."""
    for name in repository():
        if Path(name).suffix in suffixes or (Path(name).name == "Makefile" and ".md" in suffixes):
            yield name, text_of(name)


def files_in(folder, *suffixes):
    """
    Return the names of the folder's files that have one of these suffixes.

    If `folder` is itself a file, the result can contain only that file.
    """
    inside = (name for name in repository() if name == folder or name.startswith(f"{folder}/"))
    return [name for name in inside if Path(name).suffix in suffixes]


def folders():
    """
    Return the folders that the convention tests check one by one.

    If a top-level folder is divided into subjects, the result contains the folder of
    each subject. Any other top-level folder is in the result as a whole.
    """
    depths = {"app.py": 1, "bench": 1, "chalicelib": 2, "docs": 1, "infra": 1, "localstack": 1}
    depths |= {"tests": 2, "web/src": 3}
    return sorted(
        {
            "/".join(name.split("/")[:depth])
            for top, depth in depths.items()
            for name in files_in(top, ".py", ".ts", ".tsx")
        }
    )


def comments(name, text):
    """
    Yield the line number and the text of each comment and docstring.

    The line number is that of the first line.
    """
    if name.endswith(".py"):
        yield from python_comments(text)
    else:
        for match in SCRIPT_COMMENT.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, match[0]


def python_comments(text):
    """Yield the first line's number and the text of each Python comment and docstring."""
    before = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        is_docstring = token.type == tokenize.STRING and before in STATEMENT_STARTS
        if is_docstring or token.type == tokenize.COMMENT:
            yield token.start[0], token.string
        if token.type not in {tokenize.NL, tokenize.COMMENT}:
            before = token.type


def docstrings(name):
    """Yield the line number and the text of each docstring in a Python file."""
    for node in ast.walk(ast.parse(text_of(name))):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            yield node.body[0].lineno, ast.get_docstring(node)


def identifiers(name, text):
    """Yield the line number and the name of each identifier in Python code."""
    if name.endswith(".py"):
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NAME:
                yield token.start[0], token.string
        return
    for pattern in (SCRIPT_COMMENT, SCRIPT_STRING):
        text = pattern.sub(lambda match: "\n" * match[0].count("\n"), text)
    for number, line in enumerate(text.splitlines(), 1):
        yield from ((number, word) for word in IDENTIFIER.findall(line))


def words_of(identifier):
    """Return the lower-case words of a name in snake case or camel case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", identifier)
    return [word for word in re.split(r"[\W_]+", spaced.lower()) if word]
