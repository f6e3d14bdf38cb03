"""The bars beside each source's own numbers: where they begin, where they end or fade."""

from dataclasses import dataclass

from markupsafe import Markup

from tawthiq.publish.phrases import account_words
from tawthiq.publish.register import Register
from tawthiq.publish.voice import Voice
from tawthiq.record.figure import Figure

ROOM = 0.82
"""The share of the width that the greatest stated number takes; the rest is for fading."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One source's numbers for one question; positions in percent of the bar's width."""

    source: Markup
    words: Markup
    as_of: Markup | None
    start: str
    width: str
    is_point: bool
    is_open: bool
    claims: tuple[str, ...]


def bars(figure: Figure, register: Register, voice: Voice) -> tuple[Bar, ...]:
    """Return a bar for every account of a figure, in the figure's order."""
    greatest = max((account.hi or account.lo for account in figure.accounts), default=0) or 1
    made = []
    for account in figure.accounts:
        source = register.source(account.root)
        end = account.hi if account.hi is not None else account.lo
        start = 100 * ROOM * account.lo / greatest
        made.append(
            Bar(
                source=voice.called(source.name if source else account.root),
                words=account_words(account, voice),
                as_of=voice.day(account.as_of) if account.as_of else None,
                start=f"{start:.2f}%",
                width=f"{100 * ROOM * (end - account.lo) / greatest:.2f}%",
                is_point=end == account.lo,
                is_open=account.hi is None,
                claims=account.claims,
            )
        )
    return tuple(made)
