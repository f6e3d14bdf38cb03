"""Protected, private and withdrawn items: what a dossier still says of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tawthiq.publish.dossier import build
from tawthiq.publish.phrases import degree, entailed
from tawthiq.publish.redact import redacted
from tawthiq.publish.voice import Voice
from tawthiq.record.claim import Link
from tawthiq.record.figure import Account, Beside
from tawthiq.record.release import Audience, Facts
from tawthiq.record.words import words


class TestProtected:
    """A protected item is a code name and a day, whoever reads."""

    @pytest.mark.parametrize("audience", ["internal", "partner", "court"])
    def test_code_name_only(self, facts: Facts, audience: Audience) -> None:
        """No file name, digest, giver, promise or time of day is in any file."""
        letter = facts.items[2]
        receipt = replace(
            letter.receipts[0], promise="Only the court", channel="by courier",
            received_at="2025-03-20T04:56:07Z",
        )  # fmt: skip
        letter = replace(letter, item=replace(letter.item, sha256="9e" * 32), receipts=(receipt,))
        shown = replace(
            facts, audience=audience, items=(*facts.items[:2], letter, *facts.items[3:]),
            gaps=("letter-HZ.txt: could not be read: the file is empty",),
            claims=tuple(replace(c, review=replace(c.review, state="accepted")) for c in facts.claims),
        )  # fmt: skip
        files = build(shown, lang="en")
        assert any(b"W-07" in data for data in files.values())
        for path, data in files.items():
            for gone in (b"letter-HZ", b"9e9e", b"Zarouq", b"Only the court", b"courier", b"04:56"):
                assert gone not in data, (path, gone)


class TestMaskedGiver:
    """In public an item whose speaker or giver is hidden has no name of its own."""

    def test_testimony(self, accepted: Facts) -> None:
        """File name and digest go, and times are days."""
        item = accepted.items[1]
        item = replace(item, item=replace(item.item, speaker="Nadim Qorashan"))
        shown = redacted(replace(accepted, items=(accepted.items[0], item, *accepted.items[2:])))
        held = next(one for one in shown.items if one.id == item.id)
        assert held.item.name.text == "testimony 1 · شهادة 1"
        assert held.item.sha256 == ""
        assert [receipt.received_at for receipt in held.receipts] == ["2025-03-20"]


class TestWithdrawn:
    """An item that was taken back says so, with its reason."""

    def test_said(self, facts: Facts) -> None:
        """In the table of items and on the item's own page."""
        shown = replace(facts, retracted={"item-empty": "sent by mistake"}, skipped=())
        files = build(shown, lang="en")
        said = [
            p for p, data in files.items() if b"sent by mistake" in data and b"ithdrawn" in data
        ]
        assert "index.html" in said
        assert any(path.startswith("items/") for path in said)


class TestWhoSpeaks:
    """Only those who say or deny that something happened are original sources."""

    def test_silence(self, facts: Facts) -> None:
        """A body that only did not respond is not listed as a source."""
        silent = replace(facts.claims[6], chain=(Link("Salt Office", "official"),))
        shown = replace(facts, claims=(*facts.claims[:6], silent, *facts.claims[7:]))
        assert b"Salt Office" not in build(shown, lang="en")["sources.html"]

    def test_binding_is_not_beside(self, facts: Facts) -> None:
        """A statement that carries a number at one rung is not listed as binding nothing."""
        first = facts.ladder[1]
        ladder = (
            facts.ladder[0],
            replace(first, beside=(Beside("c1", "averted"),)),
            *facts.ladder[2:],
        )
        page = build(replace(facts, ladder=ladder), lang="en")["index.html"].decode()
        listed = page.split("Said, but binding nothing")[1].split("</ul>")[0]
        assert "more than 1,000" not in listed


class TestWording:
    """Ranges name who states them; places say only what names them."""

    def test_range_and_floor(self, facts: Facts) -> None:
        """The range names its accounts, the floor its carriers."""
        top = replace(
            facts.ladder[3], low=33, high=36, floor=40, spread=(33, 36, "closed"), carriers=("Rasid Centre",),
            accounts=(Account("Northern Wire", 33, 36),),
        )  # fmt: skip
        voice = Voice(words("en"))
        assert "Rasid" not in degree(top, voice)
        assert "Northern Wire" in degree(top, voice)
        assert "Rasid" in (entailed(top, voice, "#") or "")

    def test_named_only(self, facts: Facts) -> None:
        """Harm without a number elsewhere is not said of a place."""
        (tel,) = facts.by_place["Tel Amar"]
        table = {**facts.by_place, "Tel Amar": (replace(tel, unquantified=("c10",)),)}
        phrase = b"named; no number of its own"
        before = build(facts, lang="en")["index.html"].count(phrase)
        after = build(replace(facts, by_place=table), lang="en")["index.html"].count(phrase)
        assert after == before + 1
