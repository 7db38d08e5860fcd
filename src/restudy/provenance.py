"""What decides a trial's content, as digests, and where and when it ran."""

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = "restudy"
PACKAGE_FOLDER = Path(__file__).parent
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def digest(value: Any) -> str:
    """Hexadecimal SHA-256 of a value's canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def code_digest(roots: Iterable[str]) -> str:
    """Digest of the package's modules that `roots` can import, comments and docstrings left out."""
    return digest({module: _stripped(_text(module)) for module in sorted(imported_modules(roots))})


def imported_modules(roots: Iterable[str]) -> set[str]:
    """The modules of this package that `roots` import, directly or not, wherever the import stands.

    Read from the source alone: importing a module to find its imports would import torch.
    """
    found: set[str] = set()
    pending = list(roots)
    while pending:
        module = pending.pop()
        if module not in found:
            found.add(module)
            pending.extend(_imports(module))
            if "." in module:
                pending.append(module.rpartition(".")[0])
    return found


def _source(module: str) -> Path | None:
    place = PACKAGE_FOLDER.joinpath(*module.split(".")[1:])
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def _imports(module: str) -> Iterator[str]:
    for name in _imported_names(_text(module)):
        if _source(name):
            yield name


@cache
def _tree(text: str) -> ast.Module:
    """A module's code without comments and docstrings."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return tree


@cache
def _imported_names(text: str) -> tuple[str, ...]:
    """What a module's code imports of this package: modules, and what may be a module or a name in one."""
    names: list[str] = []
    for node in ast.walk(_tree(text)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(name for name in names if _is_ours(name))


def _is_ours(module: str) -> bool:
    return module.split(".")[0] == PACKAGE


def _text(module: str) -> str:
    path = _source(module)
    if path is None:
        raise ImportError(f"no source for module {module}")
    return path.read_text(encoding="utf-8")


@cache
def _stripped(text: str) -> str:
    """Digest of a module's code without comments and docstrings."""
    return hashlib.sha256(ast.dump(_tree(text)).encode()).hexdigest()
