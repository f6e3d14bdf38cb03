"""Review, edits, assessments, grades, requests and findings in a case, and their erasure."""

from pathlib import Path

import pytest
from tests.case.planted import hits

from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.record.case_facts import Source
from tawthiq.record.entry import Draft

TEXT = """At least 12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said.

The Harbour Gazette said 30 people were killed in Rasnawa on 16 May 2031. Two houses burned.
"""
OTHER = "At least 4 people were killed in Bir Lamisan on 20 May 2031, the Sahl Monitor said.\n"


@pytest.fixture
def item(case: Case, tmp_path: Path) -> str:
    """Return the item of a short fictional report that was read."""
    return read(case, tmp_path, "report.txt", TEXT)


def read(case: Case, folder: Path, name: str, text: str, **given: str) -> str:
    """Preserve and read a text; return its item."""
    (folder / name).write_text(text, "utf-8")
    kept = case.preserve(folder / name, dated="2031-05-21", **given).kept[0].id  # type: ignore[arg-type]
    case.read()
    case.match()
    return kept


def of(case: Case, phrase: str) -> str:
    """Return the id of the claim whose first count reads so."""
    return next(c.id for c in case.read.claims() if c.count and phrase in c.count[0].phrase)


def reported(case: Case) -> int:
    """Return the least number reported for the whole case."""
    return next(f.low for f in case.count(standard="reported"))


class TestReview:
    """Accepting and rejecting, one by one or by sentence, paragraph, rule."""

    def test_by_sentence_paragraph_and_rule(self, case: Case, item: str) -> None:
        """What is chosen is what stands there."""
        first, second = of(case, "12"), of(case, "30")
        assert {c.id for c in case.review.choose(item=item, sentence="1")} == {first}
        assert second in {c.id for c in case.review.choose(item=item, paragraph=2)}
        assert first not in {c.id for c in case.review.choose(item=item, paragraph=2)}
        rule = case.review.seen(first).rules[0]
        assert first in {c.id for c in case.review.choose(rule=rule)}
        with pytest.raises(UsageError, match="--item"):
            case.review.choose(sentence="1")

    def test_several_are_rejected_only_with_a_reason(self, case: Case, item: str) -> None:
        """And all of them in one go."""
        ids = [claim.id for claim in case.read.claims(item)]
        with pytest.raises(UsageError, match="--why"):
            case.review.reject(*ids)
        done = case.review.reject(*ids, why="the page was satire")
        assert {claim.review.state for claim in done} == {"rejected"}
        assert case.review.waiting() == ()

    def test_the_queue_begins_with_the_most_deaths(self, case: Case, item: str) -> None:
        """Until somebody reviewed it."""
        assert case.review.waiting()[0].id == of(case, "30")
        case.review.accept(of(case, "30"))
        assert of(case, "30") not in {claim.id for claim in case.review.waiting()}


class TestEdit:
    """A person's reading takes the place of the suggested one, which stays in the record."""

    def test_figures_use_it(self, case: Case, item: str) -> None:
        """From then on, and it counts as reviewed."""
        claim = of(case, "12")
        case.review.accept(of(case, "30"))
        assert reported(case) == 30
        done = case.review.edit(claim, [("count.0.min", "13")], "the page says thirteen")
        assert done.review.state == "edited"
        assert reported(case) == 43
        case.keep.replay()
        assert reported(case) == 43

    def test_the_old_one_is_shown(self, case: Case, item: str) -> None:
        """Each step with its reason; the latest reading holds, also when it is accepted again."""
        claim = of(case, "12")
        for number in ("13", "14"):
            case.review.edit(claim, [("count.0.min", number)], f"now {number}")
        case.review.accept(claim, why="checked")
        seen = case.review.seen(claim)
        assert [step.why for step in seen.history] == ["now 13", "now 14", "checked"]
        assert (seen.first.count[0].min, seen.claim.count[0].min) == (12, 14)
        assert seen.claim.review.state == "accepted"

    def test_it_needs_a_reason_and_the_words(self, case: Case, item: str) -> None:
        """Nothing is entered otherwise."""
        before = case.keep.seal()
        with pytest.raises(UsageError, match="why"):
            case.review.edit(of(case, "12"), [("count.0.min", "13")], " ")
        with pytest.raises(UsageError, match="does not hold"):
            case.review.edit(of(case, "12"), [("count.0.phrase", "ninety")], "no")
        assert case.keep.seal() == before

    def test_an_edit_from_elsewhere_cannot_move_a_claim(self, case: Case, item: str) -> None:
        """One that bears another id or item, or is no claim, changes no reading."""
        claim = case.review.seen(of(case, "12")).claim
        entry = case.keep.views.ask("SELECT entry FROM claims WHERE id = ?", (claim.id,))[0][0]
        for change in ({"item": "other"}, {"id": "other"}, {"count": "many"}):
            payload = {
                "claim": claim.id,
                "verdict": "edited",
                "why": "",
                "reading": to_plain(claim) | change,
            }
            case.keep.ledger.append([Draft("review", payload, (entry,))])
        case.keep.views.refresh()
        assert case.review.seen(claim.id).claim.count == claim.count


