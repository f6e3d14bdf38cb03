"""Labels: one file per language, the same keys and blanks, each with a note and a sample."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tawthiq.record.words import CATEGORIES, LANGS, plural, words

SOURCE = Path(__file__).parents[2] / "src" / "tawthiq"
TEMPLATES = SOURCE / "publish" / "templates"
BLANK = re.compile(r"\{(\w+)\}")
KEY = re.compile(r"\b(?:t|say)\(\s*'([a-z_0-9.-]+)'")


def blanks(key: str, lang: str) -> set[str]:
    """Return the names of the values that a label takes."""
    label = words(lang).labels[key]
    return {name for text in label.forms.values() for name in BLANK.findall(text)}


class TestBothLanguagesSayTheSame:
    """What one language can say the other can say, with the same values."""

    def test_keys(self) -> None:
        """The files hold the same labels in the same order."""
        assert list(words("en").labels) == list(words("ar").labels)

    def test_blanks(self) -> None:
        """A label takes the same values in both languages; a plural form may leave {n} out."""
        for key in words("en").labels:
            assert blanks(key, "en") - {"n"} == blanks(key, "ar") - {"n"}, key

    @pytest.mark.parametrize("lang", LANGS)
    def test_note_and_sample(self, lang: str) -> None:
        """Every label tells a translator where it stands and shows it in use."""
        for key, label in words(lang).labels.items():
            assert label.note.strip(), key
            assert label.sample.strip(), key
            assert not BLANK.search(label.sample), key

    def test_lists(self) -> None:
        """Both languages have the lists that masks and lint read."""
        assert set(words("en").lists) == set(words("ar").lists)


class TestPlurals:
    """Numbers take the form that the language demands (CLDR)."""

    @pytest.mark.parametrize(
        ("n", "category"),
        [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (110, "few"), (11, "many"),
         (1001, "other"), (100, "other"), (102, "other"), (99, "many")],
    )  # fmt: skip
    def test_arabic(self, n: int, category: str) -> None:
        """Arabic has six forms."""
        assert plural("ar", n) == category
        assert category in CATEGORIES

    def test_english(self) -> None:
        """English has two."""
        assert words("en").say("people", 1) == "1 person"
        assert words("en").say("people", 1001) == "1,001 people"


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
