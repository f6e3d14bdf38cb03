"""The page on threats promises nothing that no test holds up."""

import ast
import re
from functools import cache

import pytest
from tests.shape.source import ROOT

PAGE = ROOT / "docs" / "threat-model.md"
PARTS = ("Gives away", "Keeps", "Not promised")
PREFACE = {"How to read this page", "Who uses it", "What is worth protecting",
           "What is assumed of the machine", "Who may want it"}  # fmt: skip
SCENES = (
    "stolen laptop", "stick, a backup", "malicious document", "member", "public dossier", "package",
    "court order", "sync peer", "lost passphrase", "release", "witness's name", "machine that fails",
)  # fmt: skip
IDS = re.compile(r"\[T: ([^\]]*)\]")
ID = re.compile(r"(tests/[\w/]+\.py)((?:::\w+)+)")
SEVERAL = re.compile(r"[.!?]\s+\S")


def sections(text: str, mark: str) -> dict[str, str]:
    """Return heading -> text of the sections that begin with this many hashes."""
    parts = re.split(rf"(?m)^{mark} (.+)$", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def scenes(text: str) -> dict[str, dict[str, str]]:
    """Return the scenes, each with its parts."""
    found = sections(text, "##")
    return {name: sections(body, "###") for name, body in found.items() if name not in PREFACE}


def statements(part: str) -> list[tuple[str, list[str]]]:
    """Return each sentence of a part with its ids; what follows the last ids is a sentence too."""
    pieces = IDS.split(" ".join(part.split()))
    said = [piece.strip(" -*") for piece in pieces[::2]]
    ids = [[one.strip() for one in piece.split(",")] for piece in pieces[1::2]]
    return [(words, named) for words, named in zip(said, [*ids, []], strict=True) if words or named]


def faults(text: str) -> list[str]:
    """Return what is wrong with a page, sentence by sentence."""
    wrong = []
    for scene, parts in scenes(text).items():
        if tuple(parts) != PARTS:
            wrong.append(f"{scene}: its parts are {tuple(parts)}")
        if not statements(parts.get("Keeps", "")):
            wrong.append(f"{scene}: promises nothing")
        for words, ids in statements(parts.get("Keeps", "")):
            if not ids or SEVERAL.search(words) or not words.endswith("."):
                wrong.append(f"{scene}: no test for {words!r}")
        if IDS.search(parts.get("Not promised", "")):
            wrong.append(f"{scene}: a test for what is not promised")
    wrong += [f"no such test: {one}" for one in named(text) if not exists(one)]
    return wrong


def named(text: str) -> list[str]:
    """Return all ids of a page."""
    return [
        one.strip() for found in IDS.findall(" ".join(text.split())) for one in found.split(",")
    ]


@cache
def collected(path: str) -> frozenset[str]:
    """Return the tests in a file as pytest names them: functions, and those of classes."""
    file = ROOT / path
    if not file.is_file() or not file.name.startswith("test_"):
        return frozenset()
    found = set()
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            found.add(f"::{node.name}")
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            found |= {
                f"::{node.name}::{inner.name}" for inner in node.body
                if isinstance(inner, ast.FunctionDef) and inner.name.startswith("test")
            }  # fmt: skip
    return frozenset(found)


def exists(one: str) -> bool:
    """Whether an id has the form and is that of a test."""
    match = ID.fullmatch(one)
    return match is not None and match[2] in collected(match[1])


class TestThePage:
    """Every sentence that promises something ends with the tests that fail where it is false."""

    def test_every_promise_has_a_test(self) -> None:
        """In every scene, sentence by sentence; and every id is a test's."""
        assert faults(PAGE.read_text("utf-8")) == []

    def test_no_scene_is_left_out(self) -> None:
        """The scenes that a person asks about are there, and nothing stands beside them."""
        text = PAGE.read_text("utf-8")
        titles = " ".join(scenes(text)).lower()
        assert [scene for scene in SCENES if scene not in titles] == []
        assert set(sections(text, "##")) >= PREFACE
        assert sum(len(statements(parts["Keeps"])) for parts in scenes(text).values()) > 60

    def test_it_says_what_nobody_can_promise(self) -> None:
        """The limits that no program lifts are named."""
        limits = " ".join(" ".join(p["Not promised"].split()) for p in scenes(
            PAGE.read_text("utf-8")).values()).lower()  # fmt: skip
        for word in ("swap", "hibernat", "ssd", "traffic", "two people at once", "true",
                     "under someone else's control", "shell's history", "screenshot"):  # fmt: skip
            assert word in limits, word


class TestTheTestBites:
    """A page that promises more than is tested does not pass."""

    GOOD = (
        "## A scene\n\n### Gives away\n\n- Sizes.\n\n### Keeps\n\n- Names.\n"
        "  [T: tests/docs/test_threat_model.py::TestTheTestBites::test_good]\n\n"
        "### Not promised\n\n- More.\n"
    )

    def test_good(self) -> None:
        """What is right passes."""
        assert faults(self.GOOD) == []

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("test_good", "test_gone"),
            ("TestTheTestBites::", ""),
            ("tests/docs", "tests/nowhere"),
            ("Names.", "Names. Places too."),
            ("\n\n### Not", "\n- Places.\n\n### Not"),
            ("- Names.\n", ""),
            ("### Keeps", "### Keeps it"),
            ("More.", "More. [T: tests/docs/test_threat_model.py::x]"),
            ("[T: tests/docs/test_threat_model.py::TestTheTestBites::test_good]", ""),
        ],
    )
    def test_bad(self, old: str, new: str) -> None:
        """A test that is gone, a second sentence in one breath, a sentence without a test."""
        assert old in self.GOOD
        assert faults(self.GOOD.replace(old, new)) != []
