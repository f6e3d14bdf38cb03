"""The dossier as a whole: pure, complete, closed in itself, in two languages."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tawthiq.publish.dossier import build
from tawthiq.publish.site import notices
from tawthiq.publish.voice import Voice
from tawthiq.record.case_facts import Settings
from tawthiq.record.release import Facts
from tawthiq.record.words import words

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """A page's ids, links, tags in order, and every fault of its nesting."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(data.decode())
        self.close()
        self.faults += [f"left open: {tag}" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what opens."""
        table = dict(attrs)
        self.tags.append((tag, table))
        if tag == "a" and "a" in self._open:
            self.faults.append("a link in a link")
        if tag in {"p", "ul", "ol", "table", "div", "h2", "h3"} and "p" in self._open:
            self.faults.append(f"{tag} in a paragraph")
        if tag not in VOID:
            self._open.append(tag)
        if table.get("id"):
            self.ids.append(str(table["id"]))
        if tag == "a" and table.get("href"):
            self.links.append(str(table["href"]))
        for name in ("src", "href", "srcset", "action", "data", "poster"):
            if table.get(name) and not (tag == "a" and name == "href"):
                self.sources.append(str(table[name]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what opens and closes at once."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Note what closes, and whether it was its turn."""
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"closed out of turn: {tag}")


@pytest.fixture
def files(facts: Facts) -> dict[str, bytes]:
    """The internal dossier."""
    return build(facts, lang="en")


def pages(files: dict[str, bytes]) -> dict[str, Page]:
    """Return every HTML page, parsed."""
    return {path: Page(data) for path, data in files.items() if path.endswith(".html")}


def empty(facts: Facts) -> Facts:
    """Return a case in which nothing has been preserved yet."""
    return replace(
        facts, items=(), claims=(), incidents=(), ladder=(), by_place={}, by_perpetrator={},
        by_status={}, sources=(), places=(), places_of={}, requests=(), heads=(), gaps=(), skipped=(),
        settings=Settings("Untitled"),
    )  # fmt: skip


class TestPure:
    """The same facts give the same bytes."""

    def test_twice(self, facts: Facts) -> None:
        """Two builds agree byte for byte, also in the order of files."""
        assert list(build(facts, lang="en").items()) == list(build(facts, lang="en").items())

    def test_language_of_shared_files(self, facts: Facts) -> None:
        """The default language changes what exists once, never the pages' two languages."""
        english, arabic = build(facts, lang="en"), build(facts, lang="ar")
        assert english["index.html"] == arabic["index.html"]
        assert english["ar/index.html"] == arabic["ar/index.html"]
        assert "نسخة عمل" in json.loads(arabic["data/claims.json"])["notice"]

    def test_facts_stay(self, facts: Facts) -> None:
        """Building changes nothing that it was given."""
        before = repr(facts)
        build(facts, lang="en")
        assert repr(facts) == before


class TestClosed:
    """The site holds all it needs and leads nowhere else."""

    def test_links_resolve(self, files: dict[str, bytes]) -> None:
        """Every link leads to a file of the dossier, and to an anchor that is there."""
        parsed = pages(files)
        for path, page in parsed.items():
            for link in page.links:
                target, _, anchor = link.partition("#")
                full = (
                    posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
                    if target
                    else path
                )
                assert full in files, (path, link)
                if anchor:
                    assert anchor in parsed[full].ids, (path, link)

    def test_nothing_outside(self, files: dict[str, bytes]) -> None:
        """No page asks for anything but the style sheet beside it; none runs a script."""
        for path, page in pages(files).items():
            assert set(page.sources) <= {
                posixpath.relpath("style.css", posixpath.dirname(path) or ".")
            }
            assert not {tag for tag, _ in page.tags} & {
                "script",
                "iframe",
                "object",
                "embed",
                "img",
                "form",
            }
            assert not any(name.startswith("on") for _, table in page.tags for name in table)
        assert b"url(" not in files["style.css"]
        assert b"@import" not in files["style.css"]

    def test_nesting(self, files: dict[str, bytes]) -> None:
        """Tags close in turn; ids are unique."""
        for path, page in pages(files).items():
            assert page.faults == [], path
            assert len(page.ids) == len(set(page.ids)), path

    def test_checksums(self, files: dict[str, bytes]) -> None:
        """SHA256SUMS names every file but itself, rightly."""
        lines = [
            line for line in files["SHA256SUMS"].decode().splitlines() if not line.startswith("#")
        ]
        listed = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
        assert listed == {
            p: hashlib.sha256(d).hexdigest() for p, d in files.items() if p != "SHA256SUMS"
        }

    def test_paths_are_plain(self, files: dict[str, bytes]) -> None:
        """Names suit every system: short, plain letters, none different in letter case alone."""
        assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", path) for path in files)
        assert len({path.lower() for path in files}) == len(files)


