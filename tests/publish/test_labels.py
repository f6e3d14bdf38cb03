"""Words that a dossier shows come from label files, never from code or templates."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tawthiq.record.words import words

SOURCE = Path(__file__).parents[2] / "src" / "tawthiq"
TEMPLATES = SOURCE / "publish" / "templates"
KEY = re.compile(r"\b(?:t|say)\(\s*'([a-z_0-9.-]+)'")


class TestSamples:
    """A sample shows a label in use."""

    @pytest.mark.parametrize("lang", ["en", "ar"])
    def test_filled(self, lang: str) -> None:
        """No sample leaves a value open."""
        for key, label in words(lang).labels.items():
            assert not re.search(r"\{\w+\}", label.sample), key


class TestWordsComeFromLabels:
    """No page shows words that stand in code."""

    @pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
    def test_templates_hold_no_words(self, path: Path) -> None:
        """Without expressions, tags and comments a template has no letters left."""
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", text, flags=re.DOTALL)
        shown = re.findall(r"(?:aria-label|title|alt|placeholder)=\"([^\"]*)\"", text)
        left = re.sub(r"<[^>]*>", "", text)
        assert not re.search(r"[^\W\d_]", left), left
        assert not any(re.search(r"[^\W\d_]", words) for words in shown)

    @pytest.mark.parametrize(
        "path", sorted((SOURCE / "publish").glob("*.py")), ids=lambda p: p.name
    )
    def test_code_holds_no_sentences(self, path: Path) -> None:
        """String constants of several words are docstrings, errors, commands or patterns."""
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in sentences(tree):
            assert path.name in {"lint.py", "handcheck.py", "write.py"}, node.value

    @pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
    def test_keys_exist(self, path: Path) -> None:
        """Every label that a template names is in both files."""
        for key in KEY.findall(path.read_text(encoding="utf-8")):
            if not key.endswith("."):
                assert words("en").has(key), key
                assert words("ar").has(key), key


def sentences(tree: ast.Module) -> list[ast.Constant]:
    """Return string constants that read like words for people, docstrings left out."""
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    notes = {
        id(after.value)
        for node in ast.walk(tree)
        if hasattr(node, "body") and isinstance(node.body, list)
        for after in node.body
        if isinstance(after, ast.Expr)
    }
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and id(node) not in documented | notes
        and "<" not in node.value
        and re.search(r"[^\W\d_]{2,} [^\W\d_]{2,} [^\W\d_]{2,}", node.value)
    ]  # fmt: skip
