"""The budgets of shape: what a reader can hold in the head at once."""

import ast
import statistics

from tests.shape.source import length, modules


class TestSizesStaySmall:
    """Files, functions and classes fit their budgets."""

    def test_a_file_has_at_most_300_lines(self) -> None:
        """One idea, a few screens."""
        assert not [f"{m.name}: {m.lines}" for m in modules() if m.lines > 300]

    def test_a_function_has_at_most_60_lines(self) -> None:
        """What is longer hides a second function."""
        found = [
            f"{m.name}:{f.lineno} {f.name}: {length(f)}"
            for m in modules()
            for f in m.functions()
            if length(f) > 60
        ]
        assert not found

    def test_nine_functions_in_ten_have_at_most_25_lines(self) -> None:
        """Beauty is decided in the tail."""
        sizes = [length(f) for m in modules() for f in m.functions()]
        assert statistics.quantiles(sizes, n=10)[-1] <= 25

    def test_a_class_has_at_most_12_public_methods(self) -> None:
        """A class that can do more is two classes."""
        found = []
        for module in modules():
            for cls in module.classes():
                methods = [n for n in cls.body if isinstance(n, ast.FunctionDef)]
                public = [n.name for n in methods if not n.name.startswith("_")]
                if len(public) > 12:
                    found.append(f"{module.name}: {cls.name} has {len(public)}")
        assert not found


class TestEverythingIsSaid:
    """Names and annotations tell what a thing is."""

    def test_every_module_opens_with_its_own_sentence(self) -> None:
        """The first lines of all modules together are a map of the code."""
        first: dict[str, str] = {}
        wrong = []
        for module in modules():
            line = (ast.get_docstring(module.tree) or "").partition("\n")[0]
            if not line or line in first:
                wrong.append(f"{module.name}: {line or 'no docstring'} {first.get(line, '')}")
            first[line] = module.name
        assert not wrong

    def test_every_function_is_annotated(self) -> None:
        """Parameters and results, also of functions inside functions."""
        missing = []
        for module in modules():
            for function in module.functions():
                given = function.args
                everything = [*given.posonlyargs, *given.args, *given.kwonlyargs]
                everything += [a for a in (given.vararg, given.kwarg) if a]
                bare = [a.arg for a in everything if a.annotation is None]
                if function.returns is None or set(bare) - {"self", "cls"}:
                    missing.append(f"{module.name}:{function.lineno} {function.name}")
        assert not missing

    def test_no_name_is_a_shrug(self) -> None:
        """A class or module called Manager or utils has not been understood yet."""
        shrugs = ("manager", "helper", "util", "service", "handler", "processor", "common")
        names = [(m.name, m.name.rpartition("/")[2].removesuffix(".py")) for m in modules()]
        names += [(m.name, cls.name) for m in modules() for cls in m.classes()]
        ends = (*shrugs, *(f"{s}s" for s in shrugs), "Data", "Info")
        assert not [f"{at}: {n}" for at, n in names if n.lower().endswith(ends[:-2])]
        assert not [f"{at}: {n}" for at, n in names if n.endswith(ends[-2:])]
