"""A voice: one attribution of a sentence, with what it governs."""

from dataclasses import dataclass, field

from tawthiq.read.sentence import Mark, Sentence
from tawthiq.record.claim import Link, Span


@dataclass(slots=True)
class Voice:
    """An attribution: its cue at words `i` to `j`, its links, and what it governs.

    `reach` is "after" (content behind the cue), "before" (content ahead of it) or "all".
    """

    i: int
    j: int
    reach: str
    links: list[Link]
    status: str
    polarity: str = "affirmed"
    span: Span | None = None
    pronoun: str | None = None
    spare: list[Link] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    begin: int = 0
    verifier: bool = False
    stance: bool = False
    speaks: bool = False


def voice_of(s: Sentence, mark: Mark, links: list[Link], reach: str, rules: list[str]) -> Voice:
    """Return the voice of a cue: status and polarity are those of its rule."""
    rule = mark.rule
    return Voice(
        mark.i, mark.j, reach, links, rule.text("status") or "asserted",
        rule.text("polarity") or "affirmed", s.span(mark.i, mark.j), rules=[rule.id, *rules],
    )  # fmt: skip
