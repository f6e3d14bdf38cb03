"""A web capture brought as files: what was captured, when, and what is missing.

The floor for use in court is the page's URL, its HTML source and a full-page picture that
shows when it was made (Berkeley Protocol 155 a-c); the media files that the page embeds
belong to it too (155 d). A capture below that floor is kept and says so. A capture that
holds only a log-in page holds nothing of the post: "empty capture".
"""

from dataclasses import dataclass
from typing import Literal

Piece = Literal["url", "html", "picture", "media"]
Shape = Literal["saved page", "mhtml", "warc", "wacz", "screenshot", "auto-archiver"]

MEETS_MINIMUM = "meets the court minimum"
TO_CHECK = "meets the court minimum if a person confirms"
BELOW_MINIMUM = "below the court minimum"
EMPTY = "empty capture"

WORDS: dict[Piece, str] = {
    "url": "URL",
    "html": "HTML source",
    "picture": "dated full-page picture",
    "media": "embedded media",
}
"""How each part of a capture is called on screen, in the order of the floor."""


@dataclass(frozen=True, slots=True)
class Member:
    """One payload inside a WARC or WACZ, by which it can be taken out again.

    `offset` is the byte at which its record begins in the WARC; `inside` is the WARC's path
    in the WACZ ("" when the file itself is the WARC); `bytes` and `sha256` are those of the
    payload after chunking and compression of the transfer were undone.
    """

    name: str
    offset: int
    bytes: int
    media_type: str
    sha256: str
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """What a capture says of itself; every text stands as found, nothing is inferred.

    `posted` is the time of the post as the page shows it, `captured` the time of capture as
    its record gives it. `holds` and `lacks` divide the floor; media count as lacking only
    where the page shows some. `to_check` are pieces held that only a person can confirm: a
    program cannot see whether a picture shows the whole page. `files` are paths below the
    folder given, with `/`. `empty` says why nothing of the post is there, in a clause; None
    where something is.
    """

    shape: Shape
    url: str | None = None
    account: str | None = None
    posted: str | None = None
    captured: str | None = None
    title: str | None = None
    holds: tuple[Piece, ...] = ()
    lacks: tuple[Piece, ...] = ()
    to_check: tuple[Piece, ...] = ()
    empty: str | None = None
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()

    @property
    def verdict(self) -> tuple[str, ...]:
        """The words of judgement that stand beside the capture on every screen."""
        if self.empty:
            return (EMPTY, BELOW_MINIMUM)
        if self.lacks:
            return (BELOW_MINIMUM,)
        if self.to_check:
            return (f"{TO_CHECK}: {in_words(self.to_check)}",)
        return (MEETS_MINIMUM,)

    @property
    def missing(self) -> str:
        """What the floor asks for and is not there, in words; "" when nothing is."""
        return in_words(self.lacks)


def in_words(pieces: tuple[Piece, ...]) -> str:
    """Return pieces as people call them, in the order of the floor."""
    return ", ".join(word for piece, word in WORDS.items() if piece in pieces)
