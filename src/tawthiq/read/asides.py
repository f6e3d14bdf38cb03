"""What stands between two commas before a verb: parts, an age, who was just counted."""

from tawthiq.read.collect import Gathered, is_patient
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun


def aside(items: list[Item], at: int, got: Gathered) -> int:
    """Go back over what stands between two commas; take its parts ("including", "most of them")."""
    back = at - 1
    nouns: list[Noun] = []
    while back >= 0 and items[back].kind not in {
        "comma",
        "stop",
        "trigger",
        "cue",
        "subordinator",
        "resulting",
    }:
        item = items[back]
        if item.kind == "including":
            got.parts[:0] = nouns
            return _before_comma(items, back - 1)
        if item.kind == "auxiliary":
            return -1
        if (
            item.noun is not None
            and is_patient(item.noun)
            and (back == 0 or items[back - 1].kind != "preposition")
        ):
            nouns.insert(0, item.noun)
        back -= 1
    if back < 0 or items[back].kind != "comma":
        return _open_aside(items, at)
    inner = items[back + 1 : at]
    if inner and _is_described(items, inner, back) and inner[0].noun is not None:
        inner[0].noun.also = [n for n in nouns if n is not inner[0].noun and n.amount is None]
        got.parts.insert(0, inner[0].noun)
        return _before_comma(items, back)
    if any(item.kind == "including" for item in items[max(back - 12, 0) : back]):
        return _list_of_parts(items, at, got)
    if (
        len(inner) == 1
        and inner[0].noun is not None
        and inner[0].noun.kind in {"number", "measure"}
    ):
        got.age = inner[0].noun.amount.value if inner[0].noun.amount else None
        return back - 1  # an age between commas
    if not inner or not nouns:
        return back - 1
    joined = any(item.kind == "and" for item in inner)
    if (
        joined
        and not _sums_up(items[back - 1].noun, nouns)
        and items[back - 1].kind == "noun"
        and items[back + 1].kind == "noun"
        and _opens_list(items, back)
    ):
        return at - 1
    return back - 1


def _sums_up(noun: Noun | None, inner: list[Noun]) -> bool:
    """Say whether an aside names those just counted ("two people, a trader and his son,")."""
    if noun is None or noun.amount is None or noun.amount.value is None:
        return False
    return noun.amount.value > 1 and sum(map(_size, inner)) == noun.amount.value


def _size(noun: Noun) -> int:
    """Return how many a noun of a list names: its number, two of a couple, else one."""
    if noun.amount is not None:
        return noun.amount.value or 0
    pair = noun.head.number("pair") if noun.head is not None else None
    return 2 if noun.form == "dual" else pair or 1


def _is_described(items: list[Item], inner: list[Item], back: int) -> bool:
    """Say whether an aside gives a part: "most of them women", "many elderly"."""
    noun = inner[0].noun
    if noun is None or noun.amount is None:
        return False
    if noun.amount.share is not None or noun.partitive:
        return True
    counted = items[back - 1].noun if back else None
    return (
        noun.amount.vague and len(inner) == 1 and counted is not None and counted.amount is not None
    )


def _before_comma(items: list[Item], at: int) -> int:
    while at >= 0 and items[at].kind == "comma":
        at -= 1
    return at


def _open_aside(items: list[Item], at: int) -> int:
    """A single comma: the noun before it belongs to the verb only if nothing else stands there."""
    return at - 1 if items[at - 1].kind == "noun" else -1


def _opens_list(items: list[Item], back: int) -> bool:
    noun = items[back - 1].noun
    return noun is not None and (
        noun.amount is not None or noun.form == "singular" or noun.possessive
    )


def _list_of_parts(items: list[Item], at: int, got: Gathered) -> int:
    """Take a list of parts with commas of its own: "including a, b and c,"."""
    back = at - 1
    nouns: list[Noun] = []
    while back >= 0 and items[back].kind != "including":
        item = items[back]
        if (
            item.noun is not None
            and is_patient(item.noun)
            and items[back - 1].kind not in {"preposition", "of"}
        ):
            nouns.insert(0, item.noun)
        back -= 1
    got.parts[:0] = nouns
    return _before_comma(items, back - 1)
