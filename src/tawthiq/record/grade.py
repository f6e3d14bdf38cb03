"""Grades: how reliable a source is (A to F), how credible a claim is (1 to 6), never mixed.

F and 6 say that it cannot be judged; they are not the worst grade. A grade holds from a day
on, until a later one; earlier grades stay readable (standards.md S-05, S-06).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Scale = Literal["reliability", "credibility"]
LETTERS: Final = ("A", "B", "C", "D", "E", "F")
NUMBERS: Final = ("1", "2", "3", "4", "5", "6")
BESIDE: Final = frozenset({"E", "5"})
"""Grades whose numbers stand beside the figures (figures.md §5)."""


@dataclass(frozen=True, slots=True)
class Grade:
    """The payload of a `grade`: `subject` is a source's name, or a claim's id.

    `dated` is the day (YYYY-MM-DD) from which it holds; None: the day it was entered.
    """

    scale: Scale
    subject: str
    value: str
    why: str
    dated: str | None = None


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade as it was entered: by whom (author id) and when."""

    entry: str
    grade: Grade
    author: str
    at: str

    @property
    def since(self) -> str:
        """The day from which it holds."""
        return self.grade.dated or self.at[:10]


def in_force(graded: Iterable[Graded], scale: Scale, on: str) -> dict[str, Graded]:
    """Return the grade of each subject that holds on a day (YYYY-MM-DD).

    `graded` come in the order of entries; of two that hold from one day the later stands.
    """
    held: dict[str, Graded] = {}
    for one in graded:
        subject = one.grade.subject
        before = held.get(subject)
        if one.grade.scale != scale or one.since > on:
            continue
        if before is None or before.since <= one.since:
            held[subject] = one
    return held
