"""What the files of one capture show, and the judgement that follows from it: pure.

Readers of the several formats fill in `Seen`; `judged` alone decides what is held, what is
lacking, and what a person must look at.
"""

from dataclasses import dataclass, field

from tawthiq.preserve.capture.account import account_of
from tawthiq.preserve.capture.picture import Picture
from tawthiq.preserve.capture.shell import Page
from tawthiq.record.capture import Capture, Member, Piece, Shape

_NOTES = 50


@dataclass(slots=True)
class Seen:
    """What a reader found in the files of a capture; a reader fills it piece by piece."""

    url: str | None = None
    account: str | None = None
    posted: str | None = None
    captured: str | None = None
    title: str | None = None
    has_html: bool = False
    empty: str | None = None
    shows_media: bool | None = None
    """Whether the page shows media; None where no page could be asked."""
    pictures: list[Picture] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)

    def page(self, page: Page) -> None:
        """Take over what a page says, where nothing better is known."""
        said = page.said
        self.has_html = True
        self.empty = self.empty or page.empty
        self.url = self.url or said.url
        self.account = self.account or said.author
        self.posted = self.posted or said.posted
        self.captured = self.captured or said.saved_at
        self.title = self.title or said.title
        self.shows_media = bool(said.media)


def judged(shape: Shape, seen: Seen, files: tuple[str, ...] = ()) -> Capture:
    """Return the capture that these findings make."""
    best = _best(seen.pictures)
    holds: list[Piece] = []
    lacks: list[Piece] = []
    to_check: list[Piece] = []
    (holds if seen.url else lacks).append("url")
    (holds if seen.has_html and not seen.empty else lacks).append("html")
    (holds if best and best.dated else lacks).append("picture")
    if seen.media:
        holds.append("media")
    elif seen.shows_media:
        lacks.append("media")
    if best and best.dated and not best.is_whole:
        to_check.append("picture")
    return Capture(
        shape=shape,
        url=seen.url,
        account=account_of(seen.url) or seen.account,
        posted=seen.posted,
        captured=seen.captured,
        title=seen.title,
        holds=tuple(holds),
        lacks=tuple(lacks),
        to_check=tuple(to_check),
        empty=seen.empty,
        notes=tuple((seen.notes + _on_picture(best))[:_NOTES]),
        files=files,
        members=tuple(seen.members),
    )


def _best(pictures: list[Picture]) -> Picture | None:
    """Return the picture that proves most: dated before undated, whole before unknown."""
    ranked = sorted(pictures, key=lambda one: (not one.dated, not one.is_whole, one.name))
    return ranked[0] if ranked else None


def _on_picture(best: Picture | None) -> list[str]:
    if best is None:
        return []
    if not best.dated:
        return [f"nothing in the file or its name dates the picture {best.name}"]
    if not best.is_whole:
        return [f"whether {best.name} shows the whole page is for a person to see"]
    return []
