"""What a judgement speaks of or rests on, by the beginning of an id: claims, items, incidents."""

from collections.abc import Iterable
from dataclasses import dataclass

from tawthiq.base.errors import UsageError
from tawthiq.case.events import picture
from tawthiq.view import queries
from tawthiq.view.fold import Views

LEAST_PREFIX = 4
KINDS = ("assessment", "answer", "request", "finding", "judgement", "record", "place_relation")
"""Kinds of entries that can be rested on besides claims, items and incidents."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that is named: its id in full, its entry, and the item that it comes from."""

    kind: str
    id: str
    entry: str
    item: str | None = None


def grounds(views: Views, prefixes: Iterable[str]) -> tuple[Ground, ...]:
    """Return what each prefix names, each thing once; UsageError for none or several."""
    return tuple(dict.fromkeys(ground(views, prefix) for prefix in prefixes))


def ground(views: Views, prefix: str) -> Ground:
    """Return the one claim, item, incident or other entry whose id begins so."""
    text = prefix.strip()
    found = list(dict.fromkeys((*_named(views, text), *_others(views, text))))
    exact = [one for one in found if one.id == text]
    if len(exact or found) != 1 or not text:
        how = "several things have ids that begin" if found else "nothing has an id that begins"
        says = f"{how} with {text!r}: give a claim, an item, an incident or an entry"
        raise UsageError("ground.unknown", says)
    return (exact or found)[0]


def _named(views: Views, text: str) -> list[Ground]:
    claims = views.ask(
        "SELECT id, entry, item FROM claims WHERE substr(id, 1, ?) = ? LIMIT 3", (len(text), text)
    )
    items = views.ask("SELECT id FROM items WHERE substr(id, 1, ?) = ? LIMIT 3", (len(text), text))
    found = [Ground("claim", *row) for row in claims]
    found += [Ground("item", key, key, key) for (key,) in items if len(text) >= LEAST_PREFIX]
    return found + _incidents(views, text.upper())


def _incidents(views: Views, code: str) -> list[Ground]:
    """Return the incident that a code leads to now; one that was split off has no entry."""
    if not code:
        return []
    judged = picture(views).judged
    now = judged.standing.get(judged.resolve(code))
    if now is None:
        return []
    key = now.incident.code
    rows = views.ask("SELECT entry FROM facts WHERE kind = 'incident' AND key = ?", (key,))
    entries = [row[0] for row in rows] or [
        entry
        for claim, entry in queries.claim_entries(views).items()
        if claim in now.incident.claims
    ]
    return [Ground("incident", key, entry) for entry in entries[:1]]


def _others(views: Views, text: str) -> list[Ground]:
    if len(text) < LEAST_PREFIX:
        return []
    marks = ", ".join("?" * len(KINDS))
    query = (
        f"SELECT kind, key, entry FROM facts WHERE kind IN ({marks}) AND substr(entry, 1, ?) = ?"  # noqa: S608 - marks
    )
    rows = views.ask(query, (*KINDS, len(text), text))
    return [Ground(kind, entry, entry) for kind, _, entry in rows]


def is_protected(views: Views, things: Iterable[Ground]) -> bool:
    """Say whether one of these things comes from a protected item."""
    sheltered = protected_ids(views)
    return any(one.id in sheltered or one.item in sheltered for one in things)


def protected_ids(views: Views) -> set[str]:
    """Return the ids of protected items, of their claims, and of incidents that hold such."""
    found = {row[0] for row in views.ask("SELECT id FROM items WHERE protected IS NOT NULL")}
    if not found:
        return found
    found |= {key for key, item in views.ask("SELECT id, item FROM claims") if item in found}
    found |= {i.code for i in picture(views).incidents() if found & set(i.claims)}
    return found
