"""The demonstration case as a problem file (figures.md §14), made from its truth.

`python -m tests.demo.problem` writes `problem.json` anew; a test compares the two. With
it the counting can be tried without preserving or reading a single document.
"""

import json
from pathlib import Path

from tests.demo.invented import CLAIMS, RUNGS, SEPARATE, TRUTH, Table

FILE = Path(__file__).with_name("problem.json")
LABELS = {"women": {"sex": ["women"]}, "civilians": {"status": ["civilians"]}}
DIMS = {
    "perp": ["Valley Guard", "Nayzak Brigade"],
    "status": ["civilians"],
    "sex": ["women", "men"],
}
GONE = ("nowhere", "later")


def bind(claim: Table) -> str:
    """Name what a claim binds in the words of a problem file."""
    return "fraction" if "share_over" in claim else claim["binds"].replace("part", "stated")


def who(claim: Table) -> dict[str, list[str]]:
    """Give the labels of a claim."""
    labels = dict(LABELS.get(claim.get("label", ""), {}))
    return labels | ({"perp": claim["perpetrator"]} if "perpetrator" in claim else {})


def extent(claim: Table) -> Table:
    """Give its numbers; a denial gives its zero as a ceiling, a bare plural counts as two."""
    if claim.get("polarity") == "denied":
        return {"hi": 0, "party": True, "denial": True}
    if claim["kind"] == "unquantified":
        return {"lo": 2, "vague": True}
    if claim["kind"] == "fraction":
        return {"of": claim["whole"], "frac": claim["share_over"]}
    ends = {"lo": claim["min"]} | ({"hi": claim["max"]} if "max" in claim else {})
    return ends | ({"vague": True} if claim["kind"] == "vague" else {})


def line(claim: Table) -> Table:
    """Write one claim."""
    row: Table = {"id": claim["id"], "root": claim["root"], "bind": bind(claim)} | extent(claim)
    if "place" in claim:
        row["at"] = claim["place"]
    if labels := who(claim):
        row["who"] = labels
    if "whole" in claim:
        row["of"] = claim["whole"]
    if claim["goes"] in RUNGS[:2]:
        row["std"] = claim["goes"]
    if claim.get("row") == 14:
        row |= {"party": True} | ({"against_interest": True} if claim.get("tag") else {})
    return row


def claims() -> list[Table]:
    """Write all claims that have an original source; a series is told by its vintages."""
    rows, vintage = [], 0
    for claim in CLAIMS.values():
        if claim["goes"] in GONE or "root" not in claim:
            continue
        row = line(claim)
        if "series" in claim:
            vintage += 1  # the documents stand in the order in which the Monitor spoke
            row |= {"series": claim["series"], "asof": vintage}
        rows.append(row)
    return rows


def question(row: Table) -> Table:
    """Write one expected answer."""
    ask: Table = {}
    if "place" in row:
        quarters = ["Mill Quarter", "Potters' Quarter"]
        ask["at"] = quarters if row["place"] == "Marzahun" else [row["place"]]
    if "perpetrator" in row:
        ask["who"] = {"perp": [row["perpetrator"]]}
    floor = {"reported": row["floor"]}
    floor |= {rung: row[rung] for rung in RUNGS[:2] if rung in row}
    answer = ask | {"floor": floor, "sturdy": row["sturdy"], "low": row["low"]}
    answer |= {"high": row.get("high")}
    return answer | {key: row[key] for key in ("spread", "accounts") if key in row}


def problem() -> Table:
    """Write the whole file."""
    expected = TRUTH["expected"]
    rows = [expected["whole"], *expected["place"]]
    rows += [*expected["perpetrator"], *expected["perpetrator_at"]]
    return {
        "id": "demo",
        "title": "the demonstration case (fictional)",
        "atoms": [*SEPARATE, "elsewhere"],
        "dims": DIMS,
        "claims": claims(),
        "expect": [question(row) for row in rows],
    }


def written() -> str:
    """Give the text of the file."""
    return json.dumps(problem(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), "utf-8")
