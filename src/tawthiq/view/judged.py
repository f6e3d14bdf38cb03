"""What people judged: reviews, assessments, grades, findings and requests, asked of the views.

Payloads that are not of the shape of their kind came from elsewhere and are passed over.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any, TypeVar

from tawthiq.base import canon
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.ledger import header as headers
from tawthiq.record.assessment import Assessed, Assessment
from tawthiq.record.case_facts import Request
from tawthiq.record.entry import Entry, Header
from tawthiq.record.finding import Finding
from tawthiq.record.grade import Grade, Graded
from tawthiq.record.request import Answer, answered
from tawthiq.record.review import Reviewed
from tawthiq.view import queries
from tawthiq.view.fold import Views

T = TypeVar("T")


def _said(views: Views, kind: str, cls: type[T]) -> Iterator[tuple[str, T]]:
    query = "SELECT key, body FROM facts WHERE kind = ? ORDER BY tick, key"
    for key, body in views.ask(query, (kind,)):
        try:
            yield key, from_plain(cls, canon.decode(body.encode()))
        except UsageError:
            continue


def assessments(views: Views) -> list[Assessed]:
    """Return all assessments in the order of entries, each with the key that signed it."""
    found = []
    for key, said in _said(views, "assessment", Assessment):
        head = views.ledger.entry(key).header
        found.append(Assessed(key, said, head.author, head.time, _signer(head)))
    return found


def grades(views: Views) -> list[Graded]:
    """Return all grades in the order of entries."""
    found = []
    for key, said in _said(views, "grade", Grade):
        head = views.ledger.entry(key).header
        found.append(Graded(key, said, head.author, head.time))
    return found


def findings(views: Views) -> list[tuple[str, Finding, Header]]:
    """Return all findings with their entries' ids and headers, in the order of entries."""
    return [
        (key, said, views.ledger.entry(key).header)
        for key, said in _said(views, "finding", Finding)
    ]


def requests(views: Views) -> dict[str, Request]:
    """Return all requests by entry id, each with what came back, in the order of entries."""
    answers: dict[str, list[Answer]] = {}
    for _, one in _said(views, "answer", Answer):
        answers.setdefault(one.request, []).append(one)
    return {
        key: answered(request, answers.get(key, ()))
        for key, request in _said(views, "request", Request)
    }


def told(views: Views, entry: Entry) -> Any:  # noqa: ANN401 - a JSON value
    """Return an entry's payload, a request's with what came back to it.

    A request that is entered again under another id keeps its answers so.
    """
    request = requests(views).get(entry.id) if entry.header.kind == "request" else None
    return entry.payload if request is None else to_plain(request)


def reviews(views: Views, claim: str) -> list[Reviewed]:
    """Return the steps of one claim's review, in order."""
    readings = dict(queries.edited_readings(views).get(claim, ()))
    query = "SELECT id, verdict, author, time, why FROM reviews WHERE claim = ? ORDER BY tick, id"
    found = (Reviewed(*row) for row in views.ask(query, (claim,)))
    return [dataclasses.replace(one, reading=readings.get(one.entry)) for one in found]


def _signer(head: Header) -> str | None:
    """Return the key whose signature verifies, or None."""
    signature = head.signature
    return signature.key if signature is not None and headers.is_signed(head) else None