class TestTwoLanguages:
    """English and Arabic stand side by side and lead to one another."""

    def test_pairs(self, files: dict[str, bytes]) -> None:
        """Each page exists in both languages with its direction and a link to the other."""
        parsed = pages(files)
        english = {path for path in parsed if not path.startswith("ar/")}
        assert {f"ar/{path}" for path in english} == set(parsed) - english
        for path, page in parsed.items():
            root = dict(page.tags)["html"]
            is_arabic = path.startswith("ar/")
            assert (root["lang"], root["dir"]) == (("ar", "rtl") if is_arabic else ("en", "ltr"))
            other = path.removeprefix("ar/") if is_arabic else f"ar/{path}"
            ways = {
                posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
                for link in page.links
            }
            assert other in ways

    def test_landmarks(self, files: dict[str, bytes]) -> None:
        """Every page has a skip link, landmarks, one first heading, and captioned tables."""
        for path, page in pages(files).items():
            tags = [tag for tag, _ in page.tags]
            assert tags.count("main") == tags.count("h1") == 1, path
            assert {"header", "nav", "footer"} <= set(tags)
            assert page.links[0] == "#main"
            assert tags.count("table") == tags.count("caption"), path


class TestNotices:
    """What the dossier is stands on every page and in every data file."""

    def test_internal(self, files: dict[str, bytes]) -> None:
        """A working copy of an open, fictional draft says all of it everywhere."""
        said = ("Working copy, not for release", "Fictional", "NOT encrypted", "Draft")
        for path, data in files.items():
            if path.startswith(("text/", "proof/", "style", "ar/")):
                continue
            assert all(words in data.decode() for words in said), path

    def test_public(self, accepted: Facts) -> None:
        """A public release is no working copy and no draft, but still says "fictional"."""
        files = build(accepted, lang="en")
        assert all(b"Working copy" not in data for data in files.values())
        assert b"Fictional" in files["index.html"]
        assert b"watermark" not in files["index.html"]

    def test_court(self, facts: Facts) -> None:
        """A court's dossier says whom it is for; it is no working copy."""
        assert "court_only" in notices(replace(facts, audience="court"))
        assert "partner_only" in notices(replace(facts, audience="partner"))
        assert "working_copy" not in notices(replace(facts, audience="court"))


class TestNames:
    """A name reads in the language of the page, and a day in it keeps its order."""

    def test_numbered_testimony(self) -> None:
        """The bilingual name that hides a giver's stands in one language on a page."""
        name = "testimony 2 · شهادة 2"
        assert Voice(words("en")).filed(name).striptags() == "testimony 2"
        assert Voice(words("ar")).filed(name).striptags() == "شهادة 2"
        assert Voice(words("ar")).filed("a · b.txt").striptags() == "a · b.txt"

    def test_day_behind_arabic(self) -> None:
        """2031-05-14 is isolated: behind Arabic letters its parts would swap places."""
        shown = Voice(words("en")).name("صورة، 2031-05-14 <b>")
        assert '<bdi dir="ltr">2031-05-14</bdi> &lt;b&gt;' in shown


class TestEmptyParts:
    """What is missing is said, never left out."""

    def test_empty_case(self, facts: Facts) -> None:
        """A case without anything still makes a whole dossier."""
        files = build(empty(facts), lang="en")
        page = files["index.html"].decode()
        for anchor in ("figures", "findings", "timeline", "places", "incidents", "statements", "sources",
                       "limits", "method", "gaps", "held", "proof"):  # fmt: skip
            assert f'id="{anchor}"' in page
        assert page.count('class="empty"') >= 10

    def test_numbers_in_names(self, facts: Facts) -> None:
        """What a case says itself may hold numbers and any wording; the lint passes it over."""
        bare = "27 martyrs at most"
        item = facts.items[0]
        receipt = replace(
            item.receipts[0], giver=bare, channel=bare, why=bare, promise=bare, note=bare
        )
        name = replace(item.item.name, text=bare)
        spread = replace(
            facts,
            settings=replace(facts.settings, title=bare, profile=bare),
            items=(
                replace(
                    item,
                    item=replace(item.item, name=name, outlet=bare, speaker=bare, folder=bare),
                    receipts=(receipt,),
                ),
                *facts.items[1:],
            ),
            incidents=(
                replace(facts.incidents[0], place=bare, within=bare, code=bare, state=bare),
                *facts.incidents[1:],
            ),
            sources=(
                replace(facts.sources[0], name=bare, kind=bare, reliability=bare),
                *facts.sources[1:],
            ),
            places=(
                replace(facts.places[0], name=bare, names=("Bir Sanad",), parent=bare),
                *facts.places[1:],
            ),
            by_status={bare: facts.by_status["civilian"]},
            requests=(
                replace(
                    facts.requests[0],
                    party=bare,
                    words=bare,
                    channel=bare,
                    answer=bare,
                    answered_on=bare,
                ),
            ),
            gaps=(bare, f"27: could not be read: {bare}", f"27: {bare}"),
            skipped=(bare, f"{bare}: 27"),
            software={bare: bare},
            retracted={"c10": bare},
        )
        assert b"27 martyrs" in build(spread, lang="ar")["index.html"]

    def test_hostile_words(self, facts: Facts) -> None:
        """Markup and control characters in names stay words."""
        hostile = "<script>alert(1)</script>\"'&\u202e"
        renamed = replace(
            facts,
            settings=replace(facts.settings, title=hostile),
            gaps=(hostile,),
            by_perpetrator={hostile: facts.by_perpetrator["Harbour Council"]},
        )
        for path, data in build(renamed, lang="en").items():
            if path.endswith(".html"):
                assert b"<script" not in data
                assert "\u202e" not in data.decode()
