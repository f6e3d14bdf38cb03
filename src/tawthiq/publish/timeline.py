"""The timeline: one lane per incident, a point for a known day, a bar for an uncertain time.

Positions are percentages of the width, so that the picture keeps its letters legible on
any screen. There is never a line from point to point: what was recorded is no trend.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from tawthiq.publish.voice import Voice
from tawthiq.record.incident import Incident

MOST_LANES = 40
MOST_TICKS = 4
NO_YEAR = "2000"
"""A leap year on which days without a stated year are laid out; it is never shown."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A day on the axis."""

    x: str
    label: Markup


@dataclass(frozen=True, slots=True)
class Lane:
    """One incident: `width` is None for a single day, drawn as a point at `x`."""

    code: str
    place: Markup
    when: Markup
    x: str
    width: str | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lanes in order of time; `undated` and `beyond` stand in the table alone."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    window: Markup
    is_yearless: bool
    undated: tuple[Incident, ...]
    beyond: int


def timeline(incidents: Sequence[Incident], voice: Voice) -> Timeline | None:
    """Lay the dated incidents out, or return None where no incident has a date."""
    dated = {incident.code: days for incident in incidents if (days := _days(incident))}
    yearless = {code for code, (_, _, has_year) in dated.items() if not has_year}
    is_yearless = len(yearless) == len(dated)
    drawn = [i for i in incidents if i.code in dated and (is_yearless or i.code not in yearless)]
    if not drawn:
        return None
    drawn.sort(key=lambda incident: (dated[incident.code][:2], incident.code))
    shown = drawn[:MOST_LANES]
    first = min(dated[incident.code][0] for incident in shown)
    last = max(dated[incident.code][1] for incident in shown)
    axis = _Axis(first, last)
    return Timeline(
        lanes=tuple(_lane(i, dated[i.code][:2], axis, voice) for i in shown),
        ticks=tuple(axis.ticks(voice)),
        window=voice.window(
            _written(first, is_yearless=is_yearless), _written(last, is_yearless=is_yearless)
        ),
        is_yearless=is_yearless,
        undated=tuple(incident for incident in incidents if incident not in drawn),
        beyond=len(drawn) - len(shown),
    )


class _Axis:
    """Days as percentages of the width, with a margin of one day in twenty."""

    def __init__(self, first: date, last: date) -> None:
        days = (last - first).days + 1
        margin = max(1, round(days / 16))
        self._start = first - timedelta(days=margin)
        self._days = days + 2 * margin
        self._first = first
        self._stretch = days

    def at(self, day: date, part: float = 0.0) -> float:
        return 100 * ((day - self._start).days + part) / self._days

    def ticks(self, voice: Voice) -> list[Tick]:
        last, steps = self._stretch - 1, min(self._stretch, MOST_TICKS) - 1
        at = {round(n * last / steps) if steps else 0 for n in range(steps + 1)}
        days = [self._first + timedelta(days=n) for n in sorted(at)]
        return [
            Tick(_percent(self.at(day, 0.5)), voice.day(day.strftime("--%m-%d"))) for day in days
        ]


def _lane(incident: Incident, days: tuple[date, date], axis: _Axis, voice: Voice) -> Lane:
    start, end = days
    is_point = start == end
    place = voice.called(incident.place) if incident.place else voice.say("place.unknown")
    return Lane(
        code=incident.code,
        place=place,
        when=voice.window(incident.from_, incident.to),
        x=_percent(axis.at(start, 0.5 if is_point else 0.0)),
        width=None if is_point else _percent(axis.at(end, 1.0) - axis.at(start)),
    )


def _days(incident: Incident) -> tuple[date, date, bool] | None:
    start, end = incident.from_ or incident.to, incident.to or incident.from_
    if not start or not end:
        return None
    try:
        first, last = (_day(text) for text in (start, end))
    except ValueError:
        return None
    return min(first, last), max(first, last), not start.startswith("--")


def _day(text: str) -> date:
    return date.fromisoformat(f"{NO_YEAR}{text[1:]}" if text.startswith("--") else text[:10])


def _written(day: date, *, is_yearless: bool) -> str:
    return day.strftime("--%m-%d") if is_yearless else day.isoformat()


def _percent(value: float) -> str:
    return f"{value:.2f}%"
