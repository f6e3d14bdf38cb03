"""What an erasure reaches: nothing that came from the seed is left out, nothing else goes."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.record.entry import Causes, Entry, Header
from tawthiq.view.derived import ACTS_KEPT, Material, reach
from tawthiq.view.wording import Wording, tokens

NAME = "Zoranthil Anthilzor"


def entry(number: int, kind: str, payload: Mapping[str, Any] | None, *causes: int) -> Entry:
    """Return an entry with an id made of its number."""
    ids = tuple(key(cause) for cause in causes)
    head = Header("a" * 32, number, number + 1, kind, "", "b" * 32, Causes(ids), "c" * 64)
    return Entry(key(number), head, payload)


def key(number: int) -> str:
    """Return the id of the entry with a number."""
    return f"{number:064x}"


def material(*entries: Entry, texts: Mapping[str, str] | None = None) -> Material:
    """Return what a set is computed from."""
    return Material({one.id: one for one in entries}, lambda _: "", texts or {})


def item(number: int, receipt: int, **said: object) -> Entry:
    """Return an item of a receipt."""
    payload = {"receipt": key(receipt), "name": {"text": f"{number}.txt"}, **said}
    return entry(number, "item", payload, receipt)


def claim(number: int, of: int, **said: object) -> Entry:
    """Return a claim that quotes an item."""
    return entry(number, "claim", {"id": f"c{number}", "item": key(of), **said}, of)


class TestReach:
    """Down to what was made from it, up to what nothing else needs."""

    def test_shared_incident(self) -> None:
        """An incident of others too stays where it holds no erased word, and goes where it does."""
        for place, goes in (("Tal Qamarin", False), ("Zoribrosk Mill", True)):
            entries = (
                entry(0, "receipt", {}), item(1, 0), item(2, 0),
                claim(3, 1, place=[{"name": "Zoribrosk Mill"}]),
                claim(4, 2, place=[{"name": "Tal Qamarin"}]),
                entry(5, "incident", {"code": "IN-1", "place": place, "claims": ["c3", "c4"]}, 3, 4),
            )  # fmt: skip
            found = reach(material(*entries), {key(1): "named"})
            assert (key(5) in found.gone) == goes
            assert (key(5) in found.stays) != goes

    def test_a_handover_is_entered_anew(self) -> None:
        """That something was handed over stays known, without the file's name."""
        named = {"to": "the court", "items": [{"item": key(1), "path": f"{NAME}.txt"}]}
        entries = (
            entry(0, "receipt", {}),
            entry(1, "item", {"receipt": key(0), "name": {"text": f"{NAME}.txt"}}, 0),
            entry(2, "handover", named, 1),
        )
        found = reach(material(*entries), {key(1): "named"})
        assert found.gone[key(2)].anew
        assert found.wording.taken_out(named) == {
            "to": "the court", "items": [{"item": key(1), "path": "[erased]"}],
        }  # fmt: skip

    def test_the_text_of_another_item(self) -> None:
        """A name in another item's text is listed, not reached."""
        entries = (entry(0, "receipt", {}), item(1, 0, speaker=NAME), item(2, 0))
        texts = {key(2): "then zoranthil anthilzor came"}
        found = reach(material(*entries, texts=texts), {key(1): "named"})
        assert found.undecided[key(2)].reason == "holds an erased name (its text)"

    def test_sealed_entries_go_by_their_causes(self) -> None:
        """What cannot be read is reached where all that it came from goes."""
        entries = (
            entry(0, "receipt", {}), item(1, 0), entry(2, "text", None, 1),
            entry(3, "identity", None, 1), entry(4, "identity", None, 1, 0),
        )  # fmt: skip
        found = reach(material(*entries), {key(1): "named"})
        assert {key(2), key(3), key(4)} <= set(found.gone)

    def test_a_weak_name_that_others_use(self) -> None:
        """An outlet that also publishes what stays is no secret."""
        entries = (
            entry(0, "receipt", {}), item(1, 0, outlet="Sahl Monitor"),
            item(2, 0, outlet="Sahl Monitor"), entry(3, "source", {"name": "Sahl Monitor"}),
        )  # fmt: skip
        assert not reach(material(*entries), {key(1): "named"}).undecided
        alone = reach(material(*entries[:2], entries[3]), {key(1): "named"})
        assert key(3) in alone.undecided

    def test_an_older_reason_with_a_name(self) -> None:
        """An erasure whose reason holds a name that goes later is replaced."""
        entries = (
            entry(0, "receipt", {}), item(1, 0, speaker=NAME),
            entry(2, "erasure", {"entries": [], "why": f"{NAME} asked"}),
        )  # fmt: skip
        assert key(2) in reach(material(*entries), {key(1): "named"}).gone

    @given(st.data())
    def test_random_cases(self, data: st.DataObject) -> None:
        """Made from the seed: gone, with a reason. From another item alone: not."""
        items = data.draw(st.integers(1, 5))
        entries = [entry(0, "receipt", {})]
        entries += [item(n, 0) for n in range(1, items + 1)]
        owner = {n: n for n in range(1, items + 1)}
        for number in range(items + 1, items + 1 + data.draw(st.integers(0, 12))):
            of = data.draw(st.sampled_from(sorted(owner)))
            kind = data.draw(st.sampled_from(["text", "claim", "review", "consent"]))
            owner[number] = owner[of]
            claims = [n for n in owner if n < number and entries[n].header.kind == "claim"
                      and owner[n] == owner[of]]  # fmt: skip
            if kind == "review" and claims:
                entries.append(entry(number, kind, {"claim": f"c{claims[0]}"}, claims[0]))
            elif kind == "consent":
                entries.append(entry(number, kind, {"subject": key(owner[of])}, owner[of]))
            else:
                entries.append(claim(number, owner[of]))
        seed = data.draw(st.integers(1, items))
        found = reach(material(*entries), {key(seed): "named"})
        expected = {key(n) for n, of in owner.items() if of == seed}
        if items == 1:
            expected.add(key(0))
        assert set(found.gone) == expected
        assert all(one.reason for one in found.gone.values())
        assert not set(found.gone) & set(found.stays)

    def test_acts_stay(self) -> None:
        """That something was done is kept, whatever it rested on, where it holds no word of it."""
        for kind in ACTS_KEPT:
            entries = (
                entry(0, "receipt", {}), item(1, 0, speaker=NAME), entry(2, kind, {"n": 1}, 1),
            )  # fmt: skip
            found = reach(material(*entries), {key(1): "named"})
            assert key(2) in found.stays, kind


