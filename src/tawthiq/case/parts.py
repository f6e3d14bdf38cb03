"""What every attribute of an open case works on."""

from dataclasses import dataclass, field

from tawthiq.case.progress import Progress, silent
from tawthiq.ledger.folder import CaseFolder
from tawthiq.ledger.ledger import Ledger
from tawthiq.view.fold import Views


@dataclass(frozen=True, slots=True)
class Parts:
    """The open parts of one case; `private` opens what is sealed for protected people."""

    folder: CaseFolder
    ledger: Ledger
    views: Views
    progress: Progress = silent
    private: bytes | None = field(default=None, repr=False)
