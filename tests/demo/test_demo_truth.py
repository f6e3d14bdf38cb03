"""The expected figures of the demonstration case add up, and claim no more than was true."""

from collections import Counter

import pytest
from tests.demo.invented import (
    CLAIMS,
    RUNGS,
    SEPARATE,
    TRUTH,
    Table,
    accounts,
    at_place,
    in_all,
    roots,
    standing,
)

EXPECTED: Table = TRUTH["expected"]
WHOLE: Table = EXPECTED["whole"]
REALLY = {death["place"]: death["number"] for death in TRUTH["deaths"]}
ROWS = [row for row in EXPECTED["place"] if row["place"] in SEPARATE]
KEY = {"verified": "verified", "documented": "documented", "reported": "floor"}


def stated(row: Table) -> dict[str, tuple[int, int | None]]:
    """Read the accounts of an expected row."""
    return {root: (lo, None if hi == "open" else hi) for root, lo, hi in row.get("accounts", [])}


def by_whom(row: Table) -> str | None:
    """Read whose deeds a row is about."""
    name: str | None = row.get("perpetrator")
    return name


class TestTheInventedWorld:
    """Thirty-seven people, each once."""

    def test_deaths_and_people_are_the_same_people(self) -> None:
        """Every person died at exactly one place, and the numbers are those of the names."""
        died = [name for death in TRUTH["deaths"] for name in death["persons"]]
        assert Counter(died) == Counter(person["id"] for person in TRUTH["persons"])
        assert all(len(death["persons"]) == death["number"] for death in TRUTH["deaths"])
        assert len(died) == sum(REALLY.values()) == TRUTH["total"]

    def test_no_name_is_used_twice(self) -> None:
        """In either script."""
        for key in ("name", "name_ar"):
            assert max(Counter(person[key] for person in TRUTH["persons"]).values()) == 1

    def test_the_stated_women_lived_and_died(self) -> None:
        """A part that a source states is no larger than it was."""
        here = next(d["persons"] for d in TRUTH["deaths"] if d["place"] == "Tal Qamarin")
        women = [p for p in TRUTH["persons"] if p["id"] in here and p["sex"] == "woman"]
        assert len(women) >= CLAIMS["monitor2-tq-women"]["min"]


class TestFloorsByHand:
    """Maxima within a place, sums over separate places, nothing else."""

    @pytest.mark.parametrize("rung", RUNGS)
    def test_the_whole_case(self, rung: str) -> None:
        """Each rung of the ladder."""
        assert in_all(rung) == WHOLE[KEY[rung]]

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row["place"])
    def test_each_place(self, row: Table) -> None:
        """Each rung of each separate place."""
        assert {KEY[r]: at_place(row["place"], r) for r in RUNGS} == {
            k: row[k] for k in KEY.values()
        }

    def test_the_town_is_its_quarters(self) -> None:
        """Two separate quarters add, in the floor and in the low."""
        town = next(row for row in EXPECTED["place"] if row["place"] == "Marzahun")
        quarters = [r for r in ROWS if r["place"] in ("Mill Quarter", "Potters' Quarter")]
        for key in ("verified", "documented", "floor", "low"):
            assert town[key] == sum(row[key] for row in quarters)

    @pytest.mark.parametrize("row", EXPECTED["perpetrator"], ids=by_whom)
    def test_by_perpetrator(self, row: Table) -> None:
        """Only what the same words give to that group."""
        assert in_all("reported", by=row["perpetrator"]) == row["floor"]

    def test_by_perpetrator_at_a_place(self) -> None:
        """The same at one place."""
        for row in EXPECTED["perpetrator_at"]:
            assert at_place(row["place"], "reported", by=row["perpetrator"]) == row["floor"]

    def test_no_floor_exceeds_the_truth(self) -> None:
        """Not one place, not the whole, not one group."""
        assert all(row["floor"] <= REALLY[row["place"]] for row in ROWS)
        assert WHOLE["floor"] <= WHOLE["high"] <= TRUTH["total"]
        for row in (*EXPECTED["perpetrator"], *EXPECTED["perpetrator_at"]):
            deeds = [d for d in TRUTH["deaths"] if d.get("perpetrator") == row["perpetrator"]]
            at = [d["number"] for d in deeds if row.get("place", d["place"]) == d["place"]]
            assert row["floor"] <= sum(at)

    def test_the_claims_named_carry_the_floor(self) -> None:
        """Whole numbers of statements that cannot speak of the same person."""
        assert sum(CLAIMS[name]["min"] for name in WHOLE["because"]) == WHOLE["floor"]
        assert sum(CLAIMS[n]["min"] for n in WHOLE["because_documented"]) == WHOLE["documented"]
        for row in EXPECTED["place"]:
            assert sum(CLAIMS[name]["min"] for name in row["because"]) == row["floor"]


