"""Questions to the views, answered with records."""

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import TypeVar

from tawthiq.base import canon
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.shape import from_plain
from tawthiq.record.case_facts import Actor, Place, PlaceRelation, Request, Settings, Source
from tawthiq.record.claim import Claim, Review
from tawthiq.record.incident import Incident
from tawthiq.record.item import Holding, Item, Receipt, TextView
from tawthiq.view.fold import Views

T = TypeVar("T")
_STATES = {"accepted": "accepted", "rejected": "rejected", "edited": "edited"}


def _load(cls: type[T], body: str) -> T:
    try:
        return from_plain(cls, canon.decode(body.encode()))
    except UsageError as error:
        says = f"the views hold a damaged row ({error.message}); 'tawthiq replay' makes them anew"
        raise DamagedError("view.damaged", says) from error


def receipts(views: Views) -> dict[str, Receipt]:
    """Return all receipts by id, in the order they were entered."""
    rows = views.ask("SELECT id, body FROM receipts ORDER BY tick, id")
    return {key: _load(Receipt, body) for key, body in rows}


def items(views: Views) -> dict[str, Item]:
    """Return all items by id, in the order they were entered."""
    rows = views.ask("SELECT id, body FROM items ORDER BY tick, id")
    return {key: _load(Item, body) for key, body in rows}


def holdings(views: Views) -> list[Holding]:
    """Return where bytes that were held already came again."""
    rows = views.ask("SELECT body FROM holdings ORDER BY tick, id")
    return [_load(Holding, row[0]) for row in rows]


def items_of_digest(views: Views, sha256: str) -> list[str]:
    """Return the ids of the items that hold these bytes."""
    query = "SELECT id FROM items WHERE sha256 = ? ORDER BY tick, id"
    return [row[0] for row in views.ask(query, (sha256,))]


def protected_digests(views: Views, size: int) -> frozenset[str]:
    """Return the digests of protected people's items of this many bytes."""
    rows = views.ask("SELECT sha256, body FROM items WHERE protected IS NOT NULL")
    return frozenset(sha256 for sha256, body in rows if _load(Item, body).bytes == size)


def text_views(views: Views) -> dict[str, TextView]:
    """Return the latest text view of each item that has one, by item."""
    rows = views.ask("SELECT item, body FROM texts ORDER BY tick, id")
    return {item: _load(TextView, body) for item, body in rows}


def claims(views: Views, item: str | None = None) -> list[Claim]:
    """Return claims with the state of their review, in reading order; retracted ones too."""
    query = "SELECT body, id FROM claims WHERE item = coalesce(?, item) ORDER BY tick, id"
    latest, edits = latest_reviews(views), edited_readings(views)
    return [
        dataclasses.replace(_reading(body, key, edits), review=latest.get(key, Review()))
        for body, key in views.ask(query, (item,))
    ]


def claim(views: Views, prefix: str) -> Claim:
    """Return the one claim whose id begins with `prefix`; UsageError for none or several."""
    query = "SELECT body, id FROM claims WHERE substr(id, 1, ?) = ? LIMIT 2"
    found = views.ask(query, (len(prefix), prefix))
    if len(found) != 1 or not prefix:
        how = "more than one claim has an id that begins" if found else "no claim's id begins"
        raise UsageError("claim.unknown", f"{how} with {prefix!r}")
    review = latest_reviews(views).get(found[0][1], Review())
    reading = _reading(found[0][0], found[0][1], edited_readings(views))
    return dataclasses.replace(reading, review=review)


def first_readings(views: Views) -> list[Claim]:
    """Return claims as they were first read, before anybody edited them."""
    rows = views.ask("SELECT body FROM claims ORDER BY tick, id")
    return [_load(Claim, row[0]) for row in rows]


def edited_readings(views: Views) -> dict[str, list[tuple[str, Claim]]]:
    """Return the readings that people entered, by claim: (entry, reading), the latest last."""
    query = "SELECT key, body FROM facts WHERE kind = 'reading' ORDER BY tick, key"
    found: dict[str, list[tuple[str, Claim]]] = {}
    for key, body in views.ask(query):
        with contextlib.suppress(UsageError):  # one that came from elsewhere may be no claim
            said = from_plain(_Edit, canon.decode(body.encode()))
            found.setdefault(said.claim, []).append((key, said.reading))
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class _Edit:
    """The payload of a review that edits, as far as it is read here."""

    claim: str
    reading: Claim


def _reading(body: str, key: str, edits: dict[str, list[tuple[str, Claim]]]) -> Claim:
    """Return the reading that holds: the latest that a person entered, else the first."""
    first = _load(Claim, body)
    said = [one for _, one in edits.get(key, ()) if (one.id, one.item) == (key, first.item)]
    return said[-1] if said else first


def claim_entries(views: Views) -> dict[str, str]:
    """Return the entry id of each claim."""
    return dict(views.ask("SELECT id, entry FROM claims"))


def retracted(views: Views) -> dict[str, str]:
    """Return the reason for each retracted claim or item, by its id."""
    query = "SELECT claim, why FROM reviews WHERE verdict = 'retracted' ORDER BY tick, id"
    return {key: why or "" for key, why in views.ask(query)}


def latest_reviews(views: Views) -> dict[str, Review]:
    """Return where the review of each claim stands that anybody reviewed."""
    query = (
        "SELECT claim, verdict, author, time FROM reviews"
        " WHERE verdict <> 'retracted' ORDER BY tick, id"
    )
    rows = views.ask(query)
    return {
        key: from_plain(Review, {"state": _STATES[verdict], "by": author, "at": time})
        for key, verdict, author, time in rows
    }


def _facts(views: Views, kind: str) -> Iterator[str]:
    query = "SELECT body FROM facts WHERE kind = ? ORDER BY tick, key"
    return (row[0] for row in views.ask(query, (kind,)))


def settings(views: Views) -> Settings:
    """Return the case's settings as last stated."""
    return next((_load(Settings, body) for body in _facts(views, "settings")), Settings("untitled"))


def sources(views: Views) -> list[Source]:
    """Return what people stated of the sources."""
    return [_load(Source, body) for body in _facts(views, "source")]


def actors(views: Views) -> list[Actor]:
    """Return the armed or organised groups that the case knows."""
    return [_load(Actor, body) for body in _facts(views, "actor")]


def places(views: Views) -> list[Place]:
    """Return the places that the case knows."""
    return [_load(Place, body) for body in _facts(views, "place")]


def place_relations(views: Views) -> list[PlaceRelation]:
    """Return how named places relate, as people stated it."""
    return [_load(PlaceRelation, body) for body in _facts(views, "place_relation")]


def requests(views: Views) -> list[Request]:
    """Return the questions put to parties."""
    return [_load(Request, body) for body in _facts(views, "request")]


def incidents(views: Views) -> list[Incident]:
    """Return the incidents suggested so far, latest form of each code."""
    return [_load(Incident, body) for body in _facts(views, "incident")]


def people(views: Views) -> dict[str, str]:
    """Return the names of the case's own people by author id."""
    rows = [canon.decode(body.encode()) for body in _facts(views, "person")]
    return {row["author"]: row["name"] for row in rows}
