"""Findings as an attribute of a case: written by one person, signed by a second."""

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case import judgements
from tawthiq.case.parts import Parts
from tawthiq.case.resting import grounds, is_protected
from tawthiq.case.stages import Counting
from tawthiq.case.team import People
from tawthiq.record.assessment import PROOFS
from tawthiq.record.entry import Draft
from tawthiq.record.figure import RUNGS, Degree
from tawthiq.record.finding import Concluded, Finding
from tawthiq.view import judged

LEAST_PREFIX = 4
SUMMARY = 120


@dataclass(frozen=True, slots=True)
class Concluding:
    """Findings: a sentence, its standard of proof, what it rests on, what speaks against it."""

    parts: Parts
    team: People

    def __call__(
        self,
        words: str,
        standard: str,
        rests_on: Sequence[str],
        against: str,
        why_not: str,
        figures: Sequence[str] = (),
    ) -> Concluded:
        """Enter a finding; where the case has two people it waits for the second's `confirm`.

        `rests_on` are beginnings of ids of claims, items, incidents or other entries,
        `figures` degrees of the whole case. All of it is required: what speaks against it
        and why that does not prevail belongs to a finding.
        """
        if standard not in PROOFS:
            says = f"{standard!r} is no standard of proof; it is one of: {', '.join(PROOFS)}"
            raise UsageError("usage", says)
        given = {"--words": words, "--against": against, "--why-not": why_not}
        missing = [name for name, text in given.items() if not text.strip()]
        if missing or not (rests_on or figures):
            lacks = ", ".join([*missing, *([] if rests_on or figures else ["--rests-on"])])
            raise UsageError("finding.lacks", f"a finding lacks: {lacks}")
        views = self.parts.views
        found = grounds(views, rests_on)
        said = Finding(
            words.strip(), standard, tuple(one.id for one in found),
            against.strip(), why_not.strip(), self._degrees(figures),
        )  # fmt: skip
        sealed = is_protected(views, found)
        causes = tuple(dict.fromkeys(one.entry for one in found))
        waits = self._propose(said, causes, sealed=sealed)
        draft = Draft("finding", to_plain(said), (*causes, *waits), protected=sealed)
        (key,) = self.parts.ledger.append([draft])
        views.refresh()
        entered = [one for one in self.all() if one.id == key]
        head = self.parts.ledger.entry(key).header
        return entered[0] if entered else Concluded(key, said, head.author, head.time)

    def withdraw(self, prefix: str, why: str) -> Concluded:
        """Note that a finding is withdrawn, and why; it stays in the record, marked."""
        if not why.strip():
            raise UsageError("finding.why", "say why it is withdrawn: --why TEXT")
        one = self.find(prefix)
        payload = {"claim": one.id, "why": why.strip()}
        self.parts.ledger.append([Draft("retraction", payload, (one.id,))])
        self.parts.views.refresh()
        return self.find(one.id)

    def all(self) -> list[Concluded]:
        """Return all findings, each with its signatures and what no longer holds of it."""
        views = self.parts.views
        said = judged.findings(views)
        ladder = Counting(self.parts)() if any(one.figures for _, one, _ in said) else ()
        return judgements.concluded(self.parts.ledger, views, ladder)

    def find(self, prefix: str) -> Concluded:
        """Return the one finding whose id begins so; UsageError for none or several."""
        found = [one for one in self.all() if one.id.startswith(prefix)]
        if len(found) != 1 or len(prefix) < LEAST_PREFIX:
            how = "more than one finding has" if found else "no finding has"
            raise UsageError("finding.unknown", f"{how} an id that begins with {prefix!r}")
        return found[0]

    def proposals(self, finding: Concluded) -> list[str]:
        """Return the proposals by which a second person was asked to sign a finding."""
        what = judgements.digest(finding.finding)
        standing = self.team.state().standings.values()
        return [s.id for s in standing if s.proposal.what == what]

    def _degrees(self, rungs: Sequence[str]) -> tuple[Degree, ...]:
        unknown = [rung for rung in rungs if rung not in RUNGS]
        if unknown:
            says = f"{unknown[0]!r} is no degree; it is one of: {', '.join(RUNGS)}"
            raise UsageError("usage", says)
        ladder = Counting(self.parts)() if rungs else ()
        return tuple(
            Degree(f.standard, f.basis, f.floor, f.low, f.high)
            for f in ladder
            if f.standard in rungs
        )

    def _propose(self, said: Finding, causes: tuple[str, ...], *, sealed: bool) -> tuple[str, ...]:
        """Ask for the second signature where the case has two people; return its entries.

        Raises RefusedError where who acts here may not write a finding.
        """
        what = judgements.digest(said)
        # A proposal lies open in the case: what rests on protected people is not quoted in it.
        summary = "a finding on protected material" if sealed else _short(said.words)
        shown = () if sealed else (
            ("standard", said.standard), ("finding", said.words), ("against", said.against),
            ("why it does not prevail", said.why_not), ("rests on", ", ".join(said.rests_on)),
        )  # fmt: skip
        try:
            return self.team.require(judgements.ACT, what, summary, shown, causes=causes).causes
        except RefusedError as error:
            if error.code != "team.second":
                raise
        standing = self.team.state().standings.values()
        return tuple(s.id for s in standing if s.proposal.what == what)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SUMMARY else flat[: SUMMARY - 1] + "…"
