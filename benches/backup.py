"""Backing up and restoring a case of many files, beside Python that does only the least.

    ./run bench backup            400 files, 0.4 GB
    benches/backup.py 2000        more, of the same sizes

The first backup reads, encrypts, writes, syncs and reads back; it stands beside hashing and
copying the same bytes in plain Python, as do the second (nothing has changed), one that reads
all of the backup, and a restore with its check. Each is a process of its own, measured in
processor time, user and system.
"""

import resource
import shutil
import sys
import tempfile
from pathlib import Path

from vault import TAWTHIQ, copied, in_turn, make_files, spent


def prepared(folder: Path, files: Path) -> None:
    """Preserve the files in a new case."""
    home, case = folder / "home", str(folder / "case")
    spent(*TAWTHIQ, "init", case, "--unlocked", home=home)
    spent(*TAWTHIQ, "preserve", str(files), "--case", case, home=home)


def backed(folder: Path, *options: str, fresh: bool = False) -> tuple[float, float]:
    """Back the case up; `fresh` into an empty folder."""
    stick = folder / "stick"
    if fresh:
        shutil.rmtree(stick, ignore_errors=True)
    stick.mkdir(exist_ok=True)
    words = ("backup", str(stick), "--unencrypted", "--case", str(folder / "case"), *options)
    return spent(*TAWTHIQ, *words, home=folder / "home")


def restored(folder: Path) -> tuple[float, float]:
    """Restore it on a device that has never seen the case."""
    target = folder / "restored"
    shutil.rmtree(folder / "other", ignore_errors=True)
    found = spent(*TAWTHIQ, "restore", str(folder / "stick"), str(target), home=folder / "other")
    shutil.rmtree(target)
    return found


def main() -> None:
    """Measure in a folder that is removed afterwards."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        total = make_files(folder / "files", count)
        prepared(folder, folder / "files")
        print(f"{count:,} files, {total / 1e9:.2f} GB; least of three runs each", flush=True)
        names = ("first backup", "second, nothing new", "reading all of it", "restore and check")
        (least, wall), *rows = in_turn(
            lambda: copied(folder, folder / "files"),
            lambda: backed(folder, fresh=True),
            lambda: backed(folder),
            lambda: backed(folder, "--verify"),
            lambda: restored(folder),
        )
        for name, (cpu, clock) in zip(names, rows, strict=True):
            print(
                f"{name} / hashing and copying in Python: {cpu / least:.2f} in processor time"
                f" ({cpu:.1f} s / {least:.1f} s, {total / 1e6 / cpu:.0f} MB/s),"
                f" {clock / wall:.2f} on the clock"
            )
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"the most memory that any of them held: {memory:.0f} MiB")


if __name__ == "__main__":
    main()
