"""What the source of each of the package's modules says: the digest of its code, and what it imports.

Both are kept beside Python's own compiled modules, by the content of the source: to work them out for the whole
package takes longer than to plan all studies.
"""

import ast
import hashlib
import io
import sys
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path

from restudy.own_code import PACKAGE as OWN
from restudy.own_code import own_modules
from restudy.records import read_json, write_json

PACKAGE = "restudy"
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
KEPT_IN = "__pycache__/sources.json"
UNSEEN = {tokenize.COMMENT, tokenize.NL, tokenize.ENDMARKER}
# Told by their kind, since editors differ in the spaces and line ends that they are written with.
STRUCTURE = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
DOCSTRING = {tokenize.STRING, tokenize.NL, tokenize.NEWLINE}
# From Python 3.12 on, an f-string is many tokens.
F_STRING_START, F_STRING_END = (getattr(tokenize, f"FSTRING_{end}", None) for end in ("START", "END"))
# What another version of this module kept is of no use.
READER = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


@dataclass(frozen=True)
class Source:
    """One module.

    Attributes:
        digest: hexadecimal SHA-256 of its code, without comments and docstrings.
        imports: what it imports, wherever it does: modules, and what may be a module or a name in one; of other
            packages only a module of one's own tells.
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
        seen[content] = sources[_module(path.relative_to(folder))] = kept.get(content) or _read(text, (PACKAGE,))
    if seen.keys() - kept.keys():
        _keep(folder / KEPT_IN, seen)
    return sources


def read_own_sources() -> dict[str, Source]:
    """The same of each module in the folder `custom`, with all that it imports."""
    return {module: _read(path.read_bytes()) for module, path in own_modules().items()}


def distributions(sources: Iterable[Source]) -> dict[str, str]:
    """Name to public version of each distribution, neither this package nor Python itself, that modules import."""
    tops = {name.partition(".")[0] for source in sources for name in source.imports} - {PACKAGE, OWN}
    names = {name for top in tops for name in _installed().get(top, ())}
    # A local part such as +cpu says where it was built.
    return {name: version(name).partition("+")[0] for name in sorted(names)}


@cache
def _installed() -> Mapping[str, list[str]]:
    """Top-level module to its distributions; to read them takes a fifth of a second, and each cell asks."""
    return packages_distributions()


def _module(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join((PACKAGE, *(parts[:-1] if parts[-1] == "__init__" else parts)))


def _read(text: bytes, packages: Sequence[str] = ()) -> Source:
    """What a module's text says; of its imports those of some packages, or all of them."""
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    code = "\n".join(_code(text, {place for node in nodes if (place := _docstring(node))}))
    imports = [name for name in _imports(nodes) if not packages or name.split(".")[0] in packages]
    return Source(hashlib.sha256(code.encode()).hexdigest(), imports)


def _docstring(node: ast.AST) -> tuple[int, int] | None:
    """Line and column at which a node's docstring begins."""
    if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
        return node.body[0].lineno, node.body[0].col_offset
    return None


def _code(text: bytes, docstrings: set[tuple[int, int]]) -> Iterator[str]:
    """The parts of a module's text without comments, docstrings and the spaces between, which a formatter moves.

    Of the text itself, since syntax trees of the same text differ between versions of Python.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(text).readline)
    lines = io.TextIOWrapper(io.BytesIO(text), encoding).readlines()
    rest_of_docstring, starts = set[int](), list[tuple[int, int]]()
    for token in tokenize.generate_tokens(iter(lines).__next__):
        if token.start in docstrings or token.type in rest_of_docstring:
            rest_of_docstring = set() if token.type == tokenize.NEWLINE else DOCSTRING
        elif token.type == F_STRING_START:
            starts.append(token.start)
        elif token.type == F_STRING_END:
            start = starts.pop()
            if not starts:
                yield _between(lines, start, token.end)
        elif token.type in STRUCTURE:
            yield tokenize.tok_name[token.type]
        elif not (starts or token.type in UNSEEN):
            rest_of_docstring = set()
            yield token.string


def _between(lines: Sequence[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    """The text from one line, counted from 1, and column to others."""
    (first, left), (last, right) = start, end
    if first == last:
        return lines[first - 1][left:right]
    return "".join((lines[first - 1][left:], *lines[first : last - 1], lines[last - 1][:right]))


def _imports(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # Relative imports stand in the flat folder `custom` alone.
            module = ".".join(filter(None, [OWN if node.level else "", node.module]))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


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