class TestSturdyByHand:
    """What stands when any one original source is wrong."""

    def test_the_whole_case(self) -> None:
        """By rung."""
        for rung, key in zip(
            RUNGS, ("sturdy_verified", "sturdy_documented", "sturdy"), strict=True
        ):
            assert min(in_all(rung, [root]) for root in roots(rung)) == WHOLE[key]

    def test_each_place(self) -> None:
        """By separate place."""
        for row in ROWS:
            left = [at_place(row["place"], "reported", [root]) for root in roots("reported")]
            assert min(left) == row["sturdy"], row["place"]

    def test_by_perpetrator(self) -> None:
        """By group, everywhere and at one place."""
        for row in EXPECTED["perpetrator"]:
            who = row["perpetrator"]
            left = [in_all("reported", [root], who) for root in roots("reported")]
            assert min(left) == row["sturdy"]

    def test_by_held_item(self) -> None:
        """Striking all sources that are known through one document alone."""
        known: dict[str, set[str]] = {root: set() for root in roots("reported")}
        for claim in CLAIMS.values():
            for name in known.keys() & {claim.get("root")}:
                known[name].add(claim["path"])
        paths = {path for where in known.values() for path in where}
        alone = [[root for root, where in known.items() if where == {path}] for path in paths]
        assert min(in_all("reported", struck) for struck in alone) == WHOLE["sturdy_by_item"]


class TestAccountsByHand:
    """Who gives a number for the question itself, and the range of those numbers."""

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row["place"])
    def test_each_place(self, row: Table) -> None:
        """Low and high are the lowest and the highest of the accounts."""
        assert accounts(row["place"]) == stated(row)
        ends = stated(row).values()
        assert row["low"] == min(lo for lo, _ in ends)
        assert row["high"] == max(lo if hi is None else hi for lo, hi in ends)
        assert row["spread"] == [row["low"], row["high"], "closed"]

    def test_the_whole_case(self) -> None:
        """Low is the greater of the lows of the places and of the account of the whole."""
        assert accounts(None) == stated(WHOLE)
        ((lowest, highest),) = stated(WHOLE).values()
        assert WHOLE["low"] == max(lowest, sum(row["low"] for row in ROWS))
        assert WHOLE["high"] == highest
        assert WHOLE["spread"] == [lowest, highest, "closed"]
        assert WHOLE["sturdy"] < WHOLE["low"] < WHOLE["floor"] < WHOLE["high"]

    def test_the_monitors_numbers_agree_with_one_another(self) -> None:
        """Its places add up to the least of its whole, and its parts fit."""
        own = [
            accounts(place)["Sahl Monitor"]
            for place in SEPARATE
            if "Sahl Monitor" in accounts(place)
        ]
        assert sum(lo for lo, _ in own) == CLAIMS["monitor2-all"]["min"]
        whole, part = CLAIMS["monitor2-tq"], CLAIMS["monitor2-tq-guard"]
        guard = next(r for r in EXPECTED["perpetrator"] if r["perpetrator"] == "Valley Guard")
        assert guard["high"] == CLAIMS["monitor2-all"]["max"] - (whole["max"] - part["max"])
        assert CLAIMS["monitor2-all-guard"]["min"] == CLAIMS["monitor2-all"]["min"] // 2 + 1

    def test_what_is_left_when_groups_are_taken_off(self) -> None:
        """The row "not established" is the low of the whole less the lows of the groups."""
        rest = WHOLE["low"] - sum(row["low"] for row in EXPECTED["perpetrator"])
        assert rest == EXPECTED["not_established"]["low"] >= 0

    def test_replaced_numbers_do_not_stand(self) -> None:
        """In every series the standing claims are the last ones, with what they add to."""
        for claim in standing("reported"):
            if "series" in claim:
                kin = [c for c in CLAIMS.values() if c.get("series") == claim["series"]]
                assert kin[-1]["goes"] == "reported"
