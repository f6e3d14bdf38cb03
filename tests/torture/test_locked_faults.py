"""Faults while keys are made or wrapped anew: a case opens with one passphrase or the other."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ledger import made
from tests.torture.test_faults import FAULTS, MISSED, Program, points

from tawthiq.base.errors import Error, UsageError
from tawthiq.case.case import open_case
from tawthiq.case.opening import open_protected, unlock
from tawthiq.ledger import inspect

pytestmark = pytest.mark.needs("strace")
NEW = "nine herons above the weir"


def verb(*words: str) -> Program:
    """Return one verb of the command line; a word that begins with @ is a file of the place."""
    return Program(
        lambda place: [
            sys.executable, "-m", "tawthiq.cli",
            *(str(place / word[1:]) if word.startswith("@") else word for word in words),
        ],
        lambda _: [],
    )  # fmt: skip


def strikes(
    program: Program, start: Path, scratch: Path, where: list[tuple[str, int]],
    judge: Callable[[Path, int], list[str]],
) -> list[str]:  # fmt: skip
    """Run the program with each fault at each place; return what is wrong afterwards."""
    found, place = list[str](), scratch / "struck"
    for call, number in where:
        for fault in FAULTS:
            shutil.rmtree(place)
            shutil.copytree(start, place)
            inject = ("-o", "/dev/null", "-e", f"trace={call}")
            kill = "KILL" in fault
            done = program.run(
                place, *inject, "-e", f"inject={call}:{fault}:when={number}", quick=not kill
            )
            wrong = judge(place, done.returncode)
            if "Traceback" in done.stderr:
                wrong.append(done.stderr[-600:])
            if not kill and done.returncode not in (0, 3, 5):
                wrong.append(f"ended with {done.returncode}: {done.stderr[-300:]}")
            if kill and done.returncode not in (137, -9):
                wrong.append(MISSED)
            found += [f"{call} {number} {fault}: {each}" for each in wrong]
    return [each for each in found if not each.endswith(MISSED)]


def judge_rewrapped(place: Path, status: int) -> list[str]:
    """Say what is wrong with the keys of a case whose key for identities was being wrapped anew."""
    opens = []
    for phrase in (made.PASSPHRASE, NEW):
        try:
            opens.append(open_protected(place / "case", phrase) == b"p" * 32)
        except UsageError:
            opens.append(False)
    wrong = [] if opens in ([True, False], [False, True]) else [f"opens: {opens}"]
    wrong += ["the old one opens after all was well"] if status == 0 and opens[0] else []
    if unlock(place / "case", made.PASSPHRASE)[1] != b"c" * 32:
        wrong.append("the case does not open")
    seen = inspect.inspect(made.CaseFolder(place / "case"), {})
    return wrong + [f"{one.what}: {one.says}" for one in seen.found if one.level == "damaged"]


def judge_made(place: Path, status: int) -> list[str]:
    """Say what is wrong with a case that was being made: it is whole, or said not to be one."""
    root = place / "case"
    try:
        with open_case(root, passphrase=made.PASSPHRASE, home=place / "home") as case:
            found = case.keep.check().found
            return [f"{one.what}: {one.says}" for one in found if one.level != "note"]
    except Error as error:
        wrong = ["it was said to be made"] if status == 0 else []
        return wrong + ([] if error.code == "case.missing" else [f"{error.code} {error.message}"])


class TestWrappedAnew:
    """protect --new-passphrase-file."""

    @pytest.mark.parametrize(
        ("locked", "step"), [(True, 2), pytest.param(True, 1, marks=pytest.mark.torture)]
    )
    def test_calls(self, start: Path, scratch: Path, step: int) -> None:
        """At every second call below keys/, or at each: the old passphrase opens identities or the new one."""
        (start / "word").write_text(made.PASSPHRASE, "utf-8")
        (start / "new").write_text(NEW, "utf-8")
        program = verb(
            "protect", "--new-passphrase-file", "@new",
            "--passphrase-file", "@word", "--case", "@case",
        )  # fmt: skip
        where = points(program, start, scratch, "/case/keys")
        assert {call for call, _ in where} >= {"openat", "write", "fsync", "rename"}
        assert strikes(program, start, scratch, where[::step], judge_rewrapped) == []


class TestMade:
    """init of a locked case."""

    def swept(self, scratch: Path, share: slice) -> list[str]:
        """Make a case with faults at a share of the calls."""
        start = scratch / "start"
        start.mkdir()
        (start / "word").write_text(made.PASSPHRASE, "utf-8")
        program = verb("init", "@case", "--passphrase-file", "@word")
        where = points(program, start, scratch)
        assert len(where) > 30
        return strikes(program, start, scratch, where[share], judge_made)

    def test_some_calls(self, scratch: Path) -> None:
        """It is whole, or it is none and says so."""
        assert self.swept(scratch, slice(2, None, 24)) == []

    @pytest.mark.torture
    def test_every_call(self, scratch: Path) -> None:
        """All of them."""
        assert self.swept(scratch, slice(None)) == []
