"""Nobody, and the others: noun phrases that count none ("no civilians") or the rest."""

from tawthiq.read.arabic_nouns import is_another
from tawthiq.read.dates import Mention
from tawthiq.read.heads import take_head
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence


def zero(s: Sentence, i: int, dates: dict[int, Mention]) -> Noun | None:
    """Read "nobody", "no civilians", "no casualties"."""
    key = s.key(i)
    if key == "احد" and any(s.at("negation", k) is not None for k in range(max(i - 4, 0), i)):
        return Noun(i, i + 1, kind="zero", zero=True, head_i=i, head_j=i + 1)
    if key == "اي" and _is_denied(s, i):  # «نفى مقتل أي مدني»
        noun = Noun(i, i + 1, kind="number", zero=True, head_i=i, head_j=i + 1)
        take_head(s, noun, i + 1, dates)
        return noun if noun.kind == "person" else None
    mark = s.at("negation", i)
    if mark is None:
        return None
    if key in {"anyone", "anybody"} and not _is_denied(s, i):
        return None
    if (
        key in {"nobody", "none", "anyone", "anybody"}
        or (s.key(i + 1) == "one" and key == "no")
        or key == "no-one"
    ):
        return Noun(i, max(mark.j, i + 1), kind="zero", zero=True, head_i=i, head_j=mark.j)
    if key not in {"no", "zero", "without", "لا", "دون", "بدون"}:
        return None
    noun = Noun(i, mark.j, kind="number", zero=True, head_i=i, head_j=mark.j)
    take_head(s, noun, mark.j, dates)
    return noun if noun.kind in {"person", "deaths"} else None


def _is_denied(s: Sentence, i: int) -> bool:
    """Say whether a denial or a negation speaks of "anyone" here."""
    return any(s.at("negation", k) is not None for k in range(i)) or any(
        (mark := s.at("cue", k)) is not None and mark.rule.text("polarity") == "denied"
        for k in range(i)
    )


def _ends_phrase(s: Sentence, k: int) -> bool:
    """Say whether "another" stands alone, before a verb or the end."""
    return (
        k >= len(s)
        or any(s.at(kind, k) for kind in ("auxiliary", "perfect", "preposition", "trigger", "by"))
        or (s.key(k) in {".", ","})
    )


def remainder(s: Sentence, i: int) -> Noun | None:
    """Read "the others", «آخرون», «ثالث»."""
    mark = s.at("remainder", i)
    if mark is None or (mark.form == "singular" and not _ends_phrase(s, mark.j)):
        return None
    if s.pack.language == "ar" and mark.form == "singular" and not is_another(s, i):
        return None  # «في اليوم الثالث»
    noun = Noun(i, mark.j, kind="remainder", form=mark.form, head_i=i, head_j=mark.j)
    noun.remainder = True
    noun.rules.append(mark.rule.id)
    return noun
