"""How a figure is said: the number in words, its degree, who carries it, how sturdy it is.

No number leaves this module alone: `amount` always comes with its range word, `degree`
names who verified or reported it, and a figure's maximum is open unless a source sets a
ceiling (figures.md §6, §10).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tawthiq.publish.voice import Voice
from tawthiq.record.figure import Account, Figure

NUMBER = Markup('<a class="num" href="{}">{}</a>')


@dataclass(frozen=True, slots=True)
class Said:
    """One figure in words; `href` opens what is behind it."""

    standard: str
    href: str
    amount: Markup
    degree: Markup
    is_number: bool
    entailed: Markup | None
    sturdy: tuple[Markup, ...]
    ceiling: Markup | None
    short: Markup


def say_figure(figure: Figure, voice: Voice, href: str) -> Said:
    """Return all that is said of a figure wherever its number stands, linked to `href`."""
    return Said(
        standard=figure.standard,
        href=href,
        amount=amount(figure, voice),
        degree=degree(figure, voice),
        is_number=has_number(figure),
        entailed=entailed(figure, voice, href),
        sturdy=sturdy(figure, voice, href),
        ceiling=ceiling(figure, voice, href),
        short=short(figure, voice),
    )


def has_number(figure: Figure) -> bool:
    """Say whether a figure says more than "none" or "number not stated"."""
    if figure.standard != "reported":
        return figure.floor > 0
    return max(figure.low, figure.floor, figure.high or 0) > 0


def amount(figure: Figure, voice: Voice) -> Markup:
    """Return the number with its range word and unit, such as "at least 27 people"."""
    if not has_number(figure):
        return _nothing(figure, voice)
    if figure.standard != "reported":
        return voice.say("amount.at_least", people=people(figure.floor, voice))
    if _is_disputed(figure):
        return voice.say("amount.disputed", people=people(figure.floor, voice))
    if _starts_below(figure):
        return voice.say("amount.or_more", people=people(figure.low, voice))
    return reported_range(figure.low, figure.high, voice, is_open=_is_open(figure))


def reported_range(low: int, high: int | None, voice: Voice, *, is_open: bool) -> Markup:
    """Return a range of reports; an open end is said, never printed as a bar's end."""
    if high is None or (high <= low and is_open):
        return voice.say("amount.at_least", people=people(low, voice))
    if is_open:
        return voice.say("amount.range_open", low=f"{low:,}", people=people(high, voice))
    if low == high:
        return voice.say("amount.stated", people=people(low, voice))
    return voice.say("amount.range", low=f"{low:,}", people=people(high, voice))


def short(figure: Figure, voice: Voice) -> Markup:
    """Return the amount for a table cell, whose column says people and degree."""
    if not has_number(figure):
        return _nothing(figure, voice, short=True)
    if figure.standard != "reported":
        return voice.say("cell.at_least", number=f"{figure.floor:,}")
    if _is_disputed(figure):
        return voice.say("cell.disputed", number=f"{figure.floor:,}")
    if _starts_below(figure):
        return voice.say("cell.or_more", number=f"{figure.low:,}")
    low, high = figure.low, figure.high
    if high is None or (high <= low and _is_open(figure)):
        return voice.say("cell.at_least", number=f"{low:,}")
    if _is_open(figure):
        return voice.say("cell.range_open", low=f"{low:,}", high=f"{high:,}")
    if low == high:
        return voice.say("cell.stated", number=f"{low:,}")
    return voice.say("cell.range", low=f"{low:,}", high=f"{high:,}")


def people(number: int, voice: Voice) -> Markup:
    """Return "27 people" in the plural form of the language."""
    return voice.say("people", number)


