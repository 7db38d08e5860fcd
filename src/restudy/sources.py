"""What the source of each of the package's modules says: the digest of its code, and what it imports.

Both are kept beside Python's own compiled modules, by the content of the source: to work them out for the whole
package takes longer than to plan all studies.
"""

import ast
import hashlib
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from restudy.records import read_json, write_json

PACKAGE = "restudy"
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
KEPT_IN = "__pycache__/sources.json"
# What another version of this module kept is of no use.
READER = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


@dataclass(frozen=True)
class Source:
    """One module.

    Attributes:
        digest: hexadecimal SHA-256 of its code, without comments and docstrings.
        imports: what it imports of this package, wherever it does: modules, and what may be a module or a name in one.
    """

    digest: str
    imports: list[str]


@cache
def read_sources(folder: Path) -> dict[str, Source]:
    """Each module of the package in `folder`, by its full name; from the source alone, since importing takes long."""
    kept = _kept(folder / KEPT_IN)
    sources, seen = {}, {}
    for path in folder.rglob("*.py"):
        text = path.read_bytes()
        content = hashlib.sha256(text).hexdigest()
        seen[content] = sources[_module(path.relative_to(folder))] = kept.get(content) or _read(text)
    if seen.keys() - kept.keys():
        _keep(folder / KEPT_IN, seen)
    return sources


def _module(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join((PACKAGE, *(parts[:-1] if parts[-1] == "__init__" else parts)))


def _read(text: bytes) -> Source:
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    # From Python 3.12 on, what has no type parameters says so.
    dump = ast.dump(tree).replace(", type_params=[]", "")
    return Source(hashlib.sha256(dump.encode()).hexdigest(), list(_imports(nodes)))


def _imports(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from (name for name in names if name.split(".")[0] == PACKAGE)


def _kept(path: Path) -> dict[str, Source]:
    """Content to what it says; nothing where the file is missing, broken or of another version."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        content = read_json(path)
        if content["reader"] == READER:
            return {key: Source(**source) for key, source in content["sources"].items()}
    return {}


def _keep(path: Path, sources: dict[str, Source]) -> None:
    """Write the file for the next process, where the folder can be written to and compiled modules are wanted."""
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            write_json(path, {"reader": READER, "sources": {key: asdict(source) for key, source in sources.items()}})
