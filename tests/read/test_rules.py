"""Every rule of every pack does what its own file says of it."""

import pytest

from tawthiq.kit.lexicon.pack import LANGUAGES, Rule, load_pack
from tawthiq.read.reader import fired

RULES = [
    pytest.param(language, rule, id=rule.id)
    for language in LANGUAGES
    for rule in load_pack(language).rules.values()
]


class TestRules:
    """A rule fires on its example and leaves its counter-example alone."""

    @pytest.mark.parametrize(("language", "rule"), RULES)
    def test_the_example_fires(self, language: str, rule: Rule) -> None:
        """The example makes the rule fire."""
        assert rule.id in fired(rule.example, language=language, dated="2031-05-20")

    @pytest.mark.parametrize(("language", "rule"), RULES)
    def test_the_counter_example_does_not(self, language: str, rule: Rule) -> None:
        """The counter-example does not."""
        assert rule.id not in fired(rule.counter, language=language, dated="2031-05-20")