class TestAssess:
    """What people find of an event changes no reading, and no number by itself."""

    def test_elements(self, case: Case, item: str) -> None:
        """Six of them, not examined until somebody did."""
        code = case.match.incidents()[0].code
        case.assess(code, "where", "confirmed", "seen on the map", "reasonable_grounds", [item])
        found = {one.element: one.outcomes for one in case.assess.of(code)}
        assert len(found) == 6
        assert found["where"] == ("confirmed",)
        assert found["how_many"] == ("not_examined",)
        assert {c.review.state for c in case.read.claims()} == {"suggested"}

    def test_it_follows_a_merged_incident(self, case: Case, item: str) -> None:
        """An old code leads to where it went."""
        a, b = (incident.code for incident in case.match.incidents())
        case.assess(b, "when", "inconclusive", "two days are named")
        case.incidents.merge(a, b, "one raid")
        assert {one.subject for one in case.assess.all()} == {a}
        assert case.assess.of(b)[2].outcomes == ("inconclusive",)

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            (("how", "confirmed", "w", "reasonable_grounds"), "no element"),
            (("where", "sure", "w", "reasonable_grounds"), "no verdict"),
            (("where", "confirmed", "w", "certain"), "no standard"),
            (("where", "confirmed", "w", None), "standard of proof"),
            (("where", "confirmed", " ", "reasonable_grounds"), "why"),
        ],
    )
    def test_what_cannot_be(
        self, case: Case, item: str, given: tuple[str, str, str, str | None], says: str
    ) -> None:
        """A conclusion without its standard, an unknown word, no reason."""
        with pytest.raises(UsageError, match=says):
            case.assess(of(case, "12"), *given)
        with pytest.raises(UsageError, match="an incident or a claim"):
            case.assess(item, "where", "inconclusive", "w")


class TestGrades:
    """E and 5 stand beside; F and 6 change nothing; the two never touch."""

    def test_a_source_graded_e_stands_beside(self, case: Case, item: str) -> None:
        """Whether the case states it or only a claim names it; a better grade brings it back."""
        assert reported(case) == 42
        case.grade.source("Sahl Monitor", "E", "made up before")
        assert reported(case) == 30
        case.state(Source("Monitor of the Plain", "monitor", aliases=("Sahl Monitor",)))
        assert reported(case) == 30
        case.grade.source("Monitor of the Plain", "C", "it has a new desk")
        assert reported(case) == 42
        assert [g.grade.value for g in case.grade.history("reliability", "Sahl Monitor")][-1] == "C"

    def test_credibility(self, case: Case, item: str) -> None:
        """Of one claim, whoever says it."""
        case.grade.claim(of(case, "30"), "5", "no house there holds thirty")
        assert reported(case) == 12
        case.grade.claim(of(case, "30"), "6", "cannot be judged")
        assert reported(case) == 42
        assert {row.grade for row in case.grade.sources()} == {None}

    def test_as_known_then(self, case: Case, item: str) -> None:
        """A day before the grade was entered does not know it."""
        case.grade.source("Sahl Monitor", "E", "made up before", dated="2020-01-01")
        assert next(f.low for f in case.count(standard="reported", known_by="2020-06-01")) == 0
        assert case.grade.sources("2019-12-31")[0].grade is None

    def test_unknown(self, case: Case, item: str) -> None:
        """A typing error grades nobody."""
        with pytest.raises(UsageError, match="did you mean 'Sahl Monitor'"):
            case.grade.source("Sahl", "B", "w")
        with pytest.raises(UsageError, match="no grade"):
            case.grade.source("Sahl Monitor", "G", "w")

    def test_party_class(self, case: Case, item: str) -> None:
        """Stated of a source, and the count follows."""
        case.grade.state("Sahl Monitor", "belligerent", "the Guard")
        assert reported(case) == 30


