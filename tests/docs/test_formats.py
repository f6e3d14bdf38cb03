"""The pages on formats say what the code does, and their examples do what they say."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.shape.source import ROOT

from tawthiq.ledger import sqlite
from tawthiq.record.entry import KINDS
from tawthiq.view import tables

FORMAT = ROOT / "docs" / "format"
PAGES = sorted(FORMAT.glob("*.md"))
EXAMPLE = re.compile(r"```bash\n(.*?)```\n+prints[^\n]*\n+```text\n(.*?)```", re.DOTALL)


def examples() -> list[tuple[str, str]]:
    """Return (commands, what they print) of all pages."""
    return [found for page in PAGES for found in EXAMPLE.findall(page.read_text("utf-8"))]


@pytest.mark.parametrize("number", range(2))
def test_examples_print_what_the_page_says(number: int, tmp_path: Path) -> None:
    """With bash and sha256sum alone."""
    assert len(examples()) == 2
    if shutil.which("bash") is None or shutil.which("sha256sum") is None:
        pytest.skip("needs bash and sha256sum")
    commands, prints = examples()[number]
    done = subprocess.run(
        ["bash", "-eu", "-c", commands], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == prints


def test_schema_kinds_and_tables_stand_in_the_pages() -> None:
    """What a page lists is what the code has."""
    ledger, views = ((FORMAT / f"{name}-1.md").read_text("utf-8") for name in ("ledger", "views"))
    assert sqlite.SCHEMA.strip() in ledger
    kinds = re.search(r"Kinds: `(.*?)`", ledger, re.DOTALL)
    assert kinds
    assert set(kinds[1].split()) == KINDS
    rows = re.findall(r"\| `(\w+)` \| ([\w, ]+) \| ([\w, ]+) \|", views)
    assert [row[0] for row in rows] == list(tables.KEYS)
    assert [row[2] for row in rows] == list(tables.KEYS.values())


def test_every_vector_file_is_named_by_a_page() -> None:
    """And every page that names one names one that is there."""
    text = "".join(page.read_text("utf-8") for page in PAGES)
    names = {path.name for path in (FORMAT / "vectors").glob("*.json")}
    named = {page for page in re.findall(r"([\w-]+\.json)", text) if page in names}
    named |= set(re.findall(r"vectors/([\w-]+\.json)", text))
    assert named == names
