"""How well and how fast texts are read: per field, language, trap and rule; then the speed.

    ./run bench reading                        the sets of the repository, then the speed
    TAWTHIQ_SETS=DIR ./run bench reading       and the sets in DIR (files *.jsonl)
    benches/reading.py --sets DIR --no-speed   the same, without the speed
    benches/reading.py --rules                 every rule that had a part, not only the wrong ones

A line of an external set: {"text", "dated"?, "country"?, "fatalities", "set"?}. Nothing of its
texts is printed. What the numbers mean: docs/explain/reading-quality.md.
"""

import argparse
import json
import os
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import _reading_speed  # noqa: E402
from tests.read import labelled, texts  # noqa: E402 - the labelled texts live beside the tests
from tests.read.scoring import score  # noqa: E402

from tawthiq.count.killed import killed_in  # noqa: E402
from tawthiq.read.reader import read_claims  # noqa: E402

GOALS = {"dead": 0.95, "status": 0.9, "chain": 0.85, "place": 0.9}
HALVES = ("open", "held")
LANGUAGES = ("en", "ar")
NOTES = ROOT / "tests" / "read"


@dataclass
class Coded:
    """Notes coded with their dead: exact least number, coded number within, zero where zero."""

    fatal: int = 0
    exact: int = 0
    within: int = 0
    peaceful: int = 0
    zero: int = 0

    def add(self, coded: int, least: int, most: int | None) -> None:
        """Count one note."""
        if coded:
            self.fatal += 1
            self.exact += least == coded
            self.within += least <= coded and (most is None or coded <= most)
        else:
            self.peaceful += 1
            self.zero += least == 0

    def line(self) -> str:
        """Return the shares in words."""
        fatal = f"{self.fatal:5} fatal: exact {share(self.exact, self.fatal)} "
        fatal += f"({interval(self.exact, self.fatal)}), "
        fatal += f"within {share(self.within, self.fatal)}"
        zero = f"zero {share(self.zero, self.peaceful)} ({interval(self.zero, self.peaceful)})"
        return f"{fatal}; {self.peaceful:4} not fatal: {zero}"


@dataclass
class Fired:
    """How often a rule had a part in a text, and in how many of them the figures were right."""

    texts: int = 0
    right: int = 0
    figures: Counter[bool] = field(default_factory=Counter)


def share(hits: int, of: int) -> str:
    """Return a percentage, or a dash where there is nothing."""
    return f"{100 * hits / of:5.1f} %" if of else "    –  "