class TestRequests:
    """A question, and what came back."""

    def test_an_answer_as_a_file_is_an_item(self, case: Case, item: str, tmp_path: Path) -> None:
        """With the party as its giver."""
        asked = case.ask("The council", "Who gave the order?", "letter", deadline="2099-05-01")
        (tmp_path / "answer.txt").write_text("Nobody did.\n", "utf-8")
        done = case.ask.answer(asked.id[:8], "item", file=tmp_path / "answer.txt")
        assert done.state == "answered"
        item_of = {i.name.text: key for key, i in case.preserve.items().items()}
        assert done.request.answer_item == item_of["answer.txt"]
        receipts = case.preserve.receipts().values()
        assert "The council" in {receipt.giver for receipt in receipts}

    def test_a_public_dossier_waits(self, case: Case, tmp_path: Path) -> None:
        """Until the deadline, an answer, or a reason not to wait."""
        asked = case.ask("The council", "Who?", "letter", deadline="2099-05-01")
        with pytest.raises(RefusedError) as refused:
            case.publish(tmp_path / "out", "public")
        assert "The council may still answer until 2099-05-01" in refused.value.reasons[0]
        case.ask.answer(asked.id, "not_awaited", why="lives were at risk")
        case.publish(tmp_path / "out", "public")
        page = (tmp_path / "out" / "index.html").read_text("utf-8")
        assert "lives were at risk" in page

    @pytest.mark.parametrize(
        ("how", "given", "says"),
        [
            ("words", {}, "has words"),
            ("not_awaited", {}, "say why"),
            ("silence", {}, "has not passed"),
            ("words", {"words": "x", "received_on": "2001-01-01"}, "before the question"),
            ("item", {"file": "nowhere.txt"}, "no file"),
        ],
    )
    def test_what_cannot_be(self, case: Case, how: str, given: dict[str, str], says: str) -> None:
        """One sentence each."""
        asked = case.ask("The council", "Who?", "letter", deadline="2099-05-01")
        with pytest.raises(UsageError, match=says):
            case.ask.answer(asked.id, how, **given)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="before"):
            case.ask("The council", "Who?", "letter", deadline="1999-05-01")


class TestFindings:
    """A sentence with its standard, its grounds, what speaks against it and why that fails."""

    def write(self, case: Case, *rests_on: str, figures: tuple[str, ...] = ()) -> str:
        """Write a finding; return its id."""
        return case.conclude(
            "Armed men killed people in Tal Qamarin.", "reasonable_grounds", rests_on,
            "the council denies it", "it was not there", figures,
        ).id  # fmt: skip

    def test_what_it_rests_on_may_fall(self, case: Case, item: str) -> None:
        """Rejected, retracted, another figure: each is named; without it the finding stands."""
        claim = of(case, "12")
        case.review.accept(claim)
        key = self.write(case, claim, item, figures=("reported",))
        assert case.conclude.find(key).stands
        case.review.reject(claim, why="misread")
        assert case.conclude.find(key).faults == {claim: "rejected", "reported": "changed"}
        case.read.retract(item, "the paper took it back")
        assert case.conclude.find(key).faults[item] == "retracted"  # type: ignore[index]

    def test_what_was_erased_is_named(self, case: Case, item: str, tmp_path: Path) -> None:
        """The finding stays, marked, where it also rests on something else."""
        other = read(case, tmp_path, "other.txt", OTHER)
        key = self.write(case, of(case, "12"), of(case, "4"))
        gone = of(case, "4")
        case.erase(other, why="asked")
        assert case.conclude.find(key).faults == {gone: "gone"}

    def test_everything_is_required(self, case: Case, item: str) -> None:
        """A sentence without what speaks against it is no finding."""
        with pytest.raises(UsageError, match="--against, --why-not"):
            case.conclude("x", "reasonable_grounds", [item], " ", "")
        with pytest.raises(UsageError, match="--rests-on"):
            case.conclude("x", "reasonable_grounds", [], "a", "b")
        with pytest.raises(UsageError, match="no standard of proof"):
            case.conclude("x", "sure", [item], "a", "b")

    def test_withdrawn(self, case: Case, item: str, tmp_path: Path) -> None:
        """It stays in the record, and the team's page says so; others no longer see it."""
        case.review.accept(of(case, "12"))
        key = self.write(case, of(case, "12"))
        case.publish(tmp_path / "one", "public", basis="accepted")
        assert "Armed men killed people" in (tmp_path / "one" / "index.html").read_text("utf-8")
        case.conclude.withdraw(key, "written too early")
        case.publish(tmp_path / "two")
        page = (tmp_path / "two" / "index.html").read_text("utf-8")
        assert page.index('id="findings"') < page.index('id="figures"')
        assert "The finding was withdrawn" in page
        case.publish(tmp_path / "three", "public", basis="accepted")
        assert "Armed men killed people" not in (tmp_path / "three" / "index.html").read_text()

    def test_a_public_dossier_refuses_one_that_fell(
        self, case: Case, item: str, tmp_path: Path
    ) -> None:
        """It is withdrawn or written anew first."""
        self.write(case, of(case, "12"), item)
        case.review.reject(of(case, "12"))
        with pytest.raises(RefusedError) as refused:
            case.publish(tmp_path / "out", "public")
        assert any("no longer holds" in reason for reason in refused.value.reasons)


