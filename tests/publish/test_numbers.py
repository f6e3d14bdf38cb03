"""Every number opens the sentence behind it, and none stands bare."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tawthiq.publish.dossier import build
from tawthiq.publish.lint import faults, text_faults
from tawthiq.publish.phrases import amount
from tawthiq.publish.voice import Voice
from tawthiq.record.figure import Certificate, Figure, Scope, Step
from tawthiq.record.release import Facts
from tawthiq.record.words import words


class Reading(HTMLParser):
    """A page's links by class, its anchors with the links inside them, and its marks."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.numbers: list[str] = []
        self.inside: dict[str, list[str]] = {}
        self.marks: dict[str, str] = {}
        self.claims: dict[str, str] = {}
        self._open: list[tuple[str, str | None, str | None]] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note anchors, marks and links."""
        table = dict(attrs)
        if tag in {"meta", "link"}:
            return
        self._open.append((tag, table.get("id"), table.get("data-claim")))
        if tag == "mark" and table.get("id"):
            self.claims[str(table["id"])] = str(table["data-claim"])
        href = table.get("href")
        if tag == "a" and href:
            if "num" in (table.get("class") or "").split():
                self.numbers.append(href)
            for _, anchor, _ in self._open:
                if anchor:
                    self.inside.setdefault(anchor, []).append(href)

    def handle_endtag(self, tag: str) -> None:
        """Leave what closes."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Give text to the marks around it."""
        for claim in {claim for tag, _, claim in self._open if tag == "mark" and claim}:
            self.marks[claim] = self.marks.get(claim, "") + data


class Site:
    """Follows links from number to mark."""

    def __init__(self, files: dict[str, bytes], facts: Facts) -> None:
        self.pages = {path: Reading(data) for path, data in files.items() if path.endswith(".html")}
        self.quotes = {claim.id: claim.quote.text for claim in facts.claims}

    def opens_a_sentence(self, path: str, href: str, depth: int = 0) -> bool:
        """Say whether links lead from here to a mark that holds its quote."""
        target, _, anchor = href.partition("#")
        full = (
            posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
        )
        page = self.pages[full]
        if anchor in page.claims:
            claim = page.claims[anchor]
            return page.marks[claim] == self.quotes[claim]
        onward = page.inside.get(anchor, [])
        return depth < 4 and any(self.opens_a_sentence(full, link, depth + 1) for link in onward)


class TestEveryNumberOpensItsSentence:
    """From any number, links lead to a mark that holds the exact quote."""

    def test_all(self, facts: Facts) -> None:
        """Followed on every page of both languages."""
        site = Site(build(facts, lang="en"), facts)
        seen = 0
        for path, page in site.pages.items():
            for href in page.numbers:
                assert site.opens_a_sentence(path, href), (path, href)
                seen += 1
        assert seen > 60

    def test_headline(self, facts: Facts) -> None:
        """The whole-case ladder stands on the front page with its sources."""
        page = build(facts, lang="en")["index.html"].decode()
        assert "at least 1,001 people" in page
        assert "as relayed by" in page
        assert "not checked by this team" in page
        assert "all of this comes from one document" in page
        assert "attack reported, number not stated" in page


class TestRanges:
    """A range says which versions it spans, and never hides what all of them entail."""

    def said(self, low: int, high: int | None, floor: int, spread: str = "open") -> str:
        """Return the amount of a reported figure."""
        figure = Figure(
            scope=Scope(), standard="reported", basis="accepted", profile="conservative", min=low,
            max=None, floor=floor, sturdy=0, sturdy_by_item=0, low=low, high=high,
            spread=None if high is None else (low, high, spread), accounts=(), because=(),
            contradictions=(), contested=(), unquantified=(), beside=(),
        )  # type: ignore[arg-type]  # fmt: skip
        return str(amount(figure, Voice(words("en"))))

    @pytest.mark.parametrize(
        ("low", "high", "floor", "spread", "said"),
        [
            (27, None, 27, "open", "at least 27 people"),
            (27, 27, 27, "closed", "27 people, as stated"),
            (27, 27, 27, "open", "at least 27 people"),
            (27, 40, 40, "closed", "27 to 40 people"),
            (27, 40, 40, "open", "27 to 40 people or more"),
            (31, 31, 58, "open", "31 people or more"),
            (31, None, 58, "open", "31 people or more"),
            (0, 0, 24, "open", "nobody by one version, at least 24 people by another"),
            (0, None, 0, "open", "None so far"),
        ],
    )
    def test_amounts(self, low: int, high: int | None, floor: int, spread: str, said: str) -> None:
        """Each form of range has its own words."""
        assert self.said(low, high, floor, spread) == said


