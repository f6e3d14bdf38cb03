"""Who the people of a case are, and what waits for a second one: asked of the views."""

from tawthiq.ledger import person_key
from tawthiq.record.person import Act
from tawthiq.record.team import Team, team_of
from tawthiq.view.fold import Views


def acts(views: Views) -> list[Act]:
    """Return the entries by which people act on one another, in the order of all entries."""
    ids = views.ask("SELECT id FROM acts ORDER BY tick, log, idx")
    return list(person_key.acts((views.ledger.entry(key) for (key,) in ids), views.ledger.case))


def team(views: Views, founder_log: str | None = None) -> Team:
    """Return the people, proposals and answers of the case."""
    return team_of(acts(views), founder_log)
