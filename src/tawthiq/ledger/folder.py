"""A case on disk (design §5): where its files lie, and `case.toml` for people.

case.toml states the format, the case's id and a copy of the settings; the settings
themselves are entries. Its bytes follow from those, so `check` can name any change.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.ledger.durable import write_durably

FORMAT = 1
_NEVER_COPIED = frozenset({"masked"})  # names that no file outside the ledger may hold
_CASE = re.compile(r"[0-9a-f]{32}\Z")
UNLOCKED_NOTICE = "this case is NOT encrypted, use no real testimony"


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """The files of one case."""

    root: Path

    @property
    def toml(self) -> Path:
        """The settings' copy for people."""
        return self.root / "case.toml"

    @property
    def ledger(self) -> Path:
        """Entries, payloads, heads, stamps: truth."""
        return self.root / "ledger.db"

    @property
    def vault(self) -> Path:
        """The blobs: truth."""
        return self.root / "vault"

    @property
    def views(self) -> Path:
        """Tables and search index: disposable."""
        return self.root / "views.db"

    @property
    def keys(self) -> Path:
        """The wrapped keys of a locked case: truth."""
        return self.root / "keys"

    @property
    def is_locked(self) -> bool:
        """Say whether this is the folder of a locked case, also of one that lost its keys."""
        return self.keys.is_dir() or self._states_a_lock()

    def _states_a_lock(self) -> bool:
        try:
            settings = tomllib.loads(self.toml.read_text("utf-8"))["settings"]
        except (OSError, ValueError, KeyError, RecursionError):
            return False
        return isinstance(settings, dict) and settings.get("locked") is True

    def case_id(self) -> str:
        """Return the id in case.toml; UsageError where there is no case or a newer format."""
        if not self.toml.is_file():
            says = f"there is no case in {self.root}; make one with 'tawthiq init'"
            if self.ledger.exists() or self.keys.exists():
                says = (
                    f"case.toml is missing from {self.root}: take it from a backup; if 'tawthiq"
                    " init' was interrupted there, remove the folder and begin again"
                )
            raise UsageError("case.missing", says, path=str(self.root))
        try:
            stated = tomllib.loads(self.toml.read_text("utf-8"))
            version, case = stated["format"], stated["case"]
        except (OSError, ValueError, KeyError, RecursionError):
            raise DamagedError("case.toml", "case.toml is damaged; run 'tawthiq check'") from None
        if version != FORMAT:
            raise UsageError(
                "case.newer",
                f"this case has format {version}; this version of Tawthiq reads format {FORMAT}:"
                " use a newer Tawthiq",
            )
        if not isinstance(case, str) or not _CASE.match(case):  # it names the device's folder too
            raise DamagedError("case.toml", "case.toml is damaged: its case is not an id")
        return case

    def write_toml(self, case: str, settings: Mapping[str, object]) -> None:
        """Write case.toml durably."""
        write_durably(self.toml, render_toml(case, settings), mode=0o644)


def render_toml(case: str, settings: Mapping[str, object]) -> bytes:
    """Return the exact bytes of case.toml for a case id and its settings.

    Of a locked case it says only that it is locked: its title may give someone away.
    """
    if settings.get("locked"):
        settings = {"locked": True}
    lines = [
        "# Tawthiq case. The settings are entries of the ledger; this is a copy for people.",
        f"format = {FORMAT}",
        f'case = "{case}"',
        "",
        "[settings]",
    ]
    shown = {key: value for key, value in settings.items() if key not in _NEVER_COPIED}
    lines += [f"{key} = {_value(value)}" for key, value in sorted(shown.items())]
    if not settings.get("locked"):
        lines += ["", f"# {UNLOCKED_NOTICE}"]
    return ("\n".join(lines) + "\n").encode()


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return '""'
    if isinstance(value, int):
        return str(value)
    escaped = "".join(
        f"\\u{ord(char):04x}" if char in '"\\' or ord(char) < 32 or ord(char) == 127 else char
        for char in str(value)
    )
    return f'"{escaped}"'
