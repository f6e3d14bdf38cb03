"""The demonstration: a wholly fictional case, from its documents to its dossier."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from tawthiq.base.errors import UsageError
from tawthiq.base.instant import render_instant
from tawthiq.base.shape import from_plain
from tawthiq.case.case import Case, init_case
from tawthiq.case.investigation import Investigation, finish
from tawthiq.case.progress import Progress, silent
from tawthiq.case.stages import Language
from tawthiq.preserve.intake import Preserved
from tawthiq.record.case_facts import Actor, Place, PlaceRelation, Request, Settings, Source

T = TypeVar("T")
_OF_RECEIPT = ("giver", "channel", "why", "promise", "received_at")
_OF_ITEM = ("dated", "outlet", "speaker", "protected")
_OF_CONSENT = ("form", "language", "date", "explained_by", "risks", "words")
_TABLES = {
    "sources": Source,
    "actors": Actor,
    "places": Place,
    "relations": PlaceRelation,
    "requests": Request,
}


def folder() -> Traversable:
    """Return the folder that holds the fictional case."""
    return resources.files("tawthiq") / "demo_case"


def stated() -> dict[str, Any]:
    """Return what a person would have entered about the fictional case, as plain values."""
    text = (folder() / "case.toml").read_text("utf-8")
    plain: dict[str, Any] = _plain(tomllib.loads(text))
    return plain


def demonstrate(out: Path, progress: Progress = silent, lang: Language = "en") -> Investigation:
    """Make the fictional case in the empty folder `out` and run every stage that is built."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError("case.not-empty", f"{out} is not an empty folder", path=str(out))
    facts = stated()
    plain = facts["settings"] | {"masked": facts["masks"]["names"]}
    settings = from_plain(Settings, plain)
    with init_case(out, unlocked=True, settings=settings) as case:
        for table, kind in _TABLES.items():
            case.state(*(from_plain(kind, row) for row in facts.get(table, ())))
        with TemporaryDirectory() as scratch:
            preserved = _receive(case, facts, Path(scratch), progress)
        _agree(case, facts)
        _retract(case, facts)
        return finish(case, out, preserved, lang)


def _receive(
    case: Case, facts: Mapping[str, Any], scratch: Path, progress: Progress
) -> tuple[Preserved, ...]:
    """Preserve each document as its receipt brought it."""
    given = [(receipt, item) for receipt in facts["receipts"] for item in receipt["items"]]
    made = []
    with progress("preserving", len(given)) as advance:
        for receipt, item in given:
            path = scratch / Path(item["path"]).name
            source = folder() / "material" / item["path"]
            path.write_bytes(source.read_bytes())
            stated = {key: receipt.get(key) for key in _OF_RECEIPT}
            stated |= {key: item.get(key) for key in _OF_ITEM}
            made.append(case.preserve(path, **stated))
            advance(1)
    return tuple(made)


def _agree(case: Case, facts: Mapping[str, Any]) -> None:
    """Enter what each person allowed, refused and took back."""
    by_name = {item.name.text: key for key, item in case.preserve.items().items()}
    for row in facts.get("consents", ()):
        subject = row.get("subject") or by_name[Path(row["path"]).name]
        said = {key: row.get(key) for key in _OF_CONSENT}
        for state in ("granted", "refused", "withdrawn"):
            for purpose in row.get(state, ()):
                case.consent(subject, purpose, state, **said)


def _retract(case: Case, facts: Mapping[str, Any]) -> None:
    by_name = {item.name.text: key for key, item in case.preserve.items().items()}
    for retraction in facts.get("retractions", ()):
        case.read.retract(by_name[Path(retraction["path"]).name], retraction["why"])


def _plain(value: object) -> Any:  # noqa: ANN401 - TOML values have no narrower type
    """Return TOML values with dates and instants as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return render_instant(value)
    return value.isoformat() if isinstance(value, date) else value
