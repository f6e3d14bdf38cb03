"""A noun phrase as the rules see it."""

from dataclasses import dataclass, field

from tawthiq.kit.lexicon.pack import Rule
from tawthiq.read.amounts import Amount
from tawthiq.read.sentence import Mark


@dataclass(slots=True)
class Noun:
    """A noun phrase over words `i` to `j`; `head` is the rule of its head word, if known."""

    i: int
    j: int
    amount: Amount | None = None
    head: Rule | None = None
    form: str = ""
    kind: str = "unknown"
    head_i: int = 0
    head_j: int = 0
    actor: str | None = None
    possessive: bool = False
    definite: bool = False
    pronoun: bool = False
    name: bool = False
    zero: bool = False
    remainder: bool = False
    other: bool = False
    partitive: bool = False
    hurt: bool = False
    deaths: Mark | None = None
    also: list["Noun"] = field(default_factory=list)
    accusative: bool = False
    group: str | None = None
    called: tuple[int, int] | None = None
    age: tuple[int, int] | None = None
    doubt: str | None = None
    rules: list[str] = field(default_factory=list)

    @property
    def plural(self) -> bool:
        """Say whether the words speak of more than one."""
        return self.form in {"plural", "dual"} or (self.amount is not None and self.amount.min != 1)

    @property
    def is_person(self) -> bool:
        """Say whether people are meant."""
        if self.kind in {"person", "name", "pronoun", "zero", "remainder"}:
            return True
        return self.kind in {"actor", "unknown", "number"}

    @property
    def is_kin(self) -> bool:
        """Say whether the head is a word of kinship."""
        return self.head is not None and self.head.flag("kin")
