"""Arabic notes, posts and witness words: from text to numbers, places, days, sources, doers."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.read.labelled import HARM

from tawthiq.count.killed import killed_in
from tawthiq.read.reader import read_claims
from tawthiq.record.claim import Claim

NOTES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("notes_ar.toml").read_text(encoding="utf-8")
)["note"]
TUNED = [note for note in NOTES if not note.get("held")]
HELD = [note for note in NOTES if note.get("held")]
DEAD = frozenset({"killing", "execution", "bodies_found"})


def read(text: str) -> list[Claim]:
    """Return the claims of a note that give a figure of harm."""
    claims = read_claims(text, item="note", dated="2031-05-20", country=None)
    return [c for c in claims if c.event in HARM and c.count and c.count[0].binds != "context"]


def is_exact(note: dict[str, Any]) -> bool:
    """Say whether least and greatest number of the dead of a note are read as labelled."""
    claims = read_claims(note["text"], item="note", dated="2031-05-20", country=None)
    least, most = killed_in(claims)
    wanted = note["dead"]
    return least == wanted[0] and wanted[1:] in ([], [-1 if most is None else most])


def fields(claims: list[Claim]) -> dict[str, set[str]]:
    """Return place, day, source and doers of the first figure of the dead, else of harm."""
    dead = [claim for claim in claims if claim.event in DEAD]
    if not claims:
        return {}
    first = (dead or claims)[0]
    root = first.root
    return {
        "place": {place.name for place in first.place},
        "day": {when.from_ or "" for when in first.time[:1]},
        "source": {root.name} if root is not None and root.name else set(),
        "doers": {doer.name for doer in first.perpetrator},
    }


def is_right(name: str, wanted: list[str], got: set[str]) -> bool:
    """Say whether a field is as labelled; of nested places the finest one is enough."""
    if name == "place":
        return bool(got) and got <= set(wanted) and wanted[0] in got
    return got == set(wanted)


def recall(name: str, notes: list[dict[str, Any]]) -> float:
    """Return the share of labelled fields that are read right."""
    tally: Counter[bool] = Counter()
    for note in notes:
        if name in note:
            got = fields(read(note["text"])).get(name, set())
            tally[is_right(name, note[name].split(","), got)] += 1
    return tally[True] / max(tally.total(), 1)


class TestArabicNotes:
    """Most Arabic notes give exactly what a careful person reads in them."""

    def test_there_are_enough(self) -> None:
        """The set is large enough to mean something, with a part held out."""
        assert len(TUNED) >= 50
        assert len(HELD) >= 30

    def test_figures_are_exact(self) -> None:
        """Least and greatest number of the dead together."""
        wrong = [note["text"] for note in TUNED if not is_exact(note)]
        assert len(wrong) <= 0.10 * len(TUNED), wrong

    def test_figures_of_held_notes(self) -> None:
        """Notes that no rule was written for are read nearly as well."""
        wrong = [note for note in HELD if not is_exact(note)]
        assert len(wrong) <= 0.20 * len(HELD)

    def test_no_dead_where_nobody_died(self) -> None:
        """Injuries, threats, denials, tolls of a war and protests give no new dead."""
        none = [note for note in NOTES if note["dead"] == [0, 0]]
        wrong = [note["text"] for note in none if not is_exact(note)]
        assert len(none) >= 20
        assert not wrong

    def test_other_figures(self) -> None:
        """Injured, missing, detained and parts of the dead."""
        wrong = []
        for note in TUNED:
            got = {(c.event, c.count[0].min, c.count[0].max) for c in read(note["text"])}
            for other in note.get("others", ()):
                event, least, most = other.split()
                if (event, int(least), None if most == "-1" else int(most)) not in got:
                    wrong.append(other)
        assert len(wrong) <= 2, wrong

    @pytest.mark.parametrize(
        ("name", "least"), [("place", 0.9), ("day", 0.9), ("source", 0.85), ("doers", 0.8)]
    )
    def test_fields(self, name: str, least: float) -> None:
        """Place, day, source and doers of the first figure."""
        assert recall(name, TUNED) >= least
