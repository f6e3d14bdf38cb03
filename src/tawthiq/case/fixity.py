"""When this device last checked a case, and what came of it (fixity, Berkeley Protocol 172).

One line of JSON per check in HOME/cases/<case>/checked, the last twenty: when, the exit
status, how much was looked at. No names, and nothing of it is in the case.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tawthiq.base import instant
from tawthiq.base.errors import Error, UsageError
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.ledger.durable import make_folders, write_durably
from tawthiq.record.finding_of_check import Verdict

OVERDUE = timedelta(days=30)
_KEPT = 20
_SAYS = {0: "whole", 1: "whole, but something outside does not agree", 3: "DAMAGED"}


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: when, its exit status, how many entries, blobs and damaged things."""

    at: str
    status: int
    entries: int
    blobs: int
    damaged: int = 0


def note(home: Path, case: str, verdict: Verdict, now: datetime) -> None:
    """Remember a check; where the device's folder takes no writing, nothing is remembered."""
    damaged = sum(item.level == "damaged" for item in verdict.found)
    one = Checked(
        instant.render_instant(now), verdict.status, verdict.entries, verdict.blobs, damaged
    )
    lines = [json.dumps(to_plain(each)) for each in (*history(home, case), one)]
    path = _path(home, case)
    try:
        make_folders(path.parent, 0o700)
        write_durably(path, "".join(f"{line}\n" for line in lines[-_KEPT:]).encode())
    except (OSError, Error):
        return


def history(home: Path, case: str) -> list[Checked]:
    """Return the checks that this device remembers, oldest first; damaged lines are passed over."""
    try:
        lines = _path(home, case).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    found = []
    for line in lines[-_KEPT:]:
        try:
            one = from_plain(Checked, json.loads(line))
        except (ValueError, RecursionError, UsageError):
            continue
        if instant.is_instant(one.at):
            found.append(one)
    return found


def told(checks: list[Checked], now: datetime) -> tuple[bool, str]:
    """Return whether the last check is good and recent, and a sentence on it."""
    if not checks:
        return False, "never on this device; run 'tawthiq check'"
    last = checks[-1]
    age = now - datetime.strptime(last.at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    says = f"{instant.days_ago(max(age.days, 0))}: {_SAYS.get(last.status, 'not finished')}"
    if age > OVERDUE:
        says += f"; check again every {OVERDUE.days} days"
    return last.status == 0 and age <= OVERDUE, says


def _path(home: Path, case: str) -> Path:
    return home / "cases" / case / "checked"
