"""Places as named in the text: name, precision, the container that the words state.

No gazetteer here: a name is a place because a preposition, a feature word ("village",
"province") or a list behind one makes it so. "X in Y", "X, Y" and "X neighbourhood of Y"
give the container; a country is one because the lexicon lists it.
"""

from dataclasses import dataclass, replace
from typing import Final

from tawthiq.read.items import Item
from tawthiq.read.sentence import Mark, Sentence
from tawthiq.record.claim import PlaceRef

_FINE: Final = (
    "exact_site", "street", "neighbourhood", "settlement", "near_settlement",
    "admin3", "admin2", "admin1", "region", "country", "unknown",
)  # fmt: skip
_JOINING: Final = frozenset({"and", ",", "و", "or", "،", "as", "well"})
_LONGEST: Final = 5
_QUALIFIERS: Final = ("-majority", "-held", "-controlled", "-backed", "-dominated", "-populated")
_ORIGINS: Final = frozenset({"from", "to", "toward", "towards", "into", "of", "في", "من"})
_NO_EVENT: Final = frozenset({"from", "to", "toward", "towards", "into", "like", "من", "الي"})


@dataclass(frozen=True, slots=True)
class Named:
    """A place named in words `i` to `j`; `lead` is the word that leads to it."""

    i: int
    j: int
    name: str
    precision: str
    lead: str
    relation: str = "in"
    within: str | None = None
    listed: bool = False

    def ref(self, s: Sentence) -> PlaceRef:
        """Return the place as a leaf of a claim."""
        relation = "near" if self.relation == "near" else "in"
        return PlaceRef(self.name, self.precision, self.within, relation, span=s.span(self.i, self.j))


def find_places(s: Sentence, items: list[Item]) -> list[Named]:
    """Return the places of a sentence in order, with containers set where the words say so."""
    taken = {k for item in items if item.kind == "date" for k in range(item.i, item.j)}
    found: list[Named] = []
    k = 0
    while k < len(s):
        here = [] if k in taken else _at(s, k, taken)
        if here:
            found.extend(here)
            k = max(place.j for place in here)
        else:
            k += 1
    return _contain(s, found)


def _at(s: Sentence, k: int, taken: set[int]) -> list[Named]:
    """Read the place or list of places that begins at word `k`."""
    near, locative = s.at("near", k), s.at("locative", k)
    lead = near or locative
    if lead is not None and s.key(lead.j) not in {"which", "that"}:
        start = _past_small(s, lead.j)
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
    start = _past_small(s, start)
    end = _name_end(s, start, taken)
    if end == start or any(s.at(kind, end) for kind in ("actor", "person", "source", "thing")):
        return []
    if s.pack.language == "en" and s.key(end) in {"'s", "’s"}:
        return []
    return _names(s, start, taken, "on", "in")


def _past_small(s: Sentence, k: int) -> int:
    """Go past articles and adjectives before a place: "the coastal city of X"."""
    steps = 0
    while k < len(s) and steps < 5 and (
        s.at("determiner", k) or s.at("article", k) or s.at("possessive", k)
        or (s.at("adjective", k) and not s.capital(k) and s.at("feature", k) is None)
        or ("-" in s.key(k) and not s.capital(k)) or s.key(k).endswith(_QUALIFIERS)
        or s.key(k) in {"northern", "southern", "eastern", "western", "central", "northeastern", "northwestern", "southeastern", "southwestern", "rural", "nearby", "besieged", "neighboring", "neighbouring", "several", "many", "most", "two", "three", "six", "different"}
    ):  # fmt: skip
        k += 1
        steps += 1
    return k


def _names(s: Sentence, k: int, taken: set[int], lead: str, relation: str) -> list[Named]:
    struck = _struck(s, k, taken)
    if struck:
        return struck
    feature = s.at("feature", k)
    if feature is not None and not (s.capital(k) and s.pack.language == "en" and _name_end(s, k, taken) > k + 1):
        return _behind_feature(s, feature, taken, lead, relation)
    country = s.at("country", k)
    if country is not None:
        if s.key(country.j) in {"'s", "’s"}:
            return _names(s, _past_small(s, country.j), taken, lead, relation)
        first = Named(k, country.j, s.span(k, country.j).text, "country", lead, relation)
        return [first, *_more(s, first, taken)]
    end = _name_end(s, k, taken)
    if end == k or _is_no_place_word(s, k, lead):
        return []
    first = _named(s, k, end, lead, relation)
    return [first, *_more(s, first, taken)] if first else []


