"""Labelled texts and the sheet on which a reading of them is scored.

The labels are explained in `sets/texts_en.toml`.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tawthiq.read.reader import fired, read_claims
from tawthiq.record.claim import Claim

SETS: Final = Path(__file__).with_name("sets")
DATED: Final = "2031-05-20"
# killed: the new dead of the whole text; dead: figures of the dead; figure: all of harm.
FIGURES: Final = ("killed", "dead", "figure", "event", "polarity")
LEAVES: Final = ("status", "chain", "place", "time", "doers", "who")
FIELDS: Final = (*FIGURES, *LEAVES)


@dataclass(frozen=True)
class Text:
    """One labelled text. `dead` is (least, greatest), -1 open, one number: only the least."""

    name: str
    language: str
    half: str
    voice: str
    traps: tuple[str, ...]
    text: str
    dated: str | None
    dead: tuple[int, ...]
    labels: tuple[Mapping[str, Any], ...]


@dataclass
class Tally:
    """Hits, what the reader claimed and what the labels hold, by field."""

    hits: Counter[str] = field(default_factory=Counter)
    claimed: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)

    def note(self, name: str, *, labelled: bool, claimed: bool, hit: bool) -> None:
        """Count one comparison of one field."""
        self.labelled[name] += labelled
        self.claimed[name] += claimed
        self.hits[name] += hit

    def add(self, other: "Tally") -> None:
        """Add the counts of another tally."""
        self.hits.update(other.hits)
        self.claimed.update(other.claimed)
        self.labelled.update(other.labelled)

    def rates(self, name: str) -> tuple[float, float, float]:
        """Return precision, recall and F1 of a field; 1 where there was nothing to find."""
        hits, claimed, labelled = self.hits[name], self.claimed[name], self.labelled[name]
        precision = hits / claimed if claimed else 1.0
        recall = hits / labelled if labelled else 1.0
        both = claimed + labelled
        return precision, recall, 2 * hits / both if both else 1.0


@dataclass
class Result:
    """How one text was read: its tally, its false figures, its rules, what went wrong.

    `figures` lists (rule of the count, right) of every figure claimed; `wrong` names the
    fields that were missed, for texts that may be looked at.
    """

    text: Text
    tally: Tally = field(default_factory=Tally)
    false: list[str] = field(default_factory=list)
    figures: list[tuple[str, bool]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def figures_right(self) -> bool:
        """Say whether every figure was found, none invented, and the dead add up."""
        return not self.false and not any(w.split(" ")[0] in _WRONG for w in self.wrong)


_WRONG: Final = frozenset({"figure", "killed", "missed"})


def load(language: str) -> list[Text]:
    """Return the labelled texts of a language."""
    table = tomllib.loads((SETS / f"texts_{language}.toml").read_text("utf-8"))
    return [_text(row, language, number) for number, row in enumerate(table["text"], 1)]


def traps() -> Mapping[str, list[str]]:
    """Return the names of the traps by what they are about."""
    return tomllib.loads((SETS / "traps.toml").read_text("utf-8"))


def _text(row: Mapping[str, Any], language: str, number: int) -> Text:
    return Text(
        f"{language}{number:02d}",
        language,
        row["half"],
        row["voice"],
        tuple(row["trap"]),
        row["text"],
        row.get("dated", DATED) or None,
        tuple(row.get("dead", ())),
        tuple(row["claims"]),
    )


def read(text: Text) -> tuple[Claim, ...]:
    """Return the claims of a labelled text."""
    return read_claims(text.text, item=text.name, dated=text.dated, country=None)


def rules_of(text: Text) -> frozenset[str]:
    """Return the rules that had a part in reading a text."""
    return fired(text.text, language=text.language, dated=text.dated)
