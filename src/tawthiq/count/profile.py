"""Profiles: rules of admission and word tables as data (figures.md §13)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from tawthiq.base.errors import UsageError
from tawthiq.kit.lexicon.numbers import find_numbers
from tawthiq.record.claim import Count


@dataclass(frozen=True, slots=True)
class Profile:
    """One way of reading words and admitting claims.

    `words` is the table's lowest reading ("least": strict plurals) or the one number that
    an incident recorder would code ("point"); `party_claims`, `unnamed_sources` and
    `unverified` say whether such numbers go beside or to the reported rung; `contest` how
    a breakdown prints the same people under two labels.
    """

    name: str
    words: Literal["least", "point"]
    party_claims: Literal["beside", "reported"]
    civil_authority: Literal["as_non_party", "beside"]
    unnamed_sources: Literal["beside", "reported"]
    unverified: Literal["beside", "reported"]
    contest: Literal["both", "range", "zero"]
    plural_without_number: int
    table: Mapping[str, int]

    def least(self, count: Count) -> int | None:
        """Return the least number that this profile reads in the words of a count."""
        if count.kind == "unquantified":
            return count.min if count.min is not None else self.plural_without_number
        if self.words == "least" or count.min is None:
            return count.min
        if count.kind == "vague":
            return self._point(count)
        if count.kind == "lower_bound" and not count.rule.endswith(".enumeration"):
            stated = [found.value for found in find_numbers(count.phrase)]
            return count.min - 1 if count.min - 1 in stated else count.min
        return count.min

    def _point(self, count: Count) -> int | None:
        low = _profile_table("least")
        for word, value in low.items():
            if count.min == value:
                return self.table[word]
        return count.min


@cache
def _data() -> dict[str, dict[str, object]]:
    text = resources.files("tawthiq.count").joinpath("profiles.toml").read_text("utf-8")
    return tomllib.loads(text)


def _profile_table(column: str) -> dict[str, int]:
    words: dict[str, dict[str, int]] = _data()["words"]  # type: ignore[assignment]
    return words[column]


def names() -> list[str]:
    """Return the names of all profiles."""
    return [name for name in _data() if name != "words"]


@cache
def load(name: str) -> Profile:
    """Return the profile called `name`; UsageError listing the known ones otherwise."""
    if name not in names():
        known = ", ".join(names())
        raise UsageError("count.profile", f"there is no profile {name!r}; known are: {known}")
    values = dict(_data()[name])
    return Profile(name=name, table=_profile_table(str(values["words"])), **values)  # type: ignore[arg-type]
