"""What decides a trial's content, as digests, and where and when it ran."""

import ast
import hashlib
import json
from collections.abc import Iterable
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
    texts = _reachable(roots)
    return digest({module: _stripped(texts[module]) for module in sorted(texts)})


def imported_modules(roots: Iterable[str]) -> set[str]:
    """The modules of this package that `roots` import, directly or not, wherever the import stands."""
    return set(_reachable(roots))


def _reachable(roots: Iterable[str]) -> dict[str, str]:
    """Module to its source; from the source alone, since importing a module to find its imports would import torch."""
    sources = _sources()
    found: dict[str, str] = {}
    pending = list(roots)
    while pending:
        module = pending.pop()
        if module in found:
            continue
        if module not in sources:
            raise ImportError(f"no source for module {module}")
        found[module] = sources[module].read_text(encoding="utf-8")
        pending += [name for name in _imported_names(found[module]) if name in sources]
        if "." in module:
            pending.append(module.rpartition(".")[0])
    return found


def _sources() -> dict[str, Path]:
    """Each module's file."""
    sources = {}
    for path in PACKAGE_FOLDER.rglob("*.py"):
        parts = path.relative_to(PACKAGE_FOLDER).with_suffix("").parts
        sources[".".join((PACKAGE, *(parts[:-1] if parts[-1] == "__init__" else parts)))] = path
    return sources


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


@cache
def _stripped(text: str) -> str:
    """Digest of a module's code without comments and docstrings."""
    return hashlib.sha256(ast.dump(_tree(text)).encode()).hexdigest()
