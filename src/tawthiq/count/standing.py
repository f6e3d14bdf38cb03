"""Who a source is for the count: its root, its party, whether it admits against itself."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from tawthiq.base.script import fold
from tawthiq.record.case_facts import Party, Source
from tawthiq.record.claim import Claim, Link
from tawthiq.record.identity import CODE_OF_SENDER

_CIVIL = frozenset({
    "health", "hospital", "hospitals", "morgue", "registry", "ambulance",
    "الصحه", "صحه", "المستشفي", "مستشفي", "الاسعاف", "النفوس",
})  # fmt: skip
ROLES = frozenset({"witness", "relative", "victim"})


@cache
def _bodies() -> tuple[Source, ...]:
    text = resources.files("tawthiq.count").joinpath("bodies.toml").read_text("utf-8")
    return tuple(
        Source(row["name"], "monitor", aliases=tuple(row["aliases"]))
        for row in tomllib.loads(text)["body"]
    )


@dataclass(frozen=True, slots=True)
class Sources:
    """The case's sources by every spelling known of them; `reliability` is A to F by folded name."""

    by_name: Mapping[str, Source]
    reliability: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, sources: Sequence[Source], reliability: Mapping[str, str] | None = None
    ) -> "Sources":
        """Index sources by name and alias: well-known bodies, and over them the case's own.

        `reliability` are grades by name; where there is none, what was stated of it holds.
        """
        known = {
            fold(name).strip(): source
            for source in (*_bodies(), *sources)
            for name in (source.name, *source.aliases)
        }
        graded = {fold(n).strip(): grade for n, grade in (reliability or {}).items()}
        return cls(known, graded)

    def find(self, link: Link | None) -> Source | None:
        """Return what is known of the source that a link names."""
        return self.by_name.get(fold(link.name).strip()) if link and link.name else None

    def party(self, link: Link | None) -> Party:
        """Return the party class: as stated for the source, else by the kind of the link."""
        known = self.find(link)
        if known is not None:
            return known.party
        if link is None or link.kind != "party":
            return "none"
        is_civil = bool(_CIVIL & set(fold(link.name or "").replace("'", " ").split()))
        return "civil_authority" if is_civil else "belligerent"

    def is_discredited(self, link: Link | None) -> bool:
        """Say whether a source is graded E: numbers of such a source bind nothing."""
        if link is None or not link.name:
            return False
        known = self.find(link)
        names = (link.name, *((known.name, *known.aliases) if known else ()))
        graded = [g for name in names if (g := self.reliability.get(fold(name).strip()))]
        return (graded[0] if graded else known.reliability if known else None) == "E"

    def admits_own(self, claim: Claim) -> bool:
        """Say whether a party names its own side, and no other, as the one that killed."""
        known = self.find(claim.root)
        if known is None or known.side is None or not claim.perpetrator:
            return False
        sides = {fold(p.actor or p.name).strip() for p in claim.perpetrator}
        return sides == {fold(known.side).strip()}

    def root(self, claim: Claim) -> str:
        """Return the name under which a claim's original source keeps its account.

        A described thing (one video) is a root of its own; unnamed people of one kind and
        one wording in one item are one root, since nothing shows that they are several.
        """
        link = claim.root
        if link is None:
            return f"unattributed in {claim.item[:12]}"
        if link.kind == "media":
            return f"{link.name or 'footage'} [{claim.id}]"
        known = self.find(link)
        if known is not None:
            return known.name
        if link.name:
            return link.name
        words = fold(link.span.text) if link.span else link.kind
        return f"{words} [{claim.item[:12]}]"


def is_named_or_has_role(link: Link | None) -> bool:
    """Say whether a root is named, or unnamed but with a role (survivor, doctor).

    The code name of somebody in a chat is no name: it says nothing of who that is.
    """
    if link is None:
        return False
    return link.kind in ROLES or (bool(link.name) and not is_coded(link))


def is_coded(link: Link | None) -> bool:
    """Say whether a root is somebody in a chat of whom only the code name is known."""
    if link is None or link.kind != "unnamed":
        return False
    return CODE_OF_SENDER.fullmatch(link.name or "") is not None


def is_anonymous(link: Link | None) -> bool:
    """Say whether a root is unnamed and without role ("reports say")."""
    return link is not None and not is_named_or_has_role(link)
