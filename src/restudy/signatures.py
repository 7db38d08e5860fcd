"""Blocks made from the signatures of torch's classes, which are read from its source: importing torch takes seconds."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from types import CodeType
from typing import Annotated, Any, Literal, Optional, TypeVar, get_args, get_origin

from pydantic import Field, Strict, create_model, model_validator

from restudy.blocks import Family, NamedBlock

B = TypeVar("B", bound=NamedBlock)


class _Pair:
    """`tuple[...]` in an annotation; YAML has lists, which a strict tuple would refuse."""

    def __class_getitem__(cls, items: Any) -> Any:
        return Annotated[tuple[items], Strict(False)]


class _Numbers:
    """`Iterable[...]` in an annotation."""

    def __class_getitem__(cls, item: Any) -> Any:
        return list[item]


# What an annotation may name. A tensor stands beside numbers everywhere, and no file can hold one.
MEANINGS: dict[str, Any] = {
    **{kind.__name__: kind for kind in (float, int, bool, str, list)},
    "Tensor": float,
    "tuple": _Pair,
    "Iterable": _Numbers,
    "Literal": Literal,
    "Optional": Optional,
}
# What tests of arguments name besides them.
TESTED = {"isinstance": isinstance, "len": len, "all": all, "any": any, "float": float, "int": int, "list": list}


@dataclass(frozen=True)
class TorchClasses:
    """Classes of torch whose arguments are settings.

    Attributes:
        files: gives name, in small letters, to the class's name and its file below torch's folder; asked when needed.
        refused: names that cannot be given, each with why.
        described: type with its limits, and description, of arguments by name; taken where the type is torch's too.
        left_out: arguments that are no settings.
    """

    files: Callable[[], Mapping[str, tuple[str, str]]]
    refused: Mapping[str, str]
    described: Mapping[str, tuple[Any, str]]
    left_out: frozenset[str]


class TorchFamily(Family[B]):
    """A family whose blocks are made of torch's classes, beside those with a module of their own.

    Args:
        package: full name of the package that has the others' modules.
        base: the class that all blocks derive from.
        made: the class that torch's derive from; they count as part of its module.
        classes: torch's.
    """

    def __init__(self, package: str, base: type[B], made: type[B], classes: TorchClasses) -> None:
        super().__init__(package, base)
        self.made, self.classes = made, classes

    def built_in(self) -> list[str]:
        """The names of those that come with torch or the package, but for the refused ones."""
        return sorted({*super().built_in(), *self.classes.files()} - self.classes.refused.keys())

    def find(self, name: str) -> type[B] | None:
        """The block of this name; None where there is none.

        Raises:
            ValueError: it is one that cannot be given, with the reason.
        """
        if name in self.classes.refused:
            raise ValueError(f"{name} {self.classes.refused[name]}")
        return self._made(name) if name in self.classes.files() else super().find(name)

    @cache  # noqa: B019 - there is one of each family as long as the process lives
    def _made(self, name: str) -> type[B]:
        """A block with a key for each argument of a class that a file can hold."""
        title, file = self.classes.files()[name]
        fields: dict[str, Any] = {}
        for argument, annotation, default in _arguments(torch_folder() / file, title):
            ours = argument in self.classes.left_out or argument in self.made.model_fields
            kind = None if ours else _meaning(annotation)
            if kind is not None:
                limited, text = self.classes.described.get(argument, (kind, f"torch's argument {argument} of {title}."))
                same = kind is _unlimited(limited)
                fields[argument] = (limited if same else kind, Field(default, description=text, validate_default=True))
        accepted: dict[str, Any] = {
            "accepted": model_validator(mode="after")(partial(_accepted, torch_folder() / file, title))
        }
        return create_model(
            title,
            __base__=self.made,
            __module__=self.made.__module__,
            __doc__=f"torch's {title}.",
            __validators__=accepted,
            **fields,
        )


def _accepted(path: Path, title: str, block: B) -> B:
    """The block itself; ValueError where torch's class would refuse its values."""
    words = refusal(path, title, block.model_dump())
    if words:
        raise ValueError(words)
    return block


def torch_folder() -> Path:
    """The folder of the installed torch, which is not imported."""
    spec = find_spec("torch")
    assert spec and spec.origin
    return Path(spec.origin).parent


@cache
def parsed(path: Path) -> ast.Module:
    """A source file's syntax tree."""
    return ast.parse(path.read_bytes())


def _unlimited(kind: Any) -> Any:
    """The type itself, without `Annotated` and what it says of limits."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _arguments(path: Path, name: str) -> Iterator[tuple[str, ast.expr | None, Any]]:
    """Name, annotation and default of each argument; the default is `...` where there is none."""
    init = _init(path, name)
    arguments, keywords = init.args.args[1:], init.args.kwonlyargs
    defaults: Sequence[ast.expr | None] = init.args.defaults
    without = [None] * (len(arguments) - len(defaults))
    for argument, default in zip([*arguments, *keywords], [*without, *defaults, *init.args.kw_defaults], strict=True):
        yield argument.arg, argument.annotation, ... if default is None else _value(default)


def _init(path: Path, name: str) -> ast.FunctionDef:
    (kind,) = (node for node in parsed(path).body if isinstance(node, ast.ClassDef) and node.name == name)
    (init,) = (node for node in kind.body if isinstance(node, ast.FunctionDef) and node.name == "__init__")
    return init


def refusal(path: Path, name: str, values: Mapping[str, Any]) -> str | None:
    """What a class would say when it is made of these arguments; None where it says nothing.

    Its source is asked: the tests at the beginning of `__init__` after which it raises an error.

    Args:
        path: the source file.
        name: the class's name.
        values: its arguments by name; tests that need others are left out.
    """
    return _raised(_init(path, name).body, {**TESTED, **values})


def _raised(statements: Sequence[ast.stmt], names: Mapping[str, Any]) -> str | None:
    for statement in statements:
        if isinstance(statement, ast.Raise) and isinstance(statement.exc, ast.Call) and statement.exc.args:
            return str(_known(statement.exc.args[0], names) or "torch refuses it")
        if isinstance(statement, ast.If):
            holds = _known(statement.test, names)
            branch = [] if holds is None else statement.body if holds else statement.orelse
            found = _raised(branch, names)
            if found:
                return found
    return None


def _known(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """What an expression comes to; None where something in it is not known."""
    try:
        return _evaluated(node, names)
    except (NameError, AttributeError, TypeError, LookupError, ArithmeticError):
        return None


def _value(node: ast.expr) -> Any:
    """What an expression of numbers, such as `1.0 / 3`, comes to."""
    return _evaluated(node, {})


def _meaning(annotation: ast.expr | None) -> Any:
    """The type that an annotation means for a setting; None for what no file can hold, such as a function."""
    if annotation is None or {"Callable", "Optimizer"} & set(_names(annotation)):
        return None
    try:
        return _evaluated(annotation, MEANINGS)
    except (NameError, TypeError):
        return None


def _names(node: ast.expr) -> list[str]:
    return [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]


def _evaluated(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """An expression of torch's own source, in which nothing but `names` has a meaning."""
    return eval(_code(node), {"__builtins__": {}, **names})


@cache
def _code(node: ast.expr) -> CodeType:
    """What is evaluated for each cell of a plan is compiled once; the tree lives as long as the process."""
    return compile(ast.Expression(node), "torch", "eval")
