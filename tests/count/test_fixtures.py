"""Worked statements and the figures that they entail (figures.md §14)."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.count.oracle import certificate_holds

from tawthiq.count.problem import answer_all, load_problem, render_answer

OURS = Path(__file__).parent / "fixtures.json"
SHARED = Path(__file__).parents[3] / "shared" / "material" / "figures" / "fixtures.json"
BY_RUNG = ("floor", "because")


def fixtures(path: Path) -> list[Any]:
    """Return the fixtures of a file as parameters, none where it is absent."""
    if not path.exists():
        return []
    read = json.loads(path.read_text(encoding="utf-8"))["fixtures"]
    return [pytest.param(fixture, id=fixture["id"]) for fixture in read]


def differences(fixture: dict[str, Any]) -> list[str]:
    """List what a fixture expects and the answers do not say."""
    problem, questions = load_problem(fixture)
    found = []
    for expected, given in zip(fixture["expect"], answer_all(problem, questions), strict=True):
        printed = render_answer(given)
        for key, wanted in expected.items():
            if key in ("at", "who"):
                continue
            said = printed[key]
            if key in BY_RUNG:
                said = {rung: said[rung] for rung in wanted}
            if said != wanted:
                found.append(f"{expected.get('at')} {expected.get('who')}: {key} {said}")
        found += [
            f"{rung}: the certificate does not hold"
            for rung, proof in given.certificates.items()
            if not certificate_holds(problem, given.question, proof)
            or proof.value != given.floor[rung]
        ]
    return found


class TestStatementsEntailTheirFigures:
    """Each row of figures.md §2, and how rows work together."""

    @pytest.mark.parametrize("fixture", fixtures(OURS))
    def test_ours(self, fixture: dict[str, Any]) -> None:
        """Invented fixtures: every number, every certificate."""
        assert not differences(fixture)

    @pytest.mark.skipif(not SHARED.exists(), reason="the shared fixtures are not here")
    def test_shared(self) -> None:
        """The fixtures worked out for the project, where they lie beside it."""
        found = {p.values[0]["id"]: differences(p.values[0]) for p in fixtures(SHARED)}
        assert len(found) >= 16
        assert not {name: said for name, said in found.items() if said}
