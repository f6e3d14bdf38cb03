"""Reading many texts, in order, on all cores: items of a case, or lines of JSON without one.

Every text is read by itself, so that the answer does not depend on how many processes
share the work.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from tawthiq.base.errors import Error
from tawthiq.base.shape import to_plain
from tawthiq.case.lexicons import packs_with
from tawthiq.case.pool import in_order
from tawthiq.case.texts import killed, read_text, unread
from tawthiq.count import profile as profiles
from tawthiq.read.reader import read_claims
from tawthiq.read.stage import Text
from tawthiq.record.claim import Claim

Numbered = tuple[int, str]
Row = dict[str, Any]


def read_lines(
    lines: Iterable[Numbered],
    profile: str,
    overlays: tuple[str, ...] = (),
    workers: int | None = None,
) -> Iterator[Row]:
    """Yield one row per (number, JSON line), in their order, lazily; UsageError for no profile.

    A row has id, claims, killed and profile (design §8), and `unread` where the language
    is not read; or error, message and line. `workers`: None for all cores.
    """
    profiles.load(profile)
    read = partial(_read_share, profile=profile, overlays=overlays)
    yield from in_order(read, lines, _characters, workers)


def read_items(
    texts: Iterable[Text], country: str | None, documents: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Claim, ...]]:
    """Yield the claims of each text of a case, in their order; `documents` are own rules."""
    read = partial(_read_texts, country=country, documents=documents)
    yield from in_order(read, texts, _length)


def _length(text: Text) -> int:
    return len(text.words)


def _read_texts(
    texts: list[Text], country: str | None, documents: Mapping[str, tuple[str, ...]]
) -> list[tuple[Claim, ...]]:
    packs = packs_with(documents)
    return [
        read_claims(one.words, item=one.item, dated=one.dated, country=country, packs=packs)
        for one in texts
    ]


def _characters(numbered: Numbered) -> int:
    return len(numbered[1])


def _read_share(share: list[Numbered], profile: str, overlays: tuple[str, ...]) -> list[Row]:
    return [_row(number, line, profile, overlays) for number, line in share]


def _named(given: Row) -> bool:
    """Say whether a line has an id, which is given back with its claims: a text or a number."""
    key = given.get("id", ())
    return (
        key is None
        or isinstance(key, (str, int))
        or (isinstance(key, float) and math.isfinite(key))
    )


def _row(number: int, line: str, profile: str, overlays: tuple[str, ...]) -> Row:
    try:
        given = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or not isinstance(given.get("text"), str) or not _named(given):
        says = f"line {number} is no JSON object with id and text"
        return {"error": "batch.line", "message": says, "line": number}
    stated = {key: given.get(key) for key in ("dated", "country", "language")}
    try:
        claims = read_text(given["text"], **stated, overlays=overlays)
        least, most = killed(claims, profile)
    except Error as error:
        says = f"line {number}: {error.message}"
        return {"error": error.code, "message": says, "line": number}
    row: Row = {"id": given["id"], "claims": to_plain(claims)}
    row |= {"killed": {"min": least, "max": most}, "profile": profile}
    why = None if claims else unread(given["text"], given.get("language"))
    return row | ({"unread": why} if why else {})
