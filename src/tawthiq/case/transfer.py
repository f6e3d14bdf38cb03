"""Taking in an exported case: unpack, verify, begin this device's own log."""

from collections.abc import Callable
from pathlib import Path

from tawthiq.base.errors import DamagedError, Error
from tawthiq.case.case import open_case
from tawthiq.case.keeping import check
from tawthiq.case.progress import Progress, silent
from tawthiq.ledger import bundle
from tawthiq.ledger.folder import CaseFolder
from tawthiq.record.entry import Draft


def import_case(
    source: Path,
    root: Path,
    progress: Progress = silent,
    key_of: Callable[[Path], bytes | None] = lambda _: None,
) -> int:
    """Make the case in `source` in the empty folder `root`; return how many files it held.

    `key_of` gives the key of a locked case; where nobody can give it, the case is taken in
    all the same, without an entry that says so.

    Raises DamagedError naming the first damaged thing when the record in it is not whole, and
    UsageError for a wrong passphrase; then nothing is left.
    """
    size = source.stat().st_size if source.is_file() else 0
    absent = bundle.missing_folders(root)
    with progress("importing", size) as advance:
        files = bundle.unpack(source, CaseFolder(root), advance)
    verdict = check(CaseFolder(root), None, None)
    damaged = [item for item in verdict.found if item.level == "damaged"]
    if damaged:
        bundle.clear(root, absent)
        first = damaged[0]
        raise DamagedError("import.damaged", f"{first.what}: {first.says}")
    try:
        key = key_of(root)
        with open_case(root, key=key) as case:
            case.keep.ledger.restart("the case was taken in from an exported file")
            case.keep.ledger.append([Draft("import", {"file": source.name, "files": files})])
    except Error as error:
        if error.code != "case.locked":
            bundle.clear(root, absent)
            raise
    return files
