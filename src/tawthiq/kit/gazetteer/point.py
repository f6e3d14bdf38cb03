"""Numbers of places: coordinates as decimal texts, whole numbers, distances between points."""

import math
from decimal import Decimal, InvalidOperation

EARTH_KM = 6371.0


def coordinate(value: object, most: int) -> str | None:
    """Return a coordinate as a decimal text; None unless it is a number within ±`most`."""
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > most:
        return None
    text = f"{number.quantize(Decimal('0.00001')):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def whole(value: object) -> int | None:
    """Return a number of people or metres; None unless it is one of at most 15 digits."""
    text = str(value if value is not None else "").strip()
    return int(text) if text.isdecimal() and len(text) <= 15 else None


def point(lat: object, lon: object) -> tuple[str, str] | None:
    """Return latitude and longitude as decimal texts, or None unless both are coordinates."""
    north, east = coordinate(lat, 90), coordinate(lon, 180)
    return (north, east) if north is not None and east is not None else None


def distance_km(a: tuple[str, str], b: tuple[str, str]) -> float:
    """Return the great-circle distance of two points given as (latitude, longitude)."""
    north, east, other_north, other_east = (math.radians(float(text)) for text in (*a, *b))
    half = (
        math.sin((other_north - north) / 2) ** 2
        + math.cos(north) * math.cos(other_north) * math.sin((other_east - east) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
