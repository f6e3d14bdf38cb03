"""Consents, holds, releases and handovers as the views hold them, in the order of the record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tawthiq.base import canon
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.record.consent import Consent, Consents, Hold, Kept
from tawthiq.record.release import Release
from tawthiq.view.fold import Views

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GivenOut:
    """A package that was handed over: to whom, and which items were in it."""

    entry: str
    to: str
    items: tuple[str, ...]


def consents(views: Views) -> Consents:
    """Return what people allowed, refused or took back, and the legal holds.

    An entry of another shape can only come from elsewhere; it says nothing and is left out.
    """
    kept, holds = [], []
    for entry, payload in _each(views, "consent"):
        if "hold" in payload:
            holds += _read(Hold, payload)
        else:
            kept += [Kept(entry, consent) for consent in _read(Consent, payload)]
    return Consents(tuple(kept), tuple(holds))


def releases(views: Views) -> dict[str, Release]:
    """Return the dossiers that were written, by the id of their entry."""
    return {
        entry: release
        for entry, payload in _each(views, "release")
        for release in _read(Release, payload)
    }


def acts(views: Views) -> list[tuple[str, Release | Consent]]:
    """Return releases and consents with their entries, in the order of the record."""
    query = (
        "SELECT kind, entry, body FROM facts WHERE kind IN ('consent', 'release')"
        " ORDER BY tick, key"
    )
    found: list[tuple[str, Release | Consent]] = []
    for kind, entry, body in views.ask(query):
        payload = canon.decode(body.encode())
        if kind == "release":
            found += [(entry, release) for release in _read(Release, payload)]
        elif "hold" not in payload:
            found += [(entry, consent) for consent in _read(Consent, payload)]
    return found


def handovers(views: Views) -> list[GivenOut]:
    """Return the packages that were handed over; not receipts for them, nor those taken in."""
    found = []
    for entry, payload in _each(views, "handover"):
        items = payload.get("items")
        if payload.get("act", "given") == "given" and isinstance(items, list):
            ids = tuple(item for item in items if isinstance(item, str))
            found.append(GivenOut(entry, str(payload.get("to") or ""), ids))
    return found


def _each(views: Views, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    query = "SELECT entry, body FROM facts WHERE kind = ? ORDER BY tick, key"
    for entry, body in views.ask(query, (kind,)):
        yield entry, canon.decode(body.encode())


def _read(cls: type[T], payload: Mapping[str, Any]) -> list[T]:
    try:
        return [from_plain(cls, payload)]
    except UsageError:
        return []
