"""Invented names planted in every field of a case, and a scan of every byte for them."""

import base64
import itertools
import random
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

from tawthiq.base.script import fold
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case
from tawthiq.record.case_facts import Request, Source
from tawthiq.record.claim import Claim, Link, Perpetrator, PlaceRef, Reader, Span, Victim, When
from tawthiq.record.entry import Draft

_FIRST = ("Zor", "Quel", "Vash", "Ymb", "Threk", "Ould", "Nixa", "Prav", "Jumo", "Kezz")
_LAST = ("anthil", "ibrosk", "undarel", "oqqash", "emvarin")
_ARABIC = ("زغطور", "قشمول", "وخنجر", "ثفرضل", "ضغمون")


def names(count: int = 50) -> list[str]:
    """Return invented names of two words, some in Arabic letters; no word twice in one name."""
    pairs = itertools.product(_FIRST, _LAST)
    latin = [f"{a}{b} {b.title()}{a.lower()}" for a, b in pairs]
    arabic = [f"{a}{b} {b}{a}" for a, b in itertools.permutations(_ARABIC, 2)]
    return [*latin[: count - 10], *arabic[:10]]


@dataclass
class Planted:
    """A case with names planted in it: which, and the entries that hold them."""

    names: list[str]
    item: str = ""
    also: list[str] = field(default_factory=list)


def plant(case: Case, folder: Path) -> Planted:
    """Preserve a statement that is full of names, and say and judge things about it."""
    made = Planted(names())
    name = iter(made.names)
    below = folder / next(name)
    below.mkdir(parents=True)
    path = below / f"{next(name)}.txt"
    in_text = [next(name) for _ in range(27)]
    quote = f"{in_text[0]} and 3 others were killed near {in_text[1]} on 14 May 2031."
    lines = [quote, *(f"Then {one} said that nothing was left of the mill." for one in in_text[2:])]
    path.write_text("\n\n".join(lines), "utf-8")
    kept = case.preserve(
        folder,
        giver=next(name),
        channel=next(name),
        why=f"brought by {next(name)} after the raid",
        promise=f"not to tell {next(name)} of it",
        outlet=next(name),
        speaker=next(name),
    )
    made.item = kept.kept[0].id
    ledger = case.keep.ledger
    claim = Claim(
        id="cplanted",
        item=made.item,
        quote=Span(quote, 0, len(quote)),
        event="killing",
        reader=Reader("person", "1"),
        chain=(Link(next(name), "outlet"), Link(next(name), "witness")),
        perpetrator=(Perpetrator(next(name)),),
        victim=(Victim(in_text[0]), Victim(next(name))),
        place=(PlaceRef(next(name), "settlement", within=next(name)),),
        time=(When("2031-05-14", "2031-05-14", "day"),),
    )
    claimed = ledger.append([Draft("claim", to_plain(claim), (made.item,))])[0]
    case.keep.views.refresh()
    case.match()
    case.read.accept("cplanted", f"as {next(name)} read it")
    case.read.retract("cplanted", f"{next(name)} took it back")
    identity = {"code": "Heron", "name": next(name), "mother": next(name)}
    ledger.append([Draft("identity", identity, (made.item,))])
    consent = {
        "subject": made.item, "purpose": "store", "state": "refused",
        "guardian": next(name), "explained_by": next(name),
        "words": f"do not keep what {next(name)} told", "note": f"{next(name)} was there",
    }  # fmt: skip
    ledger.append([Draft("consent", consent, (made.item,))])
    finding = {"text": f"it was {next(name)} who led them", "claims": ["cplanted"]}
    ledger.append([Draft("finding", finding, (claimed,))])
    elsewhere(case, made)
    rest = list(name)
    made.names = [one for one in made.names if one not in rest]
    return made


def elsewhere(case: Case, made: Planted) -> None:
    """Name the same people in entries that no cause links to the item."""
    made.also += case.state(
        Source("The mill's newsletter", "outlet", aliases=(made.names[30], "The Mill")),
        Request("the ministry", f"what of {made.names[2]}?", "2031-05-20", "letter"),
        Request("the council", f"who is {made.names[37]}?", "2031-05-21", "letter"),
    )


def forms(name: str) -> list[bytes]:
    """Return the bytes of a name in every form in which a file may hold it."""
    found: list[bytes] = []
    for text in dict.fromkeys([name, *name.split(), fold(name), *fold(name).split()]):
        plain = text.encode()
        found += [plain, text.encode("utf-16-le"), text.encode("utf-16-be")]
        found += [plain.hex().encode(), plain.hex().upper().encode()]
        found.append(urllib.parse.quote(text).encode())
        for shift in range(3):
            inside = base64.b64encode(bytes(shift) + plain)
            found.append(inside[(4 if shift else 0) : -4])
            found.append(base64.urlsafe_b64encode(bytes(shift) + plain)[(4 if shift else 0) : -4])
        escaped = text.encode("ascii", "backslashreplace")
        found.append(escaped)
    return [form for form in dict.fromkeys(found) if len(form) >= 5]


def hits(root: Path, wanted: list[str]) -> list[str]:
    """Return where below `root` one of the names stands, in a file's bytes or its name."""
    found = []
    searched = {form: name for name in wanted for form in forms(name)}
    for path in sorted(root.rglob("*")):
        data = str(path.relative_to(root)).encode("utf-8", "surrogateescape") + b"\0"
        if path.is_file():
            data += path.read_bytes()
        found += [f"{path.relative_to(root)}: {form!r}" for form in searched if form in data]
    return found


def noise(case: Case, folder: Path, seed: int = 7) -> str:
    """Preserve other statements that have nothing to do with it; return one item's id."""
    chance = random.Random(seed)
    folder.mkdir()
    for number in range(8):
        lines = [
            f"At least {chance.randrange(3, 30)} people were killed in Tal Qamarin on"
            f" {chance.randrange(1, 28)} May 2031, the Sahl Monitor said."
            for _ in range(6)
        ]
        (folder / f"bulletin {number}.txt").write_text("\n\n".join(lines), "utf-8")
    kept = case.preserve(folder, giver="the post", outlet="Sahl Monitor")
    case.read()
    case.match()
    return kept.kept[0].id
