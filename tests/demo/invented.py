"""The demonstration case as plain tables, and its sums done without the program.

The places of the case are separate, so floors can be worked out with maxima and sums
alone. Nothing here imports the program: it is a second hand, not the same one twice.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[2] / "src" / "tawthiq" / "demo_case"
MATERIAL = HOME / "material"
RUNGS = ("verified", "documented", "reported")
PLURAL = 2  # a bare plural stands for at least two people

Table = dict[str, Any]
CASE: Table = tomllib.loads((HOME / "case.toml").read_text("utf-8"))
TRUTH: Table = tomllib.loads((HOME / "truth.toml").read_text("utf-8"))
CLAIMS: dict[str, Table] = {claim["id"]: claim for claim in TRUTH["claims"]}
ITEMS: dict[str, Table] = {i["path"]: i for r in CASE["receipts"] for i in r["items"]}
SEPARATE = [death["place"] for death in TRUTH["deaths"]]


def text(path: str) -> str:
    """Give the words of one document."""
    return (MATERIAL / path).read_text("utf-8")


def standing(rung: str, without: Iterable[str] = ()) -> list[Table]:
    """List the claims that reach `rung`, less those of the sources that are struck."""
    reaching = RUNGS[: RUNGS.index(rung) + 1]
    struck = set(without)
    return [c for c in CLAIMS.values() if c["goes"] in reaching and c["root"] not in struck]


def answers(claim: Table, perpetrator: str | None) -> bool:
    """Tell whether a claim's people all lie inside the question's label."""
    return perpetrator is None or claim.get("perpetrator") == [perpetrator]


def numbers(claims: Iterable[Table]) -> list[int]:
    """Give the least number of each claim, a running toll as one number."""
    series: dict[str, int] = defaultdict(int)
    for claim in claims:
        series[claim.get("series", claim["id"])] += claim.get("min", PLURAL)
    return list(series.values())


def at_place(place: str, rung: str, without: Iterable[str] = (), by: str | None = None) -> int:
    """Give the floor of one of the separate places."""
    here = [c for c in standing(rung, without) if c.get("place") == [place] and answers(c, by)]
    return max(numbers(here), default=0)


def in_all(rung: str, without: Iterable[str] = (), by: str | None = None) -> int:
    """Give the floor of the whole case: separate places add, the rest is a maximum."""
    held = {place: at_place(place, rung, without, by) for place in SEPARATE}
    floor = sum(held.values())
    for claim in standing(rung, without):
        among = claim.get("place", [])
        if answers(claim, by) and len(among) != 1:
            outside = sum(n for place, n in held.items() if among and place not in among)
            floor = max(floor, outside + claim["min"])
    return floor


def roots(rung: str) -> set[str]:
    """List the original sources of a rung."""
    return {claim["root"] for claim in standing(rung)}


def account(root: str, place: str | None) -> tuple[int, int | None] | None:
    """Give what one source says in all about a place (None: the whole), if it addresses it."""
    scope = [place] if place else []
    own = [
        c
        for c in standing("reported")
        if c["root"] == root
        and c.get("place", []) == scope
        and c["binds"] in ("stated", "increment")
        and "min" in c
        and not {"perpetrator", "label", "found_at"} & c.keys()
    ]
    if not own:
        return None
    ends = [c.get("max") for c in own]
    return sum(c["min"] for c in own), None if None in ends else sum(e for e in ends if e)


def accounts(place: str | None) -> dict[str, tuple[int, int | None]]:
    """Give every source's account of a place (None: the whole)."""
    found = {root: account(root, place) for root in sorted(roots("reported"))}
    return {root: ends for root, ends in found.items() if ends}
