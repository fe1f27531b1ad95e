"""Checks the functions that AWS calls, as the app registers them."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import app as product

ROOT = Path(__file__).resolve().parents[2]
app = product.app


def _views():
    return {
        f"{verb} {path}": entry
        for path, verbs in app.routes.items()
        for verb, entry in verbs.items()
    }


def _registered(function):
    module, name = function.handler_string.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


def _is_wrapped(function):
    while function is not None:
        if hasattr(function, "__entrypoint__"):
            return True
        function = getattr(function, "func", None) or getattr(function, "_original_func", None)
    return False


def test_every_route_is_wrapped_by_the_entrypoint():
    assert not [
        name
        for name, entry in _views().items()
        if not hasattr(entry.view_function, "__entrypoint__")
    ]


def test_every_function_and_event_handler_is_wrapped_by_the_entrypoint():
    functions = {
        function.name: function for function in (*app.pure_lambda_functions, *app.event_sources)
    }
    assert not [
        name for name, function in functions.items() if not _is_wrapped(_registered(function))
    ]


def test_no_route_allows_other_origins():
    assert not [name for name, entry in _views().items() if entry.cors]


def test_each_function_imports_alone_without_credentials_or_network():
    modules = {
        function.handler_string.rsplit(".", 1)[0]
        for function in (*app.pure_lambda_functions, *app.event_sources)
    }
    bare = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "http_proxy": "http://127.0.0.1:1",
        "https_proxy": "http://127.0.0.1:1",
    }
    for module in sorted({"app", *modules}):
        process = subprocess.run(
            [sys.executable, "-c", f"import {module}"],
            env=bare,
            capture_output=True,
            text=True,
            check=False,
        )
        assert process.returncode == 0, process.stderr


def test_app_py_imports_only_chalice_and_handlers():
    lines = (ROOT / "app.py").read_text(encoding="utf-8").splitlines()
    imports = [line.split()[1] for line in lines if line.startswith(("import ", "from "))]
    assert {name.split(".")[0] for name in imports} <= {"typing", "chalice", "chalicelib"}
    ours = {name for name in imports if name.startswith("chalicelib")}
    handlers = {"chalicelib.messages.api", "chalicelib.visits.api"}
    assert ours == {"chalicelib.blueprints", "chalicelib.platform"} | handlers
