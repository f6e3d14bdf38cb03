"""Places as named in the text: name, precision, the container that the words state.

No gazetteer here: a name is a place because a preposition, a feature word ("village",
"province") or a list behind one makes it so. "X in Y", "X, Y" and "X neighbourhood of Y"
give the container; a country is one because the lexicon lists it.
"""

from dataclasses import replace
from typing import Final

from tawthiq.read.items import Item
from tawthiq.read.sentence import Mark, Sentence
from tawthiq.read.toponyms import (
    Named,
    is_no_place_word,
    is_other_name,
    may_be_struck,
    name_end,
    name_place,
    past_small,
)

_FINE: Final = (
    "exact_site", "street", "neighbourhood", "settlement", "near_settlement",
    "admin3", "admin2", "admin1", "region", "country", "unknown",
)  # fmt: skip
_SITES: Final = frozenset({"exact_site", "street"})
_SETTLED: Final = frozenset({"neighbourhood", "settlement", "near_settlement"})
_JOINING: Final = frozenset({"and", ",", "و", "or", "،", "as", "well"})
_ORIGINS: Final = frozenset({"from", "to", "toward", "towards", "into", "of", "في", "من"})
_OF_LAND: Final = frozenset({"سوري", "سوريه", "لبناني", "عراقي", "فلسطيني", "يمني", "ليبي"})
_NO_EVENT: Final = frozenset({"from", "to", "toward", "towards", "into", "like", "من", "الي"})


def find_places(s: Sentence, items: list[Item]) -> list[Named]:
    """Return the places of a sentence in order, with containers set where the words say so."""
    taken = {k for item in items if item.kind == "date" for k in range(item.i, item.j)}
    found: list[Named] = []
    k = 0
    while k < len(s):
        here = [] if k in taken else _at(s, k, taken)
        if not here and found and found[-1].j == k and s.key(k) == "of":
            here = _names(s, past_small(s, k + 1), taken, "of", "in")
        if here:
            found.extend(here)
            k = max(place.j for place in here)
        else:
            k += 1
    return _contain(s, found)


def _at(s: Sentence, k: int, taken: set[int]) -> list[Named]:
    """Read the place or list of places that begins at word `k`."""
    if not s.marks[k] and not s.capital(k):
        return []
    near, locative = s.at("near", k), s.at("locative", k)
    lead = near or locative
    if lead is not None and s.key(lead.j) not in {"which", "that"}:
        start = past_small(s, lead.j)
        relation = "near" if near is not None else "in"
        return _names(s, start, taken, s.key(k), relation)
    struck = _struck(s, k, taken)
    if struck:
        return struck
    feature = s.at("feature", k)
    if feature is not None and not (s.capital(k) and k > 0 and s.capital(k + 1)):
        return _behind_feature(s, feature, taken, s.key(k - 1), "in")
    country = s.at("country", k)
    if country is not None and s.capital(k) and s.key(country.j) not in {"'s", "’s"}:
        return [Named(k, country.j, s.span(k, country.j).text, "country", s.key(k - 1))]
    return _name_with_feature(s, k, taken)


def _struck(s: Sentence, k: int, taken: set[int]) -> list[Named]:
    """Read the place that was attacked: "shelled X", "the shelling of X", "a raid on X"."""
    trigger = s.at("trigger", k)
    if trigger is None or trigger.rule.text("event") not in {"attack", "shelling", "raid"}:
        return []
    start = trigger.j + (s.key(trigger.j) in {"of", "on", "علي"})
    start = past_small(s, start)
    if s.pack.language == "ar" and not may_be_struck(s, trigger, start):
        return []
    end = name_end(s, start, taken)
    if end == start or any(s.at(kind, end) for kind in ("actor", "person", "source", "thing")):
        return []
    if s.pack.language == "en" and s.key(end) in {"'s", "’s"}:
        return []
    return _names(s, start, taken, "on", "in")


def _names(s: Sentence, k: int, taken: set[int], lead: str, relation: str) -> list[Named]:
    struck = _struck(s, k, taken)
    if struck:
        return struck
    feature = s.at("feature", k)
    if feature is not None and not (
        s.capital(k) and s.pack.language == "en" and name_end(s, k, taken) > k + 1
    ):
        return _behind_feature(s, feature, taken, lead, relation)
    country = s.at("country", k)
    if country is not None:
        if s.key(country.j) in {"'s", "’s"}:
            return _names(s, past_small(s, country.j), taken, lead, relation)
        first = Named(k, country.j, s.span(k, country.j).text, "country", lead, relation)
        return [first, *_more(s, first, taken)]
    end = name_end(s, k, taken)
    if end == k or is_no_place_word(s, k, lead):
        return []
    named = name_place(s, k, end, lead, relation)
    return [named, *_more(s, named, taken)] if named is not None else []


