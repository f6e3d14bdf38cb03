"""The documentation builds without a warning and asks nothing of the network."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.shape.source import ROOT

OUTSIDE = re.compile(
    r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=\"(?:https?:)?//[^\"]*"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the documentation once."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


class TestTheSiteStandsAlone:
    """It opens from a stick."""

    def test_no_page_loads_anything_from_elsewhere(self, site: Path) -> None:
        """No font, no script, no picture."""
        found = {
            f"{page.relative_to(site)}: {hit}"
            for page in site.rglob("*.html")
            for hit in OUTSIDE.findall(page.read_text("utf-8"))
            if 'rel="canonical"' not in hit
        }
        assert not found

    @pytest.mark.needs("chromium")
    def test_a_browser_asks_only_for_files_beside_the_page(
        self, site: Path, browser: Browser
    ) -> None:
        """Seen from the browser itself, with scripts running."""
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((site / "index.html").as_uri(), wait_until="networkidle")
        assert page.title() == "Tawthiq"
        assert asked
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
        page.close()

    def test_every_verb_has_its_section(self, site: Path) -> None:
        """Written from the program's own help."""
        text = (site / "reference" / "verbs.html").read_text("utf-8")
        for verb in ("investigate", "demo", "init", "preserve", "figures", "publish", "check"):
            assert f'<h2 id="{verb}">' in text
