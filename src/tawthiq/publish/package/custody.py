"""custody.csv: who held each item, from its receipt to the handing over, without a gap."""

import csv
import io
from collections.abc import Mapping

from tawthiq.base.script import show
from tawthiq.publish.exports import safe_cell
from tawthiq.record.handover import Event, Package

COLUMNS = (
    "item", "path", "step", "action", "event", "time", "by", "from", "to", "detail", "outcome",
    "entry", "sha256",
)  # fmt: skip


def steps_of(package: Package) -> Mapping[str, list[Event]]:
    """Return the events of each item, in the order in which the package lists them."""
    steps: dict[str, list[Event]] = {each.item: [] for each in package.objects}
    for event in package.events:
        for item in event.items:
            steps[item].append(event)
    return steps


def custody_csv(package: Package) -> bytes:
    """Return the steps of every item in order of time; UTF-8 with its mark, for spreadsheets."""
    names = {agent.id: agent.name for agent in package.agents}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    steps = steps_of(package)
    for each in package.objects:
        for number, event in enumerate(steps[each.item], 1):
            row = (
                each.item,
                each.path,
                str(number),
                event.action,
                event.kind,
                event.time,
                "; ".join(names[agent] for agent in event.agents),
                event.before or "",
                event.after or "",
                event.detail,
                event.outcome,
                event.entry or "",
                each.sha256,
            )
            writer.writerow([safe_cell(show(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")
