"""Labelled sentences: how they are read, and how the reader's answers are scored."""

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tawthiq.read.reader import read_claims
from tawthiq.record.claim import Claim

HARM = frozenset(
    {"killing", "execution", "bodies_found", "injury", "disappearance", "detention"}
    | {"displacement", "sexual_violence"}
)


@dataclass(frozen=True)
class Row:
    """One labelled claim: its figure, and the fields that the label states."""

    figure: str
    places: str = ""
    days: str = ""
    source: str = ""
    doers: str = ""


@dataclass
class Score:
    """Hits, what was claimed, and what there was; by field."""

    hits: Counter[str] = field(default_factory=Counter)
    claimed: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def f1(self, name: str) -> float:
        """Return the harmonic mean of precision and recall of a field."""
        return 2 * self.hits[name] / max(self.claimed[name] + self.labelled[name], 1)


def cases(language: str) -> list[tuple[str, list[Row]]]:
    """Return the sentences of a language with their labelled claims."""
    path = Path(__file__).with_name(f"labelled_{language}.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return [(case["text"], [_row(line) for line in case["claims"]]) for case in table["text"]]


def _row(line: str) -> Row:
    return Row(*(part.strip() for part in line.split("|")))


def found(text: str) -> list[Row]:
    """Return what the reader finds in a sentence, in the form of the labels."""
    claims = read_claims(text, item="labelled", dated="2031-05-20", country=None)
    return [
        _found(claim)
        for claim in claims
        if claim.event in HARM and claim.count and claim.count[0].binds != "context"
    ]


def _found(claim: Claim) -> Row:
    count = claim.count[0]
    least, most = ("-" if n is None else str(n) for n in (count.min, count.max))
    figure = [claim.event, claim.polarity, count.unit, least, most, count.kind, count.binds]
    root = claim.root
    return Row(
        " ".join(figure),
        ",".join(place.name for place in claim.place),
        ",".join(when.from_ for when in claim.time),
        (root.name if root else None) or "",
        ",".join(doer.name for doer in claim.perpetrator),
    )


def score(language: str) -> Score:
    """Score every field; places, days, sources and doers only on figures that were found."""
    total = Score()
    for text, labels in cases(language):
        answers = found(text)
        left = list(answers)
        total.claimed["figure"] += len(answers)
        total.labelled["figure"] += len(labels)
        for label in labels:
            answer = next((row for row in left if row.figure == label.figure), None)
            if answer is None:
                total.misses.append(f"{text} · {label.figure}")
                continue
            left.remove(answer)
            total.hits["figure"] += 1
            for name in ("places", "days", "source", "doers"):
                wanted, got = getattr(label, name), getattr(answer, name)
                total.labelled[name] += bool(wanted)
                total.claimed[name] += bool(got)
                total.hits[name] += bool(wanted) and wanted == got
    return total
