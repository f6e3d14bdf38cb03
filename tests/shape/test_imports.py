"""Who imports what: layers are held by import-linter, the rest here."""

import ast
import subprocess
import sys

from tests.shape.source import Module, imported, modules

# The one place that may load its own modules late: verbs of the command line.
LAZY = ("cli/main.py", "__init__.py")
# XML parsers expand entities and fetch. Where one runs, someone has looked, and says why.
XML = {"xml", "lxml", "plistlib"}
XML_READERS = {
    "preserve/text/page.py": "HTML, in the cage",
    "preserve/text/document.py": "docx, in the cage",
    "preserve/capture/notes.py": "link files of browsers, in the cage; plistlib refuses entities",
}


def inner_imports(module: Module) -> list[str]:
    """List imports of our own modules that stand inside functions."""
    return [
        f"{module.name}:{line} {name}"
        for function in module.functions()
        for name, line in imported(function)
        if name.startswith((".", "tawthiq"))
    ]


class TestImportsShowTheStructure:
    """What a module needs stands at its top."""

    def test_no_function_imports_our_own_modules(self) -> None:
        """A late import of our own is a knot that hides."""
        found = [f for m in modules() if m.name not in LAZY for f in inner_imports(m)]
        assert not found

    def test_imports_are_absolute(self) -> None:
        """A dot does not tell a reader which layer it reaches."""
        found = [
            f"{m.name}:{line}"
            for m in modules()
            for name, line in imported(m.tree)
            if name.startswith(".")
        ]
        assert not found

    def test_base_needs_the_standard_library_only(self) -> None:
        """The lowest layer can be read and trusted alone."""
        allowed = sys.stdlib_module_names | {"tawthiq"}
        found = [
            f"{m.name}:{line} {name}"
            for m in modules()
            if m.name.startswith("base/")
            for name, line in imported(m.tree)
            if name.partition(".")[0] not in allowed
        ]
        assert not found

    def test_xml_is_parsed_in_named_modules_only(self) -> None:
        """An XML parser in a new place is a hole until someone has looked."""
        found = {
            m.name
            for m in modules()
            for name, _ in imported(m.tree)
            if name.partition(".")[0] in XML
        }
        assert found <= set(XML_READERS)

    def test_no_clock_chance_or_environment_below_the_facade(self) -> None:
        """Pure cores are given the time and their seeds; one module asks the clock."""
        pure = ("base/", "record/", "count/")
        clock = "base/instant.py"
        banned = {"now", "utcnow", "today", "time", "time_ns", "getenv", "environ", "urandom"}
        found = [
            f"{m.name}:{node.lineno} {node.attr}"
            for m in modules()
            if m.name.startswith(pure) and m.name != clock
            for node in ast.walk(m.tree)
            if isinstance(node, ast.Attribute)
            and node.attr in banned
            and isinstance(node.value, ast.Name)
            and node.value.id in {"os", "time", "datetime", "date"}
        ]
        assert not found


class TestStartIsLight:
    """A notebook or a verb that needs little loads little."""

    def test_importing_the_package_adds_at_most_40_modules(self) -> None:
        """Counted in a fresh interpreter that reads no one's settings."""
        code = (
            "import sys; before = set(sys.modules); import tawthiq; "
            "print(*sorted(set(sys.modules) - before))"
        )
        done = subprocess.run(
            [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
        )
        added = done.stdout.split()
        assert len(added) <= 40
        assert not {"django", "numpy", "duckdb", "highspy"} & set(added)

    def test_the_root_offers_at_most_15_names(self) -> None:
        """What a notebook sees first fits one glance."""
        root = next(m for m in modules() if m.name == "__init__.py")
        lists = [
            n.value
            for n in root.tree.body
            if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "__all__"
        ]
        names = [e for value in lists for e in getattr(value, "elts", [])]
        assert len(names) <= 15
