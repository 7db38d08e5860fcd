"""A user's own blocks: the modules of the folder `custom` beside params.yaml, imported as the package `custom`."""

import ast
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module, invalidate_caches
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

from restudy.errors import UserError

PACKAGE = "custom"
_LEFT_OUT = set[str]()


def own_folder() -> Path:
    """The folder `custom` in the working folder, which is the one with params.yaml."""
    return Path.cwd() / PACKAGE


def own_modules() -> dict[str, Path]:
    """Full name to file of each module in the folder."""
    modules = {f"{PACKAGE}.{path.stem}": path for path in sorted(own_folder().glob("[!_]*.py"))}
    return {module: path for module, path in modules.items() if module not in _LEFT_OUT}


@contextmanager
def leaving_out(modules: Iterable[str]) -> Iterator[None]:
    """Let the folder be without these modules, so that others are looked at though these have mistakes."""
    before = {*_LEFT_OUT}
    _LEFT_OUT.update(modules)
    try:
        yield
    finally:
        _LEFT_OUT.intersection_update(before)


def own_mistakes() -> Iterator[tuple[str, str]]:
    """Each module in the folder that cannot be imported, and a line that says why."""
    for module, path in own_modules().items():
        try:
            _tree(path)
            _imported(module)
        except UserError as error:
            yield module, str(error)


def own_classes(base: type, name: str | None = None) -> Iterator[tuple[str, type]]:
    """Name and class of each class in the folder that is of kind `base`; a name is `custom.` and small letters.

    Args:
        base: what the classes derive from.
        name: leave out classes of other names; modules that have none of this name are not imported.

    Raises:
        UserError: a module has a mistake.
    """
    for module, path in own_modules().items():
        titles = [node.name for node in _tree(path).body if isinstance(node, ast.ClassDef)]
        found = {title: f"{PACKAGE}.{title.lower()}" for title in titles if not title.startswith("_")}
        if any(name in (None, each) for each in found.values()):
            content = _imported(module)
            for key, each in found.items():
                candidate = getattr(content, key)
                if name in (None, each) and isinstance(candidate, type) and issubclass(candidate, base):
                    yield each, candidate


def _tree(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes())
    except (SyntaxError, ValueError) as error:
        raise UserError(f"{_place(path, getattr(error, 'lineno', None))}: {_text(error)}") from None


def _imported(module: str) -> ModuleType:
    """Import a module of the folder, which may import its siblings as `custom.NAME`."""
    _open(own_folder())
    try:
        return import_module(module)
    except Exception as error:
        raise UserError(_complaint(error, own_modules()[module])) from None


def _open(folder: Path) -> None:
    """Let `custom` be this folder's modules, also where another folder's were imported before."""
    package = sys.modules.get(PACKAGE)
    if package is None or list(package.__path__) != [str(folder)]:
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]
        spec = ModuleSpec(PACKAGE, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        sys.modules[PACKAGE] = module_from_spec(spec)
        invalidate_caches()


def _complaint(error: Exception, path: Path) -> str:
    """File and line of the last statement in the folder that the mistake came through."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_place(Path(error.filename), error.lineno)}: {_text(error)}"
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).parent == path.parent
    ]
    where = _place(Path(frames[-1].filename), frames[-1].lineno) if frames else _place(path, None)
    return f"{where}: {_text(error)}"


def _place(path: Path, line: int | None) -> str:
    return f"{PACKAGE}/{path.name}" + (f":{line}" if line else "")


def _text(error: Exception) -> str:
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {' '.join(message.split())}"
