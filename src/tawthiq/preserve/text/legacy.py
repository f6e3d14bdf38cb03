"""Office files from before 2007, and those locked with a password: named, not read.

Both are OLE storages. No reader of ours takes them; to say so in words is better than to
leave such a file without a text and without a reason.
"""

from pathlib import Path
from typing import NoReturn

from tawthiq.kit.cage import UnfitError


def read(path: Path) -> NoReturn:
    """Refuse the file, and say what would help."""
    with path.open("rb") as stream:
        head = stream.read(1 << 20)
    if "EncryptedPackage".encode("utf-16-le") in head:
        raise UnfitError("text.locked", "it is locked with a password")
    raise UnfitError(
        "text.legacy", "it is an Office file in the format before 2007; save it as .docx or .xlsx"
    )
