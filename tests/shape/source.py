"""What the tests of shape ask of the source: its files, functions, classes and imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "tawthiq"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One source file: its path below src/, its lines and its syntax tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """Count the lines, blank ones too."""
        return len(self.text.splitlines())

    def functions(self) -> Iterator[Function]:
        """Yield functions and methods at any depth."""
        return (n for n in ast.walk(self.tree) if isinstance(n, Function))

    def classes(self) -> Iterator[ast.ClassDef]:
        """Yield classes at any depth."""
        return (n for n in ast.walk(self.tree) if isinstance(n, ast.ClassDef))


@cache
def modules() -> tuple[Module, ...]:
    """Read every Python file of the package once."""
    read = ((path, path.read_text(encoding="utf-8")) for path in sorted(SRC.rglob("*.py")))
    return tuple(
        Module(path.relative_to(SRC).as_posix(), text, ast.parse(text)) for path, text in read
    )


def length(function: Function) -> int:
    """Count the lines of a function, its docstring among them, decorators not."""
    return (function.end_lineno or 0) - function.lineno + 1


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield every absolute module name that `tree` imports, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield ("." * node.level + (node.module or ""), node.lineno)
