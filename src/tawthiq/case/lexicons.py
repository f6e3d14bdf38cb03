"""The case's own rules for the reader as an attribute of it: added, listed, taken off."""

import io
from collections.abc import Mapping
from pathlib import Path

from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.parts import Parts
from tawthiq.kit.lexicon.pack import LANGUAGES, Pack, load_pack
from tawthiq.read.overlay import GREATEST, language_of, problems, rules_of
from tawthiq.record.entry import Draft
from tawthiq.record.lexicon import Overlay
from tawthiq.view.overlays import overlays


class Lexicons:
    """What the case lays over the shipped packs; every claim names the packs it was read with."""

    def __init__(self, parts: Parts) -> None:
        """Work on the open parts of a case."""
        self._parts = parts

    def __call__(self) -> tuple[Overlay, ...]:
        """Return the overlays in force, the lowest first."""
        return tuple(one for one in overlays(self._parts.views) if one.sha256 is not None)

    def packs(self) -> tuple[Pack, ...]:
        """Return the packs that this case reads with."""
        return packs_with(self.documents())

    def documents(self) -> dict[str, tuple[str, ...]]:
        """Return the overlays' texts by language, the lowest first."""
        laid: dict[str, tuple[str, ...]] = dict.fromkeys(LANGUAGES, ())
        for one in self():
            laid[one.language] += (self._text(one),)
        return laid

    def add(self, path: str | Path, why: str) -> Overlay:
        """Try a document of rules and lay it over the pack of its language.

        The name is that of the file; an overlay of the same name is replaced. Raises
        UsageError for what is no lexicon, RefusedError with a reason per rule that fails.
        """
        name, document = Path(path).stem, read_document(path)
        language = language_of(document)
        below = tuple(
            self._text(one) for one in self() if one.language == language and one.name != name
        )
        failed = problems(document, below)
        if failed:
            says = "the rules do not do what their own examples say"
            raise RefusedError("lexicon.examples", says, reasons=failed)
        vault = self._parts.ledger.vault
        sha256, _, _ = vault.put(io.BytesIO(document.encode()))
        vault.settle()
        return self._enter(Overlay(name, language, sha256, len(rules_of(document)), why))

    def drop(self, name: str, why: str) -> Overlay:
        """Take an overlay off; claims that were read with it stay and name it."""
        held = next((one for one in self() if one.name == name), None)
        if held is None:
            raise UsageError("lexicon.unknown", f"the case has no lexicon of the name {name!r}")
        return self._enter(Overlay(name, held.language, None, 0, why))

    def _enter(self, overlay: Overlay) -> Overlay:
        self._parts.ledger.append([Draft("lexicon", to_plain(overlay))])
        self._parts.views.refresh()
        return overlay

    def _text(self, overlay: Overlay) -> str:
        with self._parts.ledger.vault.open(str(overlay.sha256)) as blob:
            return blob.read().decode("utf-8")


def packs_with(documents: Mapping[str, tuple[str, ...]]) -> tuple[Pack, ...]:
    """Return the packs of all languages under these overlays."""
    return tuple(load_pack(name, laid) for name, laid in documents.items())


def read_document(path: str | Path) -> str:
    """Return the text of a lexicon file; UsageError where it cannot be read as UTF-8."""
    try:
        with Path(path).open("rb") as file:
            return file.read(4 * GREATEST + 1).decode("utf-8-sig")
    except OSError as error:
        raise UsageError("lexicon.file", f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise UsageError("lexicon.file", f"{path} is not UTF-8 text") from None
