"""Editing a claim: a person sets fields, and every word still stands in the preserved text.

A field is a path of names and numbers with dots (`count.0.min`); a number one beyond the
last, or `+`, adds a leaf; an empty value clears. The words of a leaf (`span`, `phrase`,
`name`) are looked for in the claim's sentence. Nothing but the reading is set: not the item,
not the id, not the review.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.record.claim import Claim, Reader, Review
from tawthiq.record.sound import approve, cut, is_span

VERSION: Final = "1"
EDITABLE: Final = (
    "event", "polarity", "status", "aspects", "chain", "perpetrator", "victim", "means", "count",
    "place", "time", "said", "as_of", "quote",
)  # fmt: skip
_FRESH: Final[Mapping[str, Mapping[str, Any]]] = {
    "chain": {"name": None, "kind": "unnamed"},
    "perpetrator": {"name": ""},
    "victim": {"name": None},
    "means": {"value": ""},
    "count": {"unit": "persons_killed", "min": None, "max": None, "kind": "exact",
              "binds": "stated", "phrase": "", "rule": "person"},
    "place": {"name": "", "precision": "settlement"},
    "time": {"from": "", "to": "", "precision": "day"},
}  # fmt: skip
_WORDS: Final = frozenset({"name", "phrase", "span", "quote", "as_of", "from", "to"})
_WORDED: Final = frozenset({"name", "phrase"})
_NOT_JSON: Final = object()
_OF_CLASS: Final = re.compile(r"[A-Z]\w*\.(\w+): ")


def edited(claim: Claim, text: str, sets: Iterable[tuple[str, str]]) -> Claim:
    """Return the reading with fields set; `text` is the item's text view.

    Raises UsageError for an unknown field, a value of another kind, or words that do not
    stand in the text.
    """
    plain = to_plain(claim)
    for path, value in sets:
        _set(plain, path, value, text)
    plain["reader"] = to_plain(Reader("person", VERSION))
    plain["review"] = to_plain(Review())
    try:
        made = from_plain(Claim, plain)
    except UsageError as error:
        says = f"this is no claim any more: {_plainly(error.message)}"
        raise UsageError("edit.value", says) from None
    counts = tuple(n if n in claim.count else replace(n, rule="person") for n in made.count)
    made = replace(made, count=counts)
    approve(made, claim, text)
    if replace(made, reader=claim.reader, review=claim.review) == claim:
        raise UsageError("edit.same", "nothing was changed: the claim says this already")
    return made


def changes(before: Claim, after: Claim) -> tuple[tuple[str, str, str], ...]:
    """Return (path, before, after) of every value that differs, as JSON; spans left out."""
    old, new = dict(_leaves(to_plain(before))), dict(_leaves(to_plain(after)))
    paths = dict.fromkeys([*old, *new])
    return tuple(
        (path, _json(old.get(path)), _json(new.get(path)))
        for path in paths
        if old.get(path) != new.get(path) and path.split(".")[0] in EDITABLE
    )


def _leaves(value: Any, path: str = "") -> Iterable[tuple[str, Any]]:  # noqa: ANN401 - JSON
    if isinstance(value, dict) and not is_span(value):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and any(isinstance(part, dict) for part in value):
        for number, part in enumerate(value):
            yield from _leaves(part, f"{path}.{number}")
    else:
        yield path, value.get("text") if isinstance(value, dict) else value


def _json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _plainly(wrong: str) -> str:
    """Return a fault of a shape in words: "Claim.count: Count.min: …" is "count.min: …"."""
    fields, rest = [], wrong
    while found := _OF_CLASS.match(rest):
        fields.append(found[1].rstrip("_"))
        rest = rest[found.end() :]
    for kind, word in (("str", "words"), ("NoneType", "nothing"), ("int", "a number")):
        rest = rest.replace(f"found {kind}", f"found {word}")
    return f"{'.'.join(fields)}: {rest}" if fields else rest


def _set(plain: dict[str, Any], path: str, value: str, text: str) -> None:
    steps = path.replace("from_", "from").split(".")
    if steps[0] not in EDITABLE:
        says = f"{cut(steps[0])} is no field that can be set; these are: {', '.join(EDITABLE)}"
        raise UsageError("edit.field", says)
    holder, place = _at(plain, steps, path)
    name = steps[-1]
    meant = (value or None) if name in _WORDS else _meant(value)
    if meant is None and isinstance(holder, list):
        del holder[int(place)]
        return
    if name in {"span", "quote"} and isinstance(meant, str):
        meant = _found(meant, plain["quote"], text)
    holder[place] = meant
    if name == "from" and isinstance(holder, dict) and holder.get("to") == "":
        holder["to"] = meant  # a day that is added is one day until its end is set
    if isinstance(holder, dict) and name in _WORDED and isinstance(meant, str):
        _follow(holder, meant, plain["quote"], text, must=name == "phrase")


def _at(plain: dict[str, Any], steps: list[str], path: str) -> tuple[Any, Any]:
    """Return what holds the last step, and its key there; leaves are added on the way."""
    here: Any = plain
    for depth, step in enumerate(steps):
        is_last = depth == len(steps) - 1
        key: Any = step
        if isinstance(here, list):
            key = len(here) if step == "+" else int(step) if step.isdecimal() else -1
            if not 0 <= key <= len(here):
                raise UsageError("edit.field", f"{path}: there is no number {step} in this list")
            if key == len(here):
                here.append(dict(_FRESH.get(steps[0], {})))
        elif not isinstance(here, dict) or (not is_last and here.get(step) is None):
            raise UsageError("edit.field", f"{path}: there is nothing to set {step!r} in")
        if is_last:
            return here, key
        here = here[key]
    raise UsageError("edit.field", "a field has no name")


def _meant(value: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return a value as typed: JSON where it is some, nothing where it is empty, else words."""
    if not value.strip():
        return None
    found: Any = _NOT_JSON
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        found = _NOT_JSON
    return value if found is _NOT_JSON or isinstance(found, float) else found


def _follow(
    leaf: dict[str, Any], said: str, quote: Mapping[str, Any], text: str, *, must: bool
) -> None:
    """Let a leaf's span follow its words where the sentence has them."""
    if said in quote["text"] or must:
        leaf["span"] = _found(said, quote, text)


def _found(said: str, quote: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return the span of words: in the sentence, else anywhere in the text."""
    start = text.find(said, quote["start"], quote["end"])
    start = start if start >= 0 else text.find(said)
    if start < 0:
        raise UsageError("edit.words", f"the preserved text does not hold the words {cut(said)}")
    return {"text": said, "start": start, "end": start + len(said)}
