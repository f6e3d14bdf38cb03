"""The form (الاستمارة): which questions each kind has, what was answered, what is kept of it.

A filled form is what somebody typed, nothing else. Sect, ethnicity, religion and health are
no questions of it: a table of names by sect is a target list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

FORM: Final = "form 1"
"""Names the form's rules: the reader of its text views, and the version of its claims."""

FormKind = Literal["victim", "incident", "statement"]
KINDS: Final[tuple[FormKind, ...]] = get_args(FormKind)
Answer = Literal["line", "text", "choice", "choices", "number", "age", "day"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: how its answer is read, and for a choice the label of each value."""

    key: str
    answer: Answer = "line"
    choices: Mapping[str, str] | None = None

    @property
    def label(self) -> str:
        """The key of its words in the label files."""
        return f"form.field.{self.key}"

    @property
    def hint(self) -> str:
        """The key of its hint, which not every question has."""
        shared = self.answer in {"number", "age", "day"}
        return f"form.hint.{self.answer if shared else self.key}"


def _of(section: str, *values: str) -> Mapping[str, str]:
    return {value: f"{section}.{value}" for value in values}


_HOW = _of(
    "form.how", "saw", "victim", "relative", "professional", "second_hand", "document",
    "circulating", "unknown",
)  # fmt: skip
_EVENTS = _of(
    "event", "killing", "execution", "bodies_found", "injury", "attack", "shelling", "raid",
    "arson", "looting", "detention", "disappearance", "sexual_violence", "displacement", "other",
)  # fmt: skip
_MEANS = _of(
    "means", "small_arms", "heavy_weapons_explosive", "planted_explosives", "incendiary", "cbrn",
    "objects_and_other",
)  # fmt: skip
_PRECISION = _of(
    "precision", "exact_site", "neighbourhood", "settlement", "near_settlement", "admin3",
    "admin2", "admin1",
)  # fmt: skip
_PART = _of("form.part", "early_hours", "morning", "noon", "afternoon", "evening", "night")

QUESTIONS: Final[Mapping[str, Question]] = {
    question.key: question
    for question in (
        Question("source"),
        Question("protected"),
        Question("how", "choice", _HOW),
        Question("told_by"),
        Question("heard_on", "day"),
        Question("channel"),
        Question("words", "text"),
        Question("harm", "choice", _of("form.harm", "killed", "injured", "missing", "detained")),
        *map(Question, ("name", "name_ar", "name_latin", "given", "father", "grandfather")),
        *map(Question, ("mother", "family", "teknonym", "nickname", "description")),
        Question("sex", "choice", _of("victim", "man", "woman")),
        Question("age", "age"),
        Question("origin"),
        Question("occupation"),
        Question(
            "status", "choices", _of("form.status", "civilian", "combatant", "hors_de_combat")
        ),
        Question("role", "choices", _of("victim", "medic", "journalist", "rescuer", "aid_worker")),
        Question("event", "choice", _EVENTS),
        Question("happened", "text"),
        Question("incident"),
        Question("place"),
        Question("within"),
        Question("precision", "choice", _PRECISION),
        Question("event_date", "day"),
        Question("part_of_day", "choice", _PART),
        Question("killed", "number"),
        Question("injured", "number"),
        Question("people_missing", "number"),
        Question("detained", "number"),
        Question("means", "choices", _MEANS),
        Question("cause"),
        Question("by"),
        Question("hedge", "choice", _of("form.hedge", "certain", "believed", "heard")),
        Question("death_date", "day"),
        Question("burial_place"),
        Question("photo", "choice", _of("form.yes_no", "yes", "no")),
        Question("missing"),
        Question("notes", "text"),
    )
}

_HEAD = ("source", "protected", "how", "told_by", "heard_on", "channel", "words")
_WHERE = ("incident", "place", "within", "precision", "event_date", "part_of_day")
_WHO_DID = ("means", "cause", "by", "hedge")
_TAIL = ("missing", "notes")
NAMES: Final = (
    "name", "name_ar", "name_latin", "given", "father", "grandfather", "mother", "family",
    "teknonym", "nickname",
)  # fmt: skip
FORMS: Final[Mapping[FormKind, tuple[str, ...]]] = {
    "victim": (
        *_HEAD, *NAMES, "description", "sex", "age", "origin", "occupation", "status", "role",
        "harm", *_WHERE, *_WHO_DID, "death_date", "burial_place", "photo", *_TAIL,
    ),
    "incident": (
        *_HEAD, "event", "happened", *_WHERE, "killed", "injured", "people_missing", "detained",
        "status", *_WHO_DID, *_TAIL,
    ),
    "statement": (*_HEAD, "event", *_WHERE, *_TAIL),
}  # fmt: skip
"""The questions of each kind in the order in which they are asked and printed."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody answered, exactly as typed: (question, answer), in `lang` of the form.

    `extra` are answers under headings that are no questions, kept verbatim.
    """

    kind: FormKind
    answers: Mapping[str, str]
    lang: Literal["en", "ar"] = "en"
    extra: tuple[tuple[str, str], ...] = ()

    def get(self, key: str) -> str:
        """Return an answer without the spaces around it; empty where there is none."""
        return self.answers.get(key, "").strip()


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer of a row: the question, the words as typed, and where the note has them.

    `start` and `end` are code points of the item's text view; None for what the note leaves
    out (an empty note of it would say nothing).
    """

    key: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One row as a list or a form gave it (the payload of a `record` entry).

    `item` holds the row: for a form it is the note that was written from it. `extra` are cells
    under other headings, `form` names the form or list, `lang` its language.
    """

    item: str
    kind: FormKind
    form: str
    cells: tuple[Cell, ...]
    lang: str = "en"
    extra: tuple[Cell, ...] = ()