def interval(hits: int, of: int) -> str:
    """Return Wilson's 95 % interval of a share, in percent: what so few texts leave open."""
    if not of:
        return ""
    z, rate = 1.96, hits / of
    middle = (rate + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(rate * (1 - rate) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{100 * (middle - half):.0f}–{100 * (middle + half):.0f}"


def table(rows: Iterable[Sequence[str]]) -> None:
    """Print rows with their columns aligned."""
    listed = [list(row) for row in rows]
    widths = [max(len(row[at]) for row in listed) for at in range(len(listed[0]))]
    for row in listed:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  " + "  ".join(cells).rstrip())


def read_all() -> list[tuple[texts.Result, frozenset[str]]]:
    """Read and score every labelled text; with the rules that had a part."""
    found = [text for language in LANGUAGES for text in texts.load(language)]
    return [(score(text, texts.read(text)), texts.rules_of(text)) for text in found]


def by_field(results: Sequence[texts.Result]) -> None:
    """Print precision, recall and F1 of every field, per half and language."""
    for half in HALVES:
        for language in (*LANGUAGES, "both"):
            some = [r for r in results if r.text.half == half]
            some = [r for r in some if language in {r.text.language, "both"}]
            total = texts.Tally()
            for result in some:
                total.add(result.tally)
            false = sum(len(result.false) for result in some)
            print(
                f"\n{half}, {language}: {len(some)} texts, false victim figures {false} (wanted 0)"
            )
            rows = [("field", "labelled", "precision", "recall", "F1", "recall, 95 %", "")]
            rows += [_field_row(name, total) for name in texts.FIELDS]
            table(rows)


def _field_row(name: str, total: texts.Tally) -> tuple[str, ...]:
    precision, recall, f1 = total.rates(name)
    wanted = f"wanted >= {GOALS[name]:.2f}" if name in GOALS else ""
    rates = (f"{rate:.2f}" for rate in (precision, recall, f1))
    return (
        name,
        str(total.labelled[name]),
        *rates,
        interval(total.hits[name], total.labelled[name]),
        wanted,
    )


def by_trap(results: Sequence[texts.Result]) -> None:
    """Print, per trap, how many texts have all figures right and everything right.

    Both halves together, so that the held texts behind a number stay unknown.
    """
    print("\ntraps: texts with all figures right, and with every field right")
    rows = [("about", "trap", "texts", "figures", "all")]
    for about, named in texts.traps().items():
        for trap in named:
            some = [r for r in results if trap in r.text.traps]
            figures = sum(r.figures_right for r in some)
            whole = sum(not r.wrong and not r.false for r in some)
            rows.append((about, trap, str(len(some)), str(figures), str(whole)))
    table(rows)


def by_voice(results: Sequence[texts.Result]) -> None:
    """Print, per voice, how many texts have all figures right: whose dead are missed?"""
    print("\nvoices: texts with all figures right")
    rows = [("voice", "texts", "figures", "95 %")]
    for voice in sorted({r.text.voice for r in results}):
        some = [r for r in results if r.text.voice == voice]
        right = sum(r.figures_right for r in some)
        rows.append((voice, str(len(some)), str(right), interval(right, len(some))))
    table(rows)


def by_rule(read: Sequence[tuple[texts.Result, frozenset[str]]], *, everything: bool) -> None:
    """Print, per rule, the texts it had a part in, and the figures that it names itself."""
    rules: defaultdict[str, Fired] = defaultdict(Fired)
    for result, fired in read:
        for rule in fired:
            rules[rule].texts += 1
            rules[rule].right += result.figures_right
        for rule, right in result.figures:
            rules[rule].figures[right] += 1
    clean = sum(rule.right == rule.texts for rule in rules.values())
    print(f"\nrules: {len(rules)} had a part, {clean} of them only where every figure was right")
    print("  (a text has many rules: a wrong one counts against each of them)")
    rows = [("rule", "texts", "right", "wrong", "figures right", "wrong")]
    for name, rule in sorted(rules.items(), key=lambda r: (r[1].right - r[1].texts, r[0])):
        wrong = rule.texts - rule.right
        if everything or wrong > 1 or rule.figures[False]:
            own = [str(rule.figures[right]) if rule.figures else "" for right in (True, False)]
            rows.append((name, str(rule.texts), str(rule.right), str(wrong), *own))
    table(rows)


def older_sets() -> None:
    """Print the sets that the rules were written on: an upper end, no measure."""
    print("\nsets that rules were written on (an upper end, not a measure)")
    notes: list[tuple[str, int, int]] = tomllib.loads((NOTES / "notes.toml").read_text("utf-8"))[
        "notes"
    ]
    arabic: list[dict[str, Any]] = tomllib.loads((NOTES / "notes_ar.toml").read_text("utf-8"))[
        "note"
    ]
    groups = {"notes.toml": [(text, (least, most)) for text, least, most in notes]}
    for held in (False, True):
        name = f"notes_ar.toml{', held' if held else ', open'}"
        groups[name] = [
            (n["text"], tuple(n["dead"])) for n in arabic if n.get("held", False) == held
        ]
    for name, rows in groups.items():
        right = sum(stated(text)[: len(dead)] == dead for text, dead in rows)
        print(f"  {name}: {len(rows)} notes, the dead exact {share(right, len(rows))}")
    for language in LANGUAGES:
        result = labelled.score(language)
        named = ("figure", "places", "days", "source", "doers")
        rates = ", ".join(f"{name} {result.f1(name):.2f}" for name in named)
        print(f"  labelled_{language}.toml: F1 of {rates}")


def stated(text: str) -> tuple[int, int]:
    """Return least and greatest number of the new dead; -1: open."""
    claims = read_claims(text, item="note", dated=texts.DATED, country=None)
    least, most = killed_in(claims)
    return least, -1 if most is None else most


def external(folder: Path | None) -> None:
    """Print the shares of the sets in a folder; of their texts nothing."""
    print("\nexternal sets")
    if folder is None:
        print("  none: set TAWTHIQ_SETS to a folder of *.jsonl, or give --sets DIR")
        return
    files = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    if not files:
        print("  none: the folder is not there, or it holds no *.jsonl")
    for path in files:
        groups: defaultdict[str, Coded] = defaultdict(Coded)
        left = 0
        for row in _rows(path):
            if row is None:
                left += 1
                continue
            claims = read_claims(row["text"], item="note", dated=row["dated"], country=None)
            for name in (row["set"], "all"):
                groups[name].add(row["fatalities"], *killed_in(claims))
        out = (
            f"; {left} lines left out: no object with a text, a whole number of fatalities and, if any, a date"
            if left
            else ""
        )
        print(f"  {path.name}{out}   (wanted: exact >= 85 %, zero >= 97 %)")
        for name in sorted(groups, key=lambda n: (n == "all", n)):
            print(f"    {name:8} {groups[name].line()}")


def _rows(path: Path) -> Iterator[dict[str, Any] | None]:
    for line in path.read_text("utf-8", "replace").splitlines():
        try:
            row = json.loads(line)
            dated = row.get("dated")
            yield {
                "text": str(row["text"]),
                "fatalities": int(row["fatalities"]),
                "dated": date.fromisoformat(str(dated)[:10]).isoformat() if dated else None,
                "set": str(row.get("set") or "-"),
            }
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            yield None


def main() -> None:
    """Print quality, then speed."""
    given = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    folder = os.environ.get("TAWTHIQ_SETS")
    given.add_argument("--sets", type=Path, default=Path(folder) if folder else None)
    given.add_argument("--rules", action="store_true", help="print every rule")
    given.add_argument("--no-speed", action="store_true", help="quality only")
    options = given.parse_args()
    read = read_all()
    results = [result for result, _ in read]
    by_field(results)
    by_trap(results)
    by_voice(results)
    by_rule(read, everything=options.rules)
    older_sets()
    external(options.sets)
    if not options.no_speed:
        _reading_speed.main()


if __name__ == "__main__":
    main()