class TestWording:
    """Whole words, however they are written; nothing that everything holds."""

    def test_spellings(self) -> None:
        """Case, marks, separators and forms of Arabic letters do not hide a name."""
        wording = Wording([NAME, "أحمد الزغطوري"])
        for text in ("ZORANTHIL-ANTHILZOR", "zoranthil_anthilzor.txt", "of Zoránthil  Anthilzor,",
                     "احمد الزغطورى", "أحْمَد الزغطـــوري"):  # fmt: skip
            assert wording.is_in(text), text
        for text in ("Zoranthil", "Anthilzor Zoranthil", "Zoranthila Anthilzor", "الزغطوري"):
            assert not wording.is_in(text), text

    def test_common_words_are_not_looked_for(self) -> None:
        """A file called report.txt, a number, a short word."""
        wording = Wording(["report.txt", "report", "2031", "Ali", "شهادة", ""])
        for text in ("the report", "report.txt", "in 2031", "Ali said", "a list"):
            assert not wording.is_in(text), text

    def test_runs_of_words(self) -> None:
        """Six words in a row of an erased text are its words; five are not."""
        wording = Wording((), ["one two three four five six seven"])
        assert wording.is_in("he said: two three four five six seven")
        assert not wording.is_in("he said: three four five six seven")

    @given(st.text(), st.text())
    def test_any_text(self, phrase: str, text: str) -> None:
        """Whatever is looked for wherever: an answer, and a telling phrase is found in itself."""
        wording = Wording([phrase], [text])
        wording.is_in(text)
        plain = wording.taken_out({"a": [text, {"b": phrase}], "c": 1})
        assert not wording.places_in(plain) or tokens("[erased]") == tokens(phrase)
