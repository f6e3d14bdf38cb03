"""Whether one field of a found claim says what its label says; "?" stands for either."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tawthiq.base.script import fold
from tawthiq.record.claim import Claim, Count, Link

UNITS: Final = {
    "killed": "persons_killed",
    "bodies": "bodies",
    "injured": "persons_injured",
    "missing": "persons_missing",
    "detained": "persons_detained",
}
OPEN: Final = "?"
_SMALL: Final = frozenset({"the", "a", "an", "of", "their", "my", "its", "village", "town", "city"})


def polarity(label: Mapping[str, Any]) -> str:
    """Return the labelled polarity."""
    return str(label.get("polarity", "affirmed"))


def figure(label: Mapping[str, Any], claim: Claim) -> bool:
    """Unit, least, greatest and bind together; a documented number is a stated one."""
    if "figure" not in label:
        return not claim.count
    unit, least, most, *binds = label["figure"].split(" ")
    bind = label.get("binds", binds[0] if binds else "stated")
    return any(_equals(count, unit, least, most, bind) for count in claim.count[:1])


def _equals(count: Count, unit: str, least: str, most: str, bind: str) -> bool:
    stated = count.binds if count.binds != "documented" else "stated"
    return (
        (unit == OPEN or count.unit == UNITS[unit])
        and least in {OPEN, "-" if count.min is None else str(count.min)}
        and most in {OPEN, "-" if count.max is None else str(count.max)}
        and (bind == OPEN or stated in bind.split("/"))
    )


def shown(claim: Claim) -> str:
    """Return a claim's figure in one line, for texts that may be looked at."""
    return " ".join(f"{c.unit} {c.min} {c.max} {c.binds} {c.phrase!r}" for c in claim.count[:1])


def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared: folded, without article and feature."""
    bare = fold(name).replace("،", " ").replace(",", " ")
    words = [word.strip("'’") for word in bare.split()]
    return tuple(w for w in words if w not in _SMALL) or tuple(words)


def named(wanted: str, found: Iterable[str]) -> bool:
    """Say whether a name found is one of those wanted; more words of the text may stand by it."""
    options = [_words(option) for option in wanted.split("/") if option]
    return any(_inside(a, _words(b)) or _inside(_words(b), a) for a in options for b in found)


def _inside(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return bool(short) and any(
        long[k : k + len(short)] == short for k in range(len(long) - len(short) + 1)
    )


def chain(label: Mapping[str, Any], claim: Claim) -> bool:
    """Every link's kind and name, outermost first, and the verifier; no link too many."""
    verifier = [label["verifier"]] if "verifier" in label else []
    checked = [link for link in claim.chain if link.role == "verifier"]
    if label.get("chain", ()) == OPEN:
        return len(checked) == 1 and all(map(_linked, verifier, checked))
    wanted = list(label.get("chain", ()))
    # A nameless outlet is the text's own voice: nobody else speaks.
    speakers = [link for link in claim.speakers if (link.kind, link.name) != ("outlet", None)]
    return (
        len(wanted) == len(speakers)
        and all(map(_linked, wanted, speakers))
        and len(verifier) == len(checked)
        and all(map(_linked, verifier, checked))
    )


def _linked(wanted: str, link: Link) -> bool:
    kinds, _, name = wanted.partition(":")
    return link.kind in kinds.split("/") and named(name, [link.name or ""])


def place(label: Mapping[str, Any], claim: Claim) -> bool:
    """The finest place, word for word but for article and feature word."""
    options = {_words(option) for option in str(label.get("place", "")).split("/") if option}
    return any(_words(place.name) in options for place in claim.place[:1])


def time(label: Mapping[str, Any], claim: Claim) -> bool:
    """The first window, both ends."""
    return bool(claim.time) and window(claim) in str(label.get("time", "")).split("|")


def window(claim: Claim) -> str:
    """Return the first window as labels write it: a day, or from/to."""
    first = claim.time[0]
    return first.from_ if first.from_ == first.to else f"{first.from_}/{first.to}"
