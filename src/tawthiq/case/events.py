"""A case's incidents as they stand: suggestions as entered, with what people judged of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tawthiq.match import doubts as doubting
from tawthiq.match import incident, judged
from tawthiq.match.codes import named
from tawthiq.match.incident import Material, Suggested
from tawthiq.match.judged import Judged
from tawthiq.record.claim import Claim
from tawthiq.record.incident import Doubt, Incident, IncidentAct
from tawthiq.view.fold import Views
from tawthiq.view.incidents import acts


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of incidents at one moment: the material, its groups, people's acts."""

    material: Material
    suggested: Suggested
    judged: Judged
    acts: Mapping[str, IncidentAct]

    @property
    def claims(self) -> dict[str, Claim]:
        """The claims that stand, by id."""
        return {claim.id: claim for claim in self.material.claims}

    def incidents(self) -> tuple[Incident, ...]:
        """Return the incidents that hold claims, in order of place and day."""
        return tuple(standing.incident for standing in self.judged.current())

    def doubts(self) -> tuple[Doubt, ...]:
        """Return the pairs that may be one event."""
        groups = self.suggested.groups
        codes = named(groups, self.material.known, self.suggested.where)
        known = [(g, codes[g.key]) for g in groups if codes[g.key] in self.judged.standing]
        return doubting.doubts(
            [group for group, _ in known],
            [code for _, code in known],
            self.judged,
            self.claims,
            self.suggested.where,
        )


def picture(views: Views, claims: Sequence[Claim] | None = None) -> Picture:
    """Return the incidents of a case; `claims` are all of them, where they are at hand."""
    material = incident.material(views, claims)
    suggested = incident.suggest(material)
    done = {entered.entry: entered.act for entered in acts(views)}
    stand = {claim.id for claim in material.claims}
    ground = judged.Ground(suggested.spots, suggested.where, frozenset(stand))
    standing = judged.judged(material.known.values(), done, ground)
    return Picture(material, suggested, standing, done)


def binding(seen: Picture) -> list[Doubt]:
    """Return the doubts that keep figures from adding what places and days keep apart.

    A person's doubt does, and a machine's where different sources give one number for one
    place within a week: a date may be wrong. The others share places and days anyway.
    """
    return [
        doubt
        for doubt in seen.doubts()
        if doubt.judged or any(reason.kind == "number_again" for reason in doubt.because)
    ]