def _is_no_place_word(s: Sentence, k: int, lead: str) -> bool:
    """Say whether an Arabic word is too weak a place behind this preposition.

    Behind "في" any unknown word may be one; behind "على" only where an attack leads to it,
    behind others only names that begin like one ("تل …").
    """
    if lead not in {"علي", "ب", "من", "الي", "داخل", "وسط", "ضمن"} or s.at("toponym_part", k):
        return False
    return not (lead == "علي" and (s.at("trigger", k - 2) or s.at("means", k - 2) or s.at("thing", k - 2)))


def _named(s: Sentence, k: int, end: int, lead: str, relation: str) -> Named | None:
    """Make a place of a name, with the feature word that may follow it ("X province")."""
    if s.at("not_place", k) is not None and end == s.marks[k]["not_place"].j:
        return None
    feature = s.at("feature", end)
    if feature is None and end - k > 1 and s.at("feature", end - 1) is not None:
        feature, end = s.marks[end - 1]["feature"], end - 1
    precision = "settlement"
    name = s.span(k, end).text
    if feature is not None and feature.form != "plural":
        precision = feature.rule.text("precision") or precision
        end = feature.j
        if s.capital(feature.i) and (
            precision in {"exact_site", "street"} or s.key(feature.i) in {"quarter", "suburb", "ward"}
        ):
            name = s.span(k, end).text
    elif s.key(end) in {"people", "residents", "villagers", "fighters", "forces"}:
        return None
    if relation == "near" and precision == "settlement":
        precision = "near_settlement"
    return Named(k, end, name, precision, lead, relation)


def _name_end(s: Sentence, k: int, taken: set[int]) -> int:
    """Return the word behind a name of a place that begins at word `k`."""
    end = k
    if s.pack.language == "ar":
        return _arabic_end(s, k, taken)
    while end < len(s) and end - k < _LONGEST and end not in taken and s.letters(end) and s.capital(end):
        if s.key(end).endswith(_QUALIFIERS) or _is_other_name(s, end) or (end > k and s.at("country", end)):
            break
        end += 1
        if s.key(end) in {"al", "el"} and s.capital(end + 1):
            end += 1
    return end


def _is_other_name(s: Sentence, k: int) -> bool:
    """Say whether a capitalised word is known to be no part of a place's name."""
    if s.at("month", k) or s.at("weekday", k) or s.at("source", k) and s.at("feature", k) is None:
        return True
    person = s.at("person", k)
    return s.at("actor", k) is not None or (person is not None and person.rule.flag("group"))


def _arabic_end(s: Sentence, k: int, taken: set[int]) -> int:
    """An Arabic name is one unknown word, or a first part that asks for a second ("تل وردة")."""
    end = k
    if end < len(s) and s.at("toponym_part", end) and _is_free(s, end + 1, taken):
        if s.key(end + 1).endswith(("ي", "هم", "ها")) and not s.words[end + 1].definite and (
            s.key(end) == "بيت"
        ):
            return k  # somebody's house, no village
        end += 2
    elif _is_free(s, end, taken) and (not s.marks[end] or s.words[end].definite):
        end += 1
    if end > k:
        while s.at("toponym_tail", end) is not None:
            end += 1
    return end


def _is_free(s: Sentence, k: int, taken: set[int]) -> bool:
    if k >= len(s) or k in taken or not s.letters(k) or len(s.key(k)) < 3:
        return False
    return not set(s.marks[k]) - {"toponym_part", "toponym_tail", "feature", "person", "adjective"}