def degree(figure: Figure, voice: Voice) -> Markup:
    """Return the degree with who stands behind it, or what the degree would take."""
    if not has_number(figure):
        return voice.say(f"rung.{figure.standard}.none")
    if figure.standard == "verified_by_us":
        return voice.say("degree.verified_by_us")
    if figure.standard == "verified":
        return _verified(figure, voice)
    stating = _stating(figure)
    carriers = _sources(stating, voice) if stating else carried_by(figure, voice)
    return voice.say(f"degree.{figure.standard}", carriers=carriers)


def carried_by(figure: Figure, voice: Voice) -> Markup:
    """Return the original sources that carry a figure; where none is named, it says so."""
    if not figure.carriers:
        return voice.say("source.unnamed")
    return _sources(figure.carriers, voice)


def _stating(figure: Figure) -> tuple[str, ...]:
    """Return whose own numbers are the ends of a range of reports; none where it is no range."""
    low, high = figure.low, figure.high
    if figure.standard != "reported" or not 0 < low < (high or 0):
        return ()
    return tuple(a.root for a in figure.accounts if a.lo == low or high in {a.lo, a.hi})


def entailed(figure: Figure, voice: Voice, href: str) -> Markup | None:
    """Return what follows if every source quoted is right, where that is more than the low."""
    if figure.standard != "reported" or figure.floor <= figure.low:
        return None
    number = NUMBER.format(href, people(figure.floor, voice))
    if _stating(figure) and figure.carriers:
        return voice.say("figure.floor_by", people=number, carriers=carried_by(figure, voice))
    return voice.say("figure.floor", people=number)


def sturdy(figure: Figure, voice: Voice, href: str) -> tuple[Markup, ...]:
    """Return how much is left when any one source, or any one held document, is struck."""
    if figure.floor <= 0:
        return ()
    if figure.sturdy > 0:
        by_source = voice.say(
            "sturdy.source", people=NUMBER.format(href, people(figure.sturdy, voice))
        )
    else:
        by_source = voice.say("sturdy.one_source", carriers=carried_by(figure, voice))
    if figure.sturdy_by_item > 0:
        kept = NUMBER.format(href, people(figure.sturdy_by_item, voice))
        return by_source, voice.say("sturdy.item", people=kept)
    return by_source, voice.say("sturdy.one_item")


def ceiling(figure: Figure, voice: Voice, href: str) -> Markup | None:
    """Return the lowest ceiling that a source sets, or None: then the maximum is open."""
    if figure.max is None:
        return None
    return voice.say("amount.ceiling", people=NUMBER.format(href, people(figure.max, voice)))


def account_words(account: Account, voice: Voice) -> Markup:
    """Return one source's own numbers, as that source gives them."""
    return reported_range(account.lo, account.hi, voice, is_open=account.hi is None)


def _verified(figure: Figure, voice: Voice) -> Markup:
    verifiers = _sources(figure.verifiers, voice) or voice.say("source.unnamed")
    if figure.relayed_by:
        return voice.say(
            "degree.verified_relayed",
            verifiers=verifiers,
            relayed=_sources(figure.relayed_by, voice),
        )
    return voice.say("degree.verified", verifiers=verifiers)


def _sources(names: Sequence[str], voice: Voice) -> Markup:
    shown = [Markup('<span class="source">{}</span>').format(voice.called(name)) for name in names]
    return voice.listed(shown)


def _nothing(figure: Figure, voice: Voice, *, short: bool = False) -> Markup:
    if figure.unquantified:
        return voice.say("cell.unquantified" if short else "amount.unquantified")
    return voice.say("cell.none" if short else "amount.none")


def _is_disputed(figure: Figure) -> bool:
    """Say whether a version has nobody killed while others force a number."""
    return figure.low == 0 < figure.floor


def _starts_below(figure: Figure) -> bool:
    """Say whether the lowest version lies below what all sources together force, upwards open."""
    is_range = figure.high is not None and figure.high > figure.low
    return _is_open(figure) and not is_range and figure.floor > figure.low


def _is_open(figure: Figure) -> bool:
    return figure.high is None or figure.spread is None or figure.spread[2] == "open"
