"""Translations as an attribute of a case: entered beside the original, compared, checked."""

import io
import re
from dataclasses import dataclass, replace
from pathlib import Path

from tawthiq.base.errors import UsageError
from tawthiq.base.instant import parse_day
from tawthiq.base.script import show
from tawthiq.base.shape import to_plain
from tawthiq.case import facts
from tawthiq.case.parts import Parts
from tawthiq.kit.lexicon.pack import LANGUAGES, Pack, load_pack
from tawthiq.read.alignment import align, differences
from tawthiq.record.entry import Draft
from tawthiq.record.release import Held
from tawthiq.record.translation import Differing, State, Translated, Translation
from tawthiq.view.translations import latest

GREATEST = 16 << 20


@dataclass(frozen=True, slots=True)
class Translating:
    """Claims quote the original; a translation only stands beside it."""

    parts: Parts

    def __call__(
        self,
        item: str,
        path: str | Path,
        language: str,
        *,
        translator: str | None = None,
        tool: str | None = None,
        dated: str | None = None,
        state: State = "draft",
        why: str | None = None,
    ) -> Translated:
        """Enter a translated text (UTF-8) of the item, aligned with the item's text.

        Somebody, or a program, has to be named as who made it. What a program made is a
        draft until a person checked it.
        """
        if not (translator or tool):
            raise UsageError("translation.who", "say who made it: --by NAME, or --tool PROGRAM")
        if state == "checked" and not translator:
            raise UsageError("translation.who", "a program checks nothing: say --by NAME")
        if not re.fullmatch("[a-z]{2,3}", language):
            says = "say the language as a code of two or three letters: --into en"
            raise UsageError("translation.language", says)
        if any(show(name) != name for name in (translator, tool) if name):
            raise UsageError("translation.who", "a name is one line of letters")
        day = parse_day(dated).isoformat() if dated else None
        held = self._held(item)
        text = _read(Path(path))
        pairs = align(str(held.text), text, _packs())
        vault = self.parts.ledger.vault
        sha256, _, _ = vault.put(io.BytesIO(text.encode()))
        vault.settle()
        of = str(held.view.sha256) if held.view is not None else ""
        made = Translation(held.id, of, sha256, language, translator, tool, day, state, pairs, why)
        return self._enter(made, (held.id,))

    def check(
        self, item: str, language: str, translator: str, why: str | None = None
    ) -> Translated:
        """State that a person compared the newest translation with the original."""
        held = self._held(item)
        found = [one for one in self.all(held.id) if one.made.language == language]
        if not found:
            says = f"there is no translation of this item into {language!r}"
            raise UsageError("translation.unknown", says)
        draft = found[-1]
        made = replace(draft.made, state="checked", translator=translator, why=why)
        return self._enter(made, (held.id, draft.id))

    def all(self, item: str | None = None) -> tuple[Translated, ...]:
        """Return the newest translation of each item into each language, oldest first."""
        return tuple(latest(self.parts.ledger.vault, self.parts.views, item))

    def differing(self, translated: Translated) -> tuple[Differing, ...]:
        """Return the sentences whose numbers are not those of the original."""
        pairs = translated.made.pairs
        return differences(translated.original, translated.text, pairs, _packs())

    def _held(self, prefix: str) -> Held:
        items = facts.held(self.parts.ledger, self.parts.views)
        found = [held for held in items if prefix and held.id.startswith(prefix)]
        if len(found) != 1:
            raise UsageError("item.unknown", f"no one item's id begins with {prefix!r}")
        if found[0].item.protected is not None:
            says = "this is a protected person's: its words stay sealed, nothing stands beside them"
            raise UsageError("translation.protected", says)
        if found[0].text is None:
            raise UsageError("translation.text", "this item has no text view to translate")
        return found[0]

    def _enter(self, made: Translation, causes: tuple[str, ...]) -> Translated:
        (entry,) = self.parts.ledger.append([Draft("translation", to_plain(made), causes)])
        self.parts.views.refresh()
        return next(one for one in self.all(made.item) if one.id == entry)


def _packs() -> tuple[Pack, ...]:
    return tuple(load_pack(language) for language in LANGUAGES)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(GREATEST + 1)
    except OSError as error:
        raise UsageError("translation.file", f"cannot read {path}: {error.strerror}") from error
    if len(raw) > GREATEST:
        raise UsageError("translation.file", f"{path} is larger than 16 MiB: give it in parts")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("translation.file", f"{path} is not UTF-8 text") from None
    if not text.strip():
        raise UsageError("translation.file", f"{path} holds no text")
    return text
