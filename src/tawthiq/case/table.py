"""Results that print as tables: in a shell as text, in a notebook as HTML, else as a frame."""

from collections.abc import Callable, Iterable
from html import escape
from importlib import import_module
from typing import Any, TypeVar

from tawthiq.base.errors import UsageError
from tawthiq.base.script import show
from tawthiq.record.claim import Claim
from tawthiq.record.figure import Figure
from tawthiq.record.incident import Incident

T_co = TypeVar("T_co", covariant=True)
WIDEST = 60
Row = dict[str, Any]


class Table(tuple[T_co, ...]):
    """A tuple of records that prints as a table."""

    __slots__ = ()

    @property
    def rows(self) -> list[Row]:
        """The records as flat rows, one dict each."""
        return [row_of(record) for record in self]

    def to_frame(self) -> Any:  # noqa: ANN401 - a pandas DataFrame, where pandas is installed
        """Return a pandas DataFrame; UsageError where pandas is not installed."""
        try:
            pandas = import_module("pandas")
        except ImportError:
            says = "pandas is not installed; `.rows` gives the same as plain dicts"
            raise UsageError("table.pandas", says) from None
        return pandas.DataFrame(self.rows)

    def __str__(self) -> str:
        rows = self.rows
        if not rows:
            return "(nothing)"
        lines = [list(rows[0]), *([_cell(value) for value in row.values()] for row in rows)]
        widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        rows = self.rows
        head = "".join(f"<th>{escape(name)}</th>" for name in (rows[0] if rows else {}))
        body = "".join(
            "<tr>"
            + "".join(f"<td><bdi>{escape(_cell(v))}</bdi></td>" for v in row.values())
            + "</tr>"
            for row in rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def table(records: Iterable[T_co]) -> Table[T_co]:
    """Return records as a table."""
    return Table(records)


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(show(str(value)).split())
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def row_of(record: object) -> Row:
    """Return the flat row that stands for one record."""
    for kind, rule in _RULES.items():
        if isinstance(record, kind):
            return rule(record)
    return {"value": record}


def _claim(claim: Claim) -> Row:
    root = claim.root
    return {
        "claim": claim.id,
        "state": claim.review.state,
        "event": claim.event,
        "numbers": "; ".join(count.phrase for count in claim.count),
        "original source": (root.name or root.kind) if root is not None else None,
        "places": "; ".join(place.name for place in claim.place),
        "days": "; ".join(f"{when.from_}..{when.to}" for when in claim.time),
        "words": claim.quote.text,
    }


def _figure(figure: Figure) -> Row:
    return {
        "degree": figure.standard,
        "basis": figure.basis,
        "at least": figure.floor,
        "low": figure.low,
        "high": figure.high,
        "without any one source": figure.sturdy,
        "without any one document": figure.sturdy_by_item,
        "carried by": "; ".join(figure.carriers),
        "because": "; ".join(figure.because),
    }


def _incident(incident: Incident) -> Row:
    return {
        "code": incident.code,
        "place": incident.place,
        "day": incident.from_,
        "claims": len(incident.claims),
    }


_RULES: dict[type, Callable[[Any], Row]] = {Claim: _claim, Figure: _figure, Incident: _incident}
