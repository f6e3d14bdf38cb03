"""The words that people see: whole in both languages, and counted as each language counts."""

import string

import pytest

from tawthiq.record.words import CATEGORIES, LANGS, Lang, plural, words


def open_places(text: str) -> set[str]:
    """Return the names of the places that a template leaves open."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


class TestLabelFiles:
    """What one language has, the other has."""

    def test_same_keys(self) -> None:
        """No screen meets a key that only one language knows."""
        english, arabic = words("en"), words("ar")
        assert set(english.labels) == set(arabic.labels)
        assert set(english.lists) == set(arabic.lists)

    def test_same_places(self) -> None:
        """A value that one language shows is shown by the other too."""
        for key, label in words("en").labels.items():
            other = words("ar").labels[key].forms["other"]
            assert open_places(label.forms["other"]) == open_places(other), key

    @pytest.mark.parametrize("lang", LANGS)
    def test_every_label_is_explained(self, lang: Lang) -> None:
        """Text, a note on where it stands, and a sample in which it is right."""
        for key, label in words(lang).labels.items():
            assert label.forms["other"], key
            assert label.note, key
            assert label.sample, key
            assert set(label.forms) <= set(CATEGORIES), key

    @pytest.mark.parametrize("lang", LANGS)
    def test_uncertain_words_say_why(self, lang: Lang) -> None:
        """An open wording is listed with its reason."""
        found = words(lang)
        assert all(label.open for _, label in found.uncertain())
        assert len(found.uncertain()) < len(found.labels)


class TestWords:
    """Asking for words."""

    def test_has_and_terms(self) -> None:
        """A key is there or not; lists are lists."""
        found = words("en")
        key = next(iter(found.labels))
        assert found.has(key)
        assert not found.has("no such key")
        assert found.template(key) == found.labels[key].forms["other"]
        assert all(isinstance(term, str) for name in found.lists for term in found.terms(name))

    @pytest.mark.parametrize("lang", LANGS)
    def test_counted_words(self, lang: Lang) -> None:
        """Every counted label is said for every category, with thousands apart."""
        found = words(lang)
        counted = [key for key, label in found.labels.items() if len(label.forms) > 1]
        assert counted
        for key in counted:
            names = open_places(found.labels[key].forms["other"]) - {"n"}
            for n in (0, 1, 2, 3, 11, 100, 1000):
                assert found.say(key, n, **dict.fromkeys(names, "x"))

    @pytest.mark.parametrize(
        ("lang", "n", "category"),
        [("en", 0, "other"), ("en", 1, "one"), ("en", 2, "other"), ("ar", 0, "zero"),
         ("ar", 1, "one"), ("ar", 2, "two"), ("ar", 3, "few"), ("ar", 10, "few"), ("ar", 11, "many"),
         ("ar", 99, "many"), ("ar", 100, "other"), ("ar", 102, "other"), ("ar", 103, "few")],
    )  # fmt: skip
    def test_plural_categories(self, lang: Lang, n: int, category: str) -> None:
        """As CLDR has them."""
        assert plural(lang, n) == category
