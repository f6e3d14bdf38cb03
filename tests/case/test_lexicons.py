"""A case's own rules: they read, they are kept, and a rule that does not work is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.errors import Error, RefusedError, UsageError
from tawthiq.case.case import Case, init_case
from tawthiq.kit.lexicon.pack import digest_of, load_pack
from tawthiq.read.overlay import language_of, problems

FELLED = """
[[rule]]
id = "en.fell_villager"
class = "trigger"
event = "killing"
patient = "verb"
past = ["felled"]
example = "Nine villagers were felled in Tell Warda."
counter = "Nine villagers fell in Tell Warda."
"""
SAYS = "Nine villagers were felled in Tell Warda on 14 May 2031."


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a file with one rule."""
    path = tmp_path / "valley.toml"
    path.write_text(FELLED, "utf-8")
    return path


def new(tmp_path: Path, home: Path) -> Case:
    """Return a case that holds one note."""
    note = tmp_path / "note.txt"
    note.write_text(SAYS, "utf-8")
    case = init_case(tmp_path / "case", unlocked=True, home=home)
    case.preserve(note)
    return case


class TestOverlay:
    """An overlay reads what the shipped pack does not, and every claim says so."""

    def test_it_reads(self, tmp_path: Path, home: Path, rules: Path) -> None:
        """The same note: no figure without it, nine dead with it."""
        with new(tmp_path, home) as case:
            assert not any(claim.count for claim in case.read())
            added = case.read.lexicons.add(rules, "the valley's word for killing")
            assert (added.name, added.language, added.rules) == ("valley", "en", 1)
            claims = case.read()
            assert [claim.count[0].min for claim in claims] == [9]
            assert claims[0].count[0].rule
            packs = (load_pack("en", (FELLED,)), load_pack("ar"))
            assert claims[0].reader.rules_sha256 == digest_of(packs)
            assert digest_of(packs) != digest_of([load_pack("en"), load_pack("ar")])

    def test_it_is_kept_and_comes_off(self, tmp_path: Path, home: Path, rules: Path) -> None:
        """The document stays in the vault; dropped, it reads no more."""
        with new(tmp_path, home) as case:
            case.read.lexicons.add(rules, "needed")
            case.read.lexicons.drop("valley", "no longer")
            assert case.read.lexicons() == ()
            assert not any(claim.count for claim in case.read())
            with pytest.raises(UsageError):
                case.read.lexicons.drop("valley", "again")
        with Case(tmp_path / "case", home=home) as case:
            assert case.keep.check().status == 0

    def test_a_rule_that_does_not_work_is_refused(self, tmp_path: Path, home: Path) -> None:
        """Each failing example is a reason."""
        path = tmp_path / "dead.toml"
        path.write_text(FELLED.replace("villagers were felled", "trees were cut"), "utf-8")
        with new(tmp_path, home) as case, pytest.raises(RefusedError) as caught:
            case.read.lexicons.add(path, "needed")
        assert "does not fire" in caught.value.reasons[0]


class TestDocuments:
    """What is no lexicon is refused in one sentence."""

    @pytest.mark.parametrize(
        "document",
        [
            "",
            "rule = 3",
            "[[rule]]",
            "[[rule",
            FELLED.replace("en.", "fr."),
            FELLED.replace('"trigger"', '"magic"'),
            FELLED + FELLED.replace("en.fell", "ar.fell"),
            FELLED.replace('past = ["felled"]', "past = 5"),
            FELLED.replace('past = ["felled"]', "past = [5]"),
            FELLED.replace('event = "killing"', "event = [1]"),
            "x" * (1 << 21),
        ],
    )
    def test_broken(self, document: str) -> None:
        """Never a traceback: an error, or reasons."""
        try:
            assert problems(document)
        except UsageError as error:
            assert error.code in {"lexicon.overlay", "lexicon.rule"}  # noqa: PT017

    @given(st.text(max_size=200))
    def test_arbitrary(self, document: str) -> None:
        """Any text is answered."""
        with pytest.raises(Error):
            language_of(document)
