"""The demonstration material: fictional on every page, complete, and true to its truth."""

import csv
import email
import email.policy
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.demo.invented import CASE, CLAIMS, HOME, ITEMS, MATERIAL, TRUTH, text

PATHS = sorted(p.relative_to(MATERIAL).as_posix() for p in MATERIAL.rglob("*") if p.is_file())
SOURCES = {source["name"] for source in CASE["sources"]}
PLACES = {place["name"]: place for place in CASE["places"]}
ACTORS = {actor["name"] for actor in CASE["actors"]}
TEXT_SUFFIXES = {".txt", ".md", ".html", ".csv", ".eml"}


def rows(path: str) -> list[dict[str, str]]:
    """Read one casualty list."""
    return list(csv.DictReader(text(path).splitlines()))


class TestEverythingSaysThatItIsFictional:
    """Nobody who opens one page alone can take it for the account of a real event."""

    @pytest.mark.parametrize("path", PATHS)
    def test_every_document_carries_the_line(self, path: str) -> None:
        """English documents carry the English line, Arabic ones the Arabic."""
        english, arabic = CASE["settings"]["fictional_lines"]
        assert (arabic if ITEMS[path]["language"] == "ar" else english) in text(path)

    def test_every_row_of_a_list_carries_the_line(self) -> None:
        """A row is copied alone, so the line stands in each."""
        for path in (p for p in PATHS if p.endswith(".csv")):
            assert all(
                set(CASE["settings"]["fictional_lines"]) & set(r.values()) for r in rows(path)
            )

    def test_the_tables_carry_both_lines(self) -> None:
        """The files beside the material say it too, in both languages."""
        for name in ("case.toml", "truth.toml", "README.md"):
            written = (HOME / name).read_text("utf-8")
            assert all(line in written for line in CASE["settings"]["fictional_lines"])
        assert CASE["settings"]["fictional"]
        assert "country" not in CASE["settings"]

    def test_no_address_leads_anywhere(self) -> None:
        """Mail and web addresses end in .invalid, which can belong to nobody."""
        for path in PATHS:
            hosts = re.findall(r"(?:@|https?://)([\w.-]+)", text(path))
            assert all(host.rstrip(".").endswith(".invalid") for host in hosts)

    def test_places_lie_in_the_open_sea(self) -> None:
        """All coordinates are within 100 km of the point farthest from any land."""
        placed = [p for p in PLACES.values() if "lat" in p]
        assert len(placed) == len(PLACES) - 1
        for place in placed:
            assert abs(float(place["lat"]) + 48.877) < 0.5
            assert abs(float(place["lon"]) + 123.393) < 0.5


class TestTheMaterialIsComplete:
    """Every name in the tables leads somewhere."""

    def test_every_document_has_one_receipt(self) -> None:
        """No document is without a receipt, and no receipt names what is not there."""
        named = [i["path"] for r in CASE["receipts"] for i in r["items"]]
        assert sorted(named) == PATHS
        assert len(PATHS) == 15
        assert {Path(p).suffix for p in PATHS} <= TEXT_SUFFIXES

    def test_every_receipt_answers_the_five_questions(self) -> None:
        """From whom, through which channel, when, why, under which promise."""
        for receipt in CASE["receipts"]:
            assert receipt["giver"] in SOURCES
            assert all(receipt[key] for key in ("channel", "received_at", "why", "promise"))

    def test_nothing_was_received_before_it_was_written(self) -> None:
        """A receipt's day is not before the day of any document in it."""
        for receipt in CASE["receipts"]:
            assert all(i["dated"] <= receipt["received_at"].date() for i in receipt["items"])

    def test_whoever_speaks_is_a_source(self) -> None:
        """Outlets, speakers, agencies, code names, givers of retractions."""
        for item in ITEMS.values():
            speakers = {item.get(k) for k in ("outlet", "speaker", "carries", "protected")} - {None}
            assert speakers
            assert speakers <= SOURCES
        assert {r["by"] for r in CASE["retractions"]} <= SOURCES

    def test_places_and_relations_agree(self) -> None:
        """Parents and related places exist, every relation has its ground."""
        assert {p["parent"] for p in PLACES.values() if "parent" in p} <= PLACES.keys()
        assert CASE["settings"]["territory"] in PLACES
        for relation in CASE["relations"]:
            assert {relation["a"], relation["b"]} <= PLACES.keys()
            assert relation["relation"] in {"same", "inside", "disjoint", "unknown"}
            assert relation["ground"]

    def test_parties_have_a_side(self) -> None:
        """Whoever is a belligerent speaks for an armed group of the case."""
        parties = [s for s in CASE["sources"] if s["party"] == "belligerent"]
        assert len(parties) == 2
        assert {s["side"] for s in parties} <= ACTORS

    def test_paths_in_the_tables_exist(self) -> None:
        """Retractions, answers, replaced documents and what comes later."""
        named = [r["path"] for r in CASE["retractions"]]
        named += [r["answer"] for r in CASE["requests"] if "answer" in r]
        named += [i["replaces"] for i in ITEMS.values() if "replaces" in i]
        named += [p for later in CASE["later"] for p in later["paths"]]
        named += [row["path"] for row in (*CLAIMS.values(), *TRUTH["traps"])]
        assert set(named) <= set(PATHS)

    def test_what_the_issue_asks_for_is_there(self) -> None:
        """Three reports, five testimonies, two lists, an update, silence, a protected text."""
        kinds = Counter(item["source_kind"] for item in ITEMS.values())
        assert kinds["news_report"] == 3
        assert kinds["witness_testimony"] == 5
        assert kinds["casualty_list"] == 2
        assert sum("carries" in item for item in ITEMS.values()) == 2
        assert sum("replaces" in item for item in ITEMS.values()) == 1
        assert sum("protected" in item for item in ITEMS.values()) == 1
        assert len(CASE["retractions"]) == 1
        assert sum("answer" not in request for request in CASE["requests"]) == 2
        assert {item["language"] for item in ITEMS.values()} == {"en", "ar"}

    def test_the_letter_is_a_letter(self) -> None:
        """The denial parses as e-mail on the day that its receipt gives."""
        path = next(p for p in PATHS if p.endswith(".eml"))
        mail = email.message_from_string(text(path), policy=email.policy.default)
        assert mail["date"].datetime.date() == ITEMS[path]["dated"]
        assert "denies" in mail.get_content()


