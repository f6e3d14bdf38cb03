"""Places out of UCDP's table of events (GED): what was placed exactly once is a place."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from tawthiq.kit.gazetteer.keys import norm_key, script_of
from tawthiq.kit.gazetteer.point import point
from tawthiq.kit.gazetteer.row import BadRow, Feature, PlaceName, Row
from tawthiq.kit.gazetteer.tables import Line

HEADINGS: Final = frozenset({"wherecoordinates", "whereprec"})
_KINDS: Final[dict[str, Feature]] = {
    "village": "village", "town": "city", "city": "city", "neighbourhood": "neighbourhood",
    "neighborhood": "neighbourhood", "district": "admin2", "governorate": "admin1",
    "province": "admin1", "region": "area",
}  # fmt: skip


def rows(
    lines: Iterable[Line], code_of: Callable[[str], str | None], country: str | None = None
) -> Iterator[Row | BadRow]:
    """Yield each place once, with the first-level area that holds it.

    Only events whose place is exact (where_prec 1) give a place. `code_of` returns the
    ISO code for a country's name.
    """
    seen: set[str] = set()
    for line in lines:
        named = line.get("wherecoordinates")
        exact, at = line.get("whereprec"), point(line.get("latitude"), line.get("longitude"))
        if not named or at is None or not exact.isdecimal():
            yield BadRow(line.number, "it lacks where_coordinates, where_prec or coordinates")
            continue
        of = country or _code(line.get("country"), code_of)
        area, parent = _bare(line.get("adm1"))[0], None
        if area and of:
            parent = f"ged:{of}/{norm_key(area)}"
            if parent not in seen:
                seen.add(parent)
                key = parent.partition(":")[2]
                yield Row(
                    "ged", key, area, "admin1", of, _whole(line.get("adm1"), area), implied=True
                )
        name, feature = _bare(named)
        key = f"{of or '-'}/{norm_key(area)}/{norm_key(name)}"
        if exact != "1" or not name or feature.startswith("admin") or key in seen:
            continue
        seen.add(key)
        yield Row("ged", key, name, feature, of, _whole(named, name), parent, lat=at[0], lon=at[1])


def _bare(name: str) -> tuple[str, Feature]:
    """Return a name without the word for its kind behind it, and the kind."""
    head, _, last = name.strip().rpartition(" ")
    kind = _KINDS.get(last.lower())
    return (head, kind) if head and kind is not None else (name.strip(), "village")


def _whole(text: str, bare: str) -> tuple[PlaceName, ...]:
    return (PlaceName(text, script_of(text)),) if text and text != bare else ()


def _code(name: str, code_of: Callable[[str], str | None]) -> str | None:
    """Look a country up as UCDP writes it: "Yemen (North Yemen)" is Yemen."""
    head, _, other = name.partition("(")
    return code_of(head.strip()) or code_of(other.strip(" )"))
