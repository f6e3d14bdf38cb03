"""Who may do what, by role: the matrix of `permissions.toml`, read once.

The same file drives the two-person rule, the tests and the page of help.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

Part = Literal["alone", "first", "second"]
GRADES: Final = ("yes", "own", "not_own", "logged", "metadata", "first", "second", "both")
_PARTS: Final[Mapping[Part, frozenset[str]]] = {
    "alone": frozenset({"yes", "logged"}),
    "first": frozenset({"first", "both"}),
    "second": frozenset({"second", "both"}),
}


@dataclass(frozen=True, slots=True)
class Permissions:
    """Roles in the order of the file, and per act the grade of each role that has one."""

    roles: tuple[str, ...]
    acts: Mapping[str, Mapping[str, str]]

    def grades(self, held: Iterable[str], act: str) -> frozenset[str]:
        """Return what these roles give together for an act; an unknown act gives nothing."""
        table = self.acts.get(act, {})
        return frozenset(table[role] for role in held if role in table)

    def may(self, held: Iterable[str], act: str, part: Part = "alone") -> bool:
        """Say whether one of these roles may do the act, or be its first or second key."""
        return bool(self.grades(held, act) & _PARTS[part])

    def needs_two(self, act: str) -> bool:
        """Say whether the act takes two people where a case has two."""
        return bool(set(self.acts.get(act, {}).values()) & (_PARTS["first"] | _PARTS["second"]))

    def holders(self, act: str, part: Part) -> tuple[str, ...]:
        """Return the roles that may, in the order of the file."""
        return tuple(role for role in self.roles if self.may((role,), act, part))


@lru_cache(maxsize=1)
def permissions() -> Permissions:
    """Return the matrix of this version."""
    source = files("tawthiq.record") / "permissions.toml"
    table = tomllib.loads(source.read_text("utf-8"))
    return Permissions(tuple(table["roles"]), table["acts"])
