"""The part of a device's folder that belongs to people: their keys, and who founded a case.

HOME/cases/<case>/people/<key>.json   a person's wrapped key (ledger/person_key.py)
HOME/cases/<case>/people/founder      the log that founded the case, as first seen here
HOME/people/<key>.json                keys of people who answer for cases that are elsewhere
"""

from pathlib import Path

from tawthiq.base.errors import DamagedError
from tawthiq.ledger.durable import make_folders, write_durably


class PersonFolder:
    """Keys of people on one device, for one case or (None) for no case here."""

    def __init__(self, home: Path, case: str | None) -> None:
        """Use the device's folder `home`; it is made at the first write."""
        self.folder = (home / "cases" / case if case is not None else home) / "people"

    def keys(self) -> dict[str, str]:
        """Return the files of people's keys, by public key."""
        return {path.stem: _read(path) for path in sorted(self.folder.glob("*.json"))}

    def keep(self, key: str, text: str) -> None:
        """Keep the file of a person's key durably, for its owner's eyes only."""
        self._write(f"{key}.json", text)

    @property
    def founder(self) -> str | None:
        """Return the log that founded the case, as this device first saw it."""
        path = self.folder / "founder"
        return _read(path).strip() if path.exists() else None

    def remember_founder(self, log: str) -> None:
        """Keep which log founded the case: a later claim to have founded it changes nothing."""
        self._write("founder", log)

    def _write(self, name: str, text: str) -> None:
        try:
            make_folders(self.folder, 0o700)
        except OSError as error:
            says = f"cannot make {self.folder}: {error.strerror}"
            raise DamagedError("device.write", says) from error
        write_durably(self.folder / name, text.encode())


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise DamagedError("device.read", f"cannot read {path}: {error.strerror}") from error