def _behind_feature(
    s: Sentence, feature: Mark, taken: set[int], lead: str, relation: str
) -> list[Named]:
    """Read what stands behind "village of", "provinces of", "towns …, including"."""
    k = feature.j
    precision = feature.rule.text("precision") or "settlement"
    if s.key(k) in _OF_LAND and precision == "region" and s.words[feature.i].definite:
        whole = s.span(feature.i, k + 1).text  # «الساحل السوري»: the coast, by its whole name
        return [Named(feature.i, k + 1, whole, precision, lead, relation)]
    if s.words[feature.i].definite and s.words[min(k, len(s) - 1)].definite:
        return []  # «الأحياء السكنية»: an adjective, no name
    if s.key(k) in {"of", "called", "named"}:
        k += 1
    elif s.pack.language == "en":
        listed = _listed(s, k, plural=feature.form == "plural")
        if listed is None:
            return []
        k = listed
    start = past_small(s, k)
    end = name_end(s, start, taken)
    if (
        s.pack.language == "ar"
        and precision in {"exact_site", "street"}
        and end > start
        and not (
            s.words[start].definite or s.at("toponym_part", start) or not s.key(start).endswith("ه")
        )
    ):
        return []
    if end == start and s.at("country", start):
        end = s.marks[start]["country"].j
    if end == start:
        inner = s.at("feature", start)
        return _behind_feature(s, inner, taken, lead, relation) if inner else []
    if relation == "near" and precision == "settlement":
        precision = "near_settlement"
    own = name_place(s, start, end, lead, relation)
    if own is not None and own.j > end:
        precision = own.precision
        end = own.j
    name = own.name if own is not None else s.span(start, end).text
    first = Named(start, end, name, precision, lead, relation)
    return [first, *_more(s, first, taken, plural=feature.form == "plural")]


def _listed(s: Sentence, k: int, *, plural: bool) -> int | None:
    """Return where the names begin in "towns further north, including X", or None.

    A capitalised name may also follow its feature directly ("the village Tell Warda").
    """
    if s.capital(k) and s.letters(k) and not is_other_name(s, k):
        return k
    if plural and s.key(k) in {",", ":"} and s.capital(k + 1):
        return k + 1
    for ahead in range(k, min(k + 9, len(s))):
        if s.at("place_list", ahead) is not None:
            return s.marks[ahead]["place_list"].j
        if s.key(ahead) in {".", ";"} or s.at("trigger", ahead):
            return None
    return None


def _more(s: Sentence, first: Named, taken: set[int], *, plural: bool = False) -> list[Named]:
    """Read further names joined to a place: "X, Y and Z" (not "X, Y" alone: a container)."""
    found: list[Named] = []
    k = first.j
    while True:
        joined = k
        while s.key(joined) in _JOINING and joined - k < 3:
            joined += 1
        if joined == k:
            break
        start = past_small(s, joined)
        country = s.at("country", start)
        end = country.j if country else name_end(s, start, taken)
        if end == start or _begins_clause(s, end):
            break
        place = name_place(s, start, end, first.lead, first.relation)
        if place is None:
            break
        if country is not None:
            place = replace(place, precision="country")
        elif place.precision == "settlement" and first.precision != "near_settlement":
            place = replace(place, precision=first.precision)
        found.append(place)
        k = place.j
    if found and not plural and not _has_and(s, first.j, found[-1].i):
        # "Tell Warda, Sahl province": a chain of containers, no list
        return [replace(place, lead=",") for place in found]
    if (
        found
        and found[-1].j > first.j
        and s.pack.language == "en"
        and found[-1].precision in {"admin1", "admin2"}
    ):
        shared = found[-1].precision
        found = [replace(place, precision=shared) for place in found]
    return [replace(place, listed=True) for place in found]


def _begins_clause(s: Sentence, k: int) -> bool:
    return (
        s.at("auxiliary", k) is not None
        or s.at("cue", k) is not None
        or s.at("perfect", k) is not None
    )


def _has_and(s: Sentence, i: int, j: int) -> bool:
    return any(s.key(k) in {"and", "و", "or"} for k in range(i, j))


def _name_with_feature(s: Sentence, k: int, taken: set[int]) -> list[Named]:
    """Read "Latakia province" where no preposition leads to it."""
    if s.pack.language != "en" or not s.capital(k) or not s.letters(k):
        return []
    end = name_end(s, k, taken)
    if end == k or s.at("feature", end) is None or s.marks[end]["feature"].form == "plural":
        return []
    place = name_place(s, k, end, s.key(k - 1), "in")
    return [place] if place is not None and place.precision != "region" else []


def _contain(s: Sentence, places: list[Named]) -> list[Named]:
    """Set containers: a place directly followed by "in", "of" or a comma and a coarser one."""
    done: list[Named] = []
    for index, place in enumerate(places):
        nxt = places[index + 1] if index + 1 < len(places) else None
        if (
            nxt is not None
            and place.within is None
            and not nxt.listed
            and _is_inside(s, place, nxt)
        ):
            place = replace(place, within=nxt.name)  # noqa: PLW2901 - frozen, so replaced
        done.append(place)
    return done


def _is_inside(s: Sentence, place: Named, other: Named) -> bool:
    between = [s.key(k) for k in range(place.j, other.i)]
    joins = {
        "in",
        "of",
        ",",
        "in the",
        "the",
        "(",
        "city",
        "province",
        "في",
        "ب",
        "من",
        "التابعه",
        "ريف",
        "'s",
    }
    if other.lead == "," or len(between) <= 4:
        coarser = _FINE.index(other.precision) >= _FINE.index(place.precision)
        words = [
            key
            for key in between
            if not s.at("feature", place.j + between.index(key)) and key not in joins
        ]
        opened = bool(set(between) & {"in", "of", ",", "في", "(", "ب"})
        return coarser and not words and opened and "and" not in between
    return False


def is_event_place(place: Named) -> bool:
    """Say whether a place can be where something happened: not where people come from or go to."""
    return place.lead not in _NO_EVENT


def finest(places: list[Named]) -> list[Named]:
    """Drop places that are only the stated container of another one, and sites beside a place.

    A square or a bakery says where in a quarter or village something happened; the quarter
    or village is what other texts name too, so it is the place of the claim.
    """
    if any(place.precision in _SETTLED for place in places):
        places = [place for place in places if place.precision not in _SITES]
    inside = {place.within for place in places if place.within}
    kept = [place for place in places if place.name not in inside]
    finer = [place for place in kept if place.precision != "country"]
    return finer or kept
