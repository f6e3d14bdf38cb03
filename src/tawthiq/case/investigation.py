"""The main job: from files to a dossier, in one new case, stage after stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.instant import parse_day
from tawthiq.case.case import Case, init_case
from tawthiq.case.progress import Progress, silent
from tawthiq.case.stages import Language
from tawthiq.preserve.intake import Preserved
from tawthiq.preserve.walk import Failure, walk
from tawthiq.record.claim import Claim
from tawthiq.record.figure import Figure
from tawthiq.record.incident import Incident

NOT_BUILT = {
    "verify": "checking of photos, videos and audio is not part of this version",
    "match": "people on lists and copies of footage are not matched in this version;"
    " incidents are suggested",
}


@dataclass(frozen=True, slots=True)
class Investigation:
    """What one run of the main job gave."""

    case: Path
    preserved: tuple[Preserved, ...]
    claims: tuple[Claim, ...]
    incidents: tuple[Incident, ...]
    figures: tuple[Figure, ...]
    dossier: Path

    @property
    def items(self) -> int:
        """How many different items the case holds."""
        return len({kept.id for one in self.preserved for kept in one.kept})

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What could not be taken in or read, with the reasons."""
        return tuple(f for one in self.preserved for f in (*one.failures, *one.unreadable))


def investigate(
    paths: Sequence[Path],
    out: Path,
    *,
    dated: str | None = None,
    country: str | None = None,
    progress: Progress = silent,
    lang: Language = "en",
) -> Investigation:
    """Make an unlocked case in the empty folder `out` and run every stage that is built.

    Raises UsageError for a missing path, an empty list, a wrong date, or a folder that is
    not empty; then nothing is made.
    """
    if dated is not None:
        parse_day(dated)
    files, _ = walk(paths)
    if not files:
        raise UsageError("investigate.nothing", "there is no file to preserve in what was named")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError("case.not-empty", f"{out} is not an empty folder", path=str(out))
    title = paths[0].stem if len(paths) == 1 else f"{paths[0].stem} and {len(paths) - 1} more"
    with init_case(out, title, unlocked=True, country=country, progress=progress) as case:
        preserved = case.preserve(*paths, dated=dated, channel="files named on the command line")
        if not preserved.kept:
            reason = preserved.failures[0].reason if preserved.failures else "nothing was kept"
            raise DamagedError("investigate.nothing", f"nothing could be preserved: {reason}")
        return finish(case, out, (preserved,), lang)


def finish(
    case: Case, out: Path, preserved: tuple[Preserved, ...], lang: Language = "en"
) -> Investigation:
    """Read, match, count and publish what a case holds; the dossier goes to `out`/dossier."""
    case.read()
    incidents = case.match()
    dossier = out / "dossier"
    case.publish(dossier, "internal", basis="suggested", skipped=NOT_BUILT, lang=lang)
    return Investigation(
        case=out.absolute(),
        preserved=preserved,
        claims=tuple(case.read.claims()),
        incidents=tuple(incidents),
        figures=case.count(basis="suggested"),
        dossier=(dossier / "index.html").absolute(),
    )
