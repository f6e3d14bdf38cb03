"""What to look at twice stands in the team's own dossier, and in no other."""

from dataclasses import replace
from html.parser import HTMLParser

from tawthiq.publish.dossier import build
from tawthiq.record.release import Facts
from tawthiq.record.twice import Look


class TestLooks:
    """The list after the statements."""

    def listed(self, facts: Facts, lang: str) -> str:
        """Return the front page of a dossier with three looks."""
        claim = facts.claims[0]
        looks = (
            Look("relayed", claim.item, (claim.id,), (), {"source": "<b>Wire</b>"}),
            Look("two_days", claim.item, (claim.id,), (),
                 {"days": "2031-05-14, 2031-05-15", "place": "Skelt"}),
            Look("fates", claim.item, (claim.id,), (),
                 {"name": "Samer", "fates": "killed, not injured"}),
            Look("age", claim.item, ("gone",), (), {"age": "990"}),
            Look("age", "gone", (), (), {"age": "991"}),
        )  # fmt: skip
        page = build(replace(facts, twice=looks), lang="en")[f"{lang}index.html"].decode()
        HTMLParser().feed(page)
        return page

    def test_in_both_languages(self, facts: Facts) -> None:
        """Sentences, days and fates in the page's language; what the case says is escaped."""
        page = self.listed(facts, "")
        assert "Look twice" in page
        assert "&lt;b&gt;Wire&lt;/b&gt;" in page
        assert '<time datetime="2031-05-14">' in page
        assert "killed / not injured" in page
        assert "والأصل ليس في الملف" in self.listed(facts, "ar/")

    def test_left_out(self, facts: Facts) -> None:
        """A look at an item or a claim that the dossier lacks is left out; no look, no list."""
        page = self.listed(facts, "")
        assert "990" not in page
        assert "991" not in page
        assert b"Look twice" not in build(facts, lang="en")["index.html"]