class TestCertificates:
    """A reader can follow a number statement by statement."""

    def page(self, facts: Facts, *parts: Certificate) -> str:
        """Return the certificate page of a case whose headline has these parts."""
        value = sum(part.value for part in parts)
        top = replace(facts.ladder[3], low=value, high=None, floor=value, certificates=parts)
        built = build(replace(facts, ladder=(*facts.ladder[:3], top)), lang="en")
        return re.sub("<[^>]*>", "", built["figures/all.html"].decode())

    def test_plain_addition(self, facts: Facts) -> None:
        """Groups that cannot share people are one sum."""
        one, other = Step("c4", 1, 27), Step("c3", 1, 121)
        said = self.page(facts, Certificate(27, 1, 27, (one,)), Certificate(121, 1, 121, (other,)))
        assert "No two of them can speak of the same person" in said
        assert "Added up, 27 + 121: at least 148 people." in said

    def test_weights(self, facts: Facts) -> None:
        """Repeated statements say how often, and how often anybody is counted at most."""
        steps = (Step("c4", 2, 27), Step("c3", 1, 121))
        said = self.page(
            facts, Certificate(88, 2, 175, steps), Certificate(40, 1, 40, (Step("c9", 1, 40),))
        )
        assert "Nobody is counted more than 2 times. Together they count 175." in said
        assert "2 times" in said
        assert "Together: at least 128 people." in said

    def test_share(self, facts: Facts) -> None:
        """A fraction is derived in the page's language."""
        files = build(facts, lang="en")
        english = re.sub("<[^>]*>", "", files["figures/perpetrator-001.html"].decode())
        arabic = re.sub("<[^>]*>", "", files["ar/figures/perpetrator-001.html"].decode())
        assert "more than half of at least 1,001 people is at least 501 people" in english
        assert "أكثر من النصف من 1,001 شخص على الأقل هو 501 شخص على الأقل" in arabic


PAGE = "<p>{}</p>"


class TestLint:
    """The lint finds what it is there to find, and passes what is said rightly."""

    @pytest.mark.parametrize(
        ("markup", "fault"),
        [
            ("27 people were killed, sources say", "without a mark"),
            ('<a class="num">27 people</a> were killed, a source says', "without its range"),
            ('at least <a class="num">27 people</a> were killed', "without degree"),
            ("<span>at most</span> a few", "a ceiling"),
            ("The death toll rose", "banned"),
        ],
    )
    def test_faults(self, markup: str, fault: str) -> None:
        """A bare number, an unsupported ceiling and banned wording are named."""
        found = faults("x.html", PAGE.format(markup).encode(), words("en"))
        assert any(fault in one for one in found), found

    @pytest.mark.parametrize(
        "markup",
        [
            '<a class="num">at least 27 people</a>, reported by a source',
            '<a class="num">21 to 40 people</a>, documented',
            "<q>27 dead, a martyr said</q>",
            '<time datetime="2025-03-07">7 March 2025</time>',
            '<a class="tally">12 statements</a>',
            '<span class="ceiling">no more than <a class="num">40 people</a>, one source says</span>',
            "SHA-256",
        ],
    )
    def test_passes(self, markup: str) -> None:
        """Numbers with range and degree pass, and so does what a source says itself."""
        assert faults("x.html", PAGE.format(markup).encode(), words("en")) == []

    def test_arabic(self) -> None:
        """The lint reads Arabic, with or without vowel marks."""
        right = '<a class="num">ما لا يقل عن 27 شخصاً</a>، ورد عن مصدر'
        assert faults("x.html", PAGE.format(right).encode(), words("ar")) == []
        assert text_faults("قُتل شهيدٌ", words("ar"))

    def test_our_own_words(self) -> None:
        """No label uses banned wording."""
        for lang in ("en", "ar"):
            speech = words(lang)
            for key, label in speech.labels.items():
                for text in label.forms.values():
                    assert text_faults(text, speech) == [], key