class TestClaimsQuoteTheirDocuments:
    """Every expected number stands in the words that are said to carry it."""

    def test_quotes_are_exact(self) -> None:
        """The quote is found in the document, letter for letter, and only once."""
        for row in (*CLAIMS.values(), *TRUTH["traps"]):
            assert text(row["path"]).count(row["quote"]) == 1, row["quote"]

    def test_the_number_stands_in_the_quote(self) -> None:
        """Digits where the document has digits."""
        worded = {"herald-rumour", "witness2-pq", "monitor2-all-guard"}
        for name, claim in CLAIMS.items():
            if claim.get("min") and name not in worded:
                assert re.search(rf"\b{claim['min']}\b", claim["quote"]), name

    def test_names_in_claims_exist(self) -> None:
        """Places, perpetrators, wholes and the links of every chain."""
        described = {c["root"] for c in CLAIMS.values() if c["goes"] == "documented"}
        for claim in CLAIMS.values():
            assert set(claim.get("place", [])) <= PLACES.keys()
            assert set(claim.get("perpetrator", [])) <= ACTORS
            assert set(claim["chain"]) <= SOURCES | described
            assert claim.get("root", claim["chain"][-1]) == claim["chain"][-1]
            assert claim.get("whole", claim["id"]) in CLAIMS

    def test_days_are_stated_with_their_year(self) -> None:
        """A dated claim's own words give the day, the month and 2031."""
        for claim in CLAIMS.values():
            if "day" in claim and claim["binds"] != "part":
                day: date = claim["day"]
                written = (f"{day.day} May 2031", f"{day.day} أيار/مايو 2031")
                assert any(form in claim["quote"] for form in written), claim["id"]

    def test_what_is_not_counted_says_why(self) -> None:
        """Whatever does not reach a rung is old, or has a note."""
        for claim in CLAIMS.values():
            if claim["goes"] in ("beside", "nowhere", "later"):
                assert "note" in claim or claim["polarity"] == "denied"

    def test_uncounted_documents_hold_no_counted_claim(self) -> None:
        """Lists, messages, the protected text and the one taken back count nobody."""
        silent = {p for later in CASE["later"] for p in later["paths"]}
        silent |= {r["path"] for r in CASE["retractions"]}
        counted = {c["path"] for c in CLAIMS.values() if c["goes"] not in ("nowhere", "later")}
        assert not silent & counted

    def test_the_protected_phrases_are_in_the_protected_text_only(self) -> None:
        """So a scan of public files for them can have no innocent hit."""
        for phrase in TRUTH["never_public"]["phrases"]:
            assert [p for p in PATHS if phrase in text(p)] == [TRUTH["never_public"]["path"]]


class TestTheListsOverlap:
    """Two lists, nine and twelve rows, six people in both."""

    def test_rows_and_people(self) -> None:
        """Every row is one person of the truth, and the sums agree."""
        later, people = TRUTH["later"]["lists"], TRUTH["persons"]
        families, relief = (
            rows("lists/families-committee-ar.csv"),
            rows("lists/relief-society-en.csv"),
        )
        assert [len(families), len(relief)] == later["rows"]
        assert {r["الرقم"] for r in families} == {
            p["family_list"] for p in people if "family_list" in p
        }
        assert {r["id"] for r in relief} == {p["relief_list"] for p in people if "relief_list" in p}
        assert [p["id"] for p in people if {"family_list", "relief_list"} <= p.keys()] == later[
            "in_both"
        ]
        assert len(families) + len(relief) - len(later["in_both"]) == later["people"]

    def test_the_arabic_list_names_the_people_of_the_truth(self) -> None:
        """Its spelling is the truth's own, so that a match can be told right or wrong."""
        named = {p["family_list"]: p["name_ar"] for p in TRUTH["persons"] if "family_list" in p}
        assert {r["الرقم"]: r["الاسم"] for r in rows("lists/families-committee-ar.csv")} == named

    def test_people_by_place(self) -> None:
        """A listed person is listed where that person died."""
        where = {name: d["place"] for d in TRUTH["deaths"] for name in d["persons"]}
        listed = [p["id"] for p in TRUTH["persons"] if {"family_list", "relief_list"} & p.keys()]
        assert Counter(where[name] for name in listed) == TRUTH["later"]["lists"]["by_place"]
        by_row = {p["relief_list"]: where[p["id"]] for p in TRUTH["persons"] if "relief_list" in p}
        assert {r["id"]: r["place"] for r in rows("lists/relief-society-en.csv")} == by_row


def test_the_tables_can_be_written_as_json() -> None:
    """Dates apart, the tables hold nothing but text, numbers, lists and tables."""
    assert json.dumps([CASE, TRUTH], default=str)
