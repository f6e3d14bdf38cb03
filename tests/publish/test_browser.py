"""Pages in a real browser, opened from disk: both languages, both schemes, phone and desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tawthiq.publish.dossier import build
from tawthiq.publish.write import write
from tawthiq.record.release import Facts

SIZES = {"phone": (390, 844), "desk": (1280, 900)}

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture
def site(facts: Facts, tmp_path: Path) -> Path:
    """The invented case as a dossier on disk."""
    write(build(facts, lang="en"), tmp_path / "dossier")
    return tmp_path / "dossier"


def opened(
    browser: Browser, path: Path, size: str = "desk", scheme: str = "light"
) -> tuple[Page, list[str]]:
    """Open a page without scripts of its own; return it with all that the browser complains of."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("requestfailed", lambda request: said.append(request.url))
    page.on(
        "request",
        lambda request: None if request.url.startswith("file:") else said.append(request.url),
    )
    page.goto(path.as_uri())
    return page, said


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["", "ar"])
class TestLooks:
    """A page fits its screen, in either direction and scheme, and asks for nothing outside."""

    @pytest.mark.parametrize(
        "name", ["index.html", "figures/all.html", "items/item-report.html", "claims.html"]
    )
    def test_fits(
        self, browser: Browser, site: Path, lang: str, scheme: str, size: str, name: str
    ) -> None:
        """No sideways scrolling, no complaint, the style applied, the scheme followed."""
        page, said = opened(browser, site / lang / name, size, scheme)
        assert said == []
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES[size][0]
        assert page.evaluate("getComputedStyle(document.body).direction") == (
            "rtl" if lang else "ltr"
        )
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(250, 248, 244)") == (scheme == "light")
        page.context.close()


class TestReading:
    """A reader gets from a number to the words with clicks or keys alone."""

    def test_number_to_words(self, browser: Browser, site: Path) -> None:
        """Headline, certificate, marked sentence in view."""
        page, _ = opened(browser, site / "index.html")
        page.click(".rung-reported > .amount a")
        assert "figures/all.html" in page.url
        page.click("#reported .steps .quoted")
        mark = page.locator("mark:target")
        assert "more than 1,000 people" in mark.inner_text()
        box = mark.bounding_box()
        assert box is not None
        assert 0 <= box["y"] <= SIZES["desk"][1]
        page.context.close()

    def test_keyboard(self, browser: Browser, site: Path) -> None:
        """The first key leads past the contents; focus is always seen."""
        page, _ = opened(browser, site / "index.html")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px"
        page.context.close()

    def test_map_is_drawn(self, browser: Browser, site: Path) -> None:
        """The map shows land and its places, inside its frame."""
        page, _ = opened(browser, site / "ar" / "index.html", "phone")
        frame = page.locator(".map-sheet").bounding_box()
        assert frame is not None
        assert frame["height"] > 150
        land = page.evaluate("document.querySelector('.land').getBoundingClientRect().width")
        assert land > frame["width"] / 4
        for place in page.locator(".map .solid").all():
            box = place.bounding_box()
            assert box is not None
            assert frame["x"] <= box["x"] <= frame["x"] + frame["width"]
        page.context.close()

    def test_print(self, browser: Browser, site: Path) -> None:
        """On paper there is no menu, nothing is cut off, and a PDF can be made."""
        page, _ = opened(browser, site / "index.html")
        page.emulate_media(media="print")
        assert not page.locator(".contents").is_visible()
        assert page.locator(".notice").first.is_visible()
        assert page.pdf().startswith(b"%PDF")
        page.context.close()

    def test_large_letters(self, browser: Browser, site: Path) -> None:
        """At four times the letter size the page still fits (WCAG 1.4.10 by a narrow screen)."""
        page, _ = opened(browser, site / "index.html", "phone")
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.context.close()