def _behind_feature(
    s: Sentence, feature: Mark, taken: set[int], lead: str, relation: str
) -> list[Named]:
    """Read what stands behind "village of", "provinces of", "towns …, including"."""
    k = feature.j
    precision = feature.rule.text("precision") or "settlement"
    if s.key(k) in {"of", "called", "named"}:
        k += 1
    elif s.pack.language == "en":
        listed = _listed(s, k, plural=feature.form == "plural")
        if listed is None:
            return []
        k = listed
    start = _past_small(s, k)
    end = _name_end(s, start, taken)
    if s.pack.language == "ar" and precision in {"exact_site", "street"} and end > start and not (
        s.words[start].definite or s.at("toponym_part", start) or not s.key(start).endswith("ه")
    ):
        return []
    if end == start and s.at("country", start):
        end = s.marks[start]["country"].j
    if end == start:
        inner = s.at("feature", start)
        return _behind_feature(s, inner, taken, lead, relation) if inner else []
    if relation == "near" and precision == "settlement":
        precision = "near_settlement"
    own = _named(s, start, end, lead, relation)
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
    if s.capital(k) and s.letters(k) and not _is_other_name(s, k):
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
        start = _past_small(s, joined)
        country = s.at("country", start)
        end = country.j if country else _name_end(s, start, taken)
        if end == start or _begins_clause(s, end):
            break
        place = _named(s, start, end, first.lead, first.relation)
        if place is None:
            break
        if country is not None:
            place = replace(place, precision="country")
        elif place.precision == "settlement" and first.precision not in {"near_settlement"}:
            place = replace(place, precision=first.precision)
        found.append(place)
        k = place.j
    if found and not plural and not _has_and(s, first.j, found[-1].i):
        # "Tell Warda, Sahl province": a chain of containers, no list
        return [replace(place, lead=",") for place in found]
    if found and found[-1].j > first.j and s.pack.language == "en" and found[-1].precision in {"admin1", "admin2"}:
        shared = found[-1].precision
        found = [replace(place, precision=shared) for place in found]
    return [replace(place, listed=True) for place in found]


def _begins_clause(s: Sentence, k: int) -> bool:
    return s.at("auxiliary", k) is not None or s.at("cue", k) is not None or s.at("perfect", k) is not None


def _has_and(s: Sentence, i: int, j: int) -> bool:
    return any(s.key(k) in {"and", "و", "or"} for k in range(i, j))


def _name_with_feature(s: Sentence, k: int, taken: set[int]) -> list[Named]:
    """Read "Latakia province" where no preposition leads to it."""
    if s.pack.language != "en" or not s.capital(k) or not s.letters(k):
        return []
    end = _name_end(s, k, taken)
    if end == k or s.at("feature", end) is None or s.marks[end]["feature"].form == "plural":
        return []
    place = _named(s, k, end, s.key(k - 1), "in")
    return [place] if place is not None and place.precision not in {"region"} else []


def _contain(s: Sentence, places: list[Named]) -> list[Named]:
    """Set containers: a place directly followed by "in", "of" or a comma and a coarser one."""
    done: list[Named] = []
    for index, place in enumerate(places):
        nxt = places[index + 1] if index + 1 < len(places) else None
        if nxt is not None and place.within is None and not nxt.listed and _is_inside(s, place, nxt):
            place = replace(place, within=nxt.name)  # noqa: PLW2901 - frozen, so replaced
        done.append(place)
    return done


def _is_inside(s: Sentence, place: Named, other: Named) -> bool:
    between = [s.key(k) for k in range(place.j, other.i)]
    joins = {"in", "of", ",", "in the", "the", "(", "city", "province", "the", "في", "ب", "من", "التابعه", "ريف", "'s"}
    if other.lead == "," or len(between) <= 4:
        coarser = _FINE.index(other.precision) >= _FINE.index(place.precision)
        words = [key for key in between if not s.at("feature", place.j + between.index(key)) and key not in joins]
        opened = bool(set(between) & {"in", "of", ",", "في", "(", "ب"})
        return coarser and not words and opened and "and" not in between
    return False


def is_event_place(place: Named) -> bool:
    """Say whether a place can be where something happened: not where people come from or go to."""
    return place.lead not in _NO_EVENT


def finest(places: list[Named]) -> list[Named]:
    """Drop places that are only the stated container of another one."""
    inside = {place.within for place in places if place.within}
    kept = [place for place in places if place.name not in inside]
    finer = [place for place in kept if place.precision != "country"]
    return finer or kept
