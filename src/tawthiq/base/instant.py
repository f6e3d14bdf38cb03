"""Instants and dates: UTC to the second, and days that never get sharper than they came."""

import re
from datetime import UTC, date, datetime, timedelta

from tawthiq.base.errors import UsageError

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def render_instant(moment: datetime) -> str:
    """Return an aware `moment` as `YYYY-MM-DDTHH:MM:SSZ`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def now() -> datetime:
    """Return the present moment; only shells and the ledger's clock call this."""
    return datetime.now(UTC)


def is_instant(text: str) -> bool:
    """Say whether `text` has the form of an instant and names a real one."""
    if not _INSTANT.match(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def parse_day(text: str) -> date:
    """Return the day `YYYY-MM-DD`; anything else raises UsageError("date.form")."""
    try:
        return date.fromisoformat(text) if _DAY.match(text) else _fail(text)
    except ValueError:
        return _fail(text)


def _fail(text: str) -> date:
    raise UsageError("date.form", f"{text!r} is not a date; write it as YYYY-MM-DD")


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def days_ago(days: int) -> str:
    """Return how long ago something was, in words."""
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
