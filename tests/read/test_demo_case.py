"""The demonstration case: every claim that its ground truth lists is read."""

import tomllib
from importlib import resources
from typing import Any

import pytest

from tawthiq.read.reader import read_claims
from tawthiq.record.claim import Claim

FOLDER = resources.files("tawthiq") / "demo_case"
TRUTH = tomllib.loads((FOLDER / "truth.toml").read_text(encoding="utf-8"))
PLAIN = (".txt", ".md", ".eml")
CLAIMS = [c for c in TRUTH["claims"] if c["path"].endswith(PLAIN) and "messages" not in c["path"]]
TRAPS = [t for t in TRUTH["traps"] if t["path"].endswith(PLAIN) and "messages" not in t["path"]]


def read(path: str) -> tuple[Claim, ...]:
    """Read one document, dated as its name says."""
    text = (FOLDER / "material" / path).read_text(encoding="utf-8")
    return read_claims(text, item=path, dated=path.rsplit(".", 1)[0][-10:] if "-20" in path else None,
                       country=None)  # fmt: skip


def answers(row: dict[str, Any]) -> list[Claim]:
    """Return the claims of a document with the least and greatest number of a row."""
    return [
        claim
        for claim in read(row["path"])
        if claim.count
        and (claim.count[0].min, claim.count[0].max) == (row.get("min"), row.get("max"))
        and (row["quote"] in claim.quote.text or claim.quote.text in row["quote"])
    ]


class TestDemonstration:
    """The invented case is read as its authors labelled it."""

    @pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in CLAIMS])
    def test_the_figure(self, row: dict[str, Any]) -> None:
        """Number, kind and bind of every labelled figure."""
        found = answers(row)
        assert found
        count = found[0].count[0]
        assert (count.unit, count.kind) == (row["unit"], row["kind"])
        assert count.binds == row["binds"]

    @pytest.mark.parametrize("row", [pytest.param(t, id=t["quote"][:24]) for t in TRAPS])
    def test_the_traps(self, row: dict[str, Any]) -> None:
        """What a naive reader counts among the dead is none of them."""
        start = (FOLDER / "material" / row["path"]).read_text(encoding="utf-8").find(row["quote"])
        end = start + len(row["quote"])
        for claim in read(row["path"]):
            for count in claim.count:
                dead = count.unit in {"persons_killed", "bodies"} and count.binds != "context"
                if dead and claim.polarity == "affirmed" and count.min and count.span is not None:
                    assert not start <= count.span.start < end
