"""The walk of one item through the code is what really happens."""

import ast
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
from tests.shape.source import ROOT, SRC

from tawthiq.case.investigation import investigate

PAGE = (ROOT / "docs" / "explain" / "one-item.md").read_text("utf-8")
STEPS = re.findall(r"^\d+\. `([\w/]+\.py)` `([\w.]+)`", PAGE, re.MULTILINE)
REPORT = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[0]


@contextmanager
def calls_into_the_package() -> Iterator[list[tuple[str, str]]]:
    """Note each of our functions when it is first entered, as (file, qualified name)."""
    entered: dict[tuple[str, str], None] = {}
    root = f"{SRC}/"

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(root):
            entered.setdefault((code.co_filename.removeprefix(root), code.co_qualname))

    order: list[tuple[str, str]] = []
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield order
    finally:
        sys.setprofile(before)
        order.extend(entered)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Play the report of the page from file to dossier."""
    folder = tmp_path_factory.mktemp("walk")
    patch = pytest.MonkeyPatch()
    patch.setenv("TAWTHIQ_HOME", str(folder / "device"))
    report = folder / "report.txt"
    report.write_text(REPORT, "utf-8")
    with calls_into_the_package() as order:
        made = investigate([report], folder / "case", dated="2031-05-15")
    patch.undo()
    assert made.figures[-1].min == 12
    return order


class TestTheWalkIsTrue:
    """A newcomer who follows it finds each function where the page says."""

    def test_it_is_a_walk(self) -> None:
        """Long enough to reach the dossier, short enough to be read."""
        assert 15 <= len(STEPS) <= 40

    @pytest.mark.parametrize("step", STEPS, ids="-".join)
    def test_each_function_exists(self, step: tuple[str, str]) -> None:
        """In the file that is named."""
        file, name = step
        tree = ast.parse((SRC / file).read_text("utf-8"))
        names = {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
        assert set(name.split(".")) <= names

    def test_each_function_is_entered_in_this_order(self, walked: list[tuple[str, str]]) -> None:
        """Seen by Python itself while the job runs."""
        absent = [step for step in STEPS if step not in walked]
        assert not absent
        places = [walked.index(step) for step in STEPS]
        assert places == sorted(places)