class TestErasure:
    """What people judged goes with what they judged, words and all."""

    def test_everything_about_an_item(self, case: Case, item: str, tmp_path: Path) -> None:
        """Reviews, edits, assessments, grades, requests, answers, findings."""
        words = ["zorbandel", "quilfarnet", "vashtombry", "yelmiracco", "threxalune", "ouldpinter",
                 "nixabrolly", "pravdustan"]  # fmt: skip
        code, claim = case.match.incidents()[0].code, of(case, "12")
        case.review.edit(claim, [("victim.+.name", words[0])], f"as {words[1]} told it")
        case.assess(claim, "who", "inconclusive", f"asked {words[2]}", rests_on=[item])
        case.grade.claim(claim, "3", f"{words[3]} said so")
        asked = case.ask(
            "The council", f"Do you know {words[0]} of {words[4]}?", "letter", about=claim
        )
        case.ask.answer(asked.id, words=f"Only {words[0]}, and {words[5]}.")
        case.conclude(f"{words[6]} did it.", "prima_facie", [claim], f"{words[7]} denies it", "no")
        assert len({word for word in words if hits(case.folder.root, [word])}) >= len(words)
        case.erase(item, why="asked")
        assert hits(case.folder.root, words) == []
        assert case.conclude.all() == []
        assert case.assess.all() == ()
        (one,) = case.ask.all()
        assert (one.request.party, one.state) == ("The council", "answered")
        with pytest.raises(UsageError, match="nothing has an id"):
            case.assess(code, "who", "inconclusive", "w")


class TestProtected:
    """What is judged of a protected person's words is sealed with them, and in no dossier."""

    def test_locked(self, tmp_path: Path, home: Path) -> None:
        """Whoever opens the case without that key sees nothing of it."""
        with init_case(tmp_path / "c", passphrase="a long one", home=home) as case:
            (tmp_path / "note.txt").write_text(TEXT, "utf-8")
            kept = case.preserve(tmp_path / "note.txt", protected="Night Heron").kept[0].id
            done = case.conclude
            done("Zorbandel was there.", "prima_facie", [kept], "nobody else says so", "no")
            assert hits(case.folder.root, ["Zorbandel"]) == []
            case.publish(tmp_path / "out")
            assert hits(tmp_path / "out", ["Zorbandel"]) == []
        with open_case(tmp_path / "c", passphrase="a long one", home=home) as again:
            assert again.conclude.all() == []

    def test_open(self, case: Case, tmp_path: Path) -> None:
        """In an unlocked case too, no dossier shows it."""
        (tmp_path / "note.txt").write_text(TEXT, "utf-8")
        kept = case.preserve(tmp_path / "note.txt", protected="Night Heron").kept[0].id
        case.conclude("Zorbandel was there.", "prima_facie", [kept], "nobody says so", "no")
        case.ask("The council", "Was Zorbandel there?", "letter", about=kept)
        case.publish(tmp_path / "out")
        assert hits(tmp_path / "out", ["Zorbandel"]) == []
