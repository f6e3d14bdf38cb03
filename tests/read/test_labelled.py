"""How well the rules read sentences that were labelled by hand."""

import pytest
from tests.read.labelled import cases, score


class TestLabelled:
    """The reader finds what a careful person finds, field by field."""

    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_there_are_enough_sentences(self, language: str) -> None:
        """The set is large enough to mean something."""
        assert len(cases(language)) >= 40

    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_figures_are_exact(self, language: str) -> None:
        """Event, unit, least and greatest number, kind and bind are right together."""
        result = score(language)
        assert result.f1("figure") >= 0.95, result.misses

    @pytest.mark.parametrize("language", ["en", "ar"])
    @pytest.mark.parametrize("name", ["places", "days", "source", "doers"])
    def test_fields_are_exact(self, language: str, name: str) -> None:
        """Places, days, sources and doers of the figures found are right."""
        assert score(language).f1(name) >= 0.9
