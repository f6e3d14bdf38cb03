"""Preserving and checking many opaque files, beside Python that does only the least.

    ./run bench vault             2,000 files, 2 GB
    benches/vault.py 200          fewer, of the same sizes

`preserve` stands beside hashing and copying the same bytes in plain Python; `check` beside
hashing them, and beside `bagit.py --validate` of a bag of them. Everything runs in processes
of its own and is measured in processor time, user and system; memory is the most that any of
its processes held.
"""

import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

MEAN = 1_000_000
ROUNDS = 3
TAWTHIQ = (sys.executable, "-m", "tawthiq.cli")
COPY = """
import hashlib, os, sys
buffer = memoryview(bytearray(1 << 20))
for name in os.listdir(sys.argv[1]):
    digest = hashlib.sha256()
    with open(f"{sys.argv[1]}/{name}", "rb", 0) as a, open(f"{sys.argv[2]}/{name}", "xb", 0) as b:
        while count := a.readinto(buffer):
            digest.update(buffer[:count]); b.write(buffer[:count])
"""
HASH = """
import hashlib, os, sys
for name in os.listdir(sys.argv[1]):
    with open(f"{sys.argv[1]}/{name}", "rb", 0) as file:
        hashlib.file_digest(file, "sha256")
"""


def spent(*command: str, home: Path) -> tuple[float, float]:
    """Run a program; return its processor seconds and its seconds on the clock."""
    before, begun = os.times(), time.perf_counter()
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "TAWTHIQ_HOME": str(home)},
    )  # fmt: skip
    taken, after = time.perf_counter() - begun, os.times()
    used = after.children_user + after.children_system
    return used - (before.children_user + before.children_system), taken


def in_turn(*runs: Callable[[], tuple[float, float]]) -> list[tuple[float, float]]:
    """Run all in turn, some rounds; return of each the least processor time and clock time.

    In turn and the least, because a disk and a machine with other work make any one run slow.
    """
    found = [[run() for run in runs] for _ in range(ROUNDS)]
    return [
        (min(cpu for cpu, _ in each), min(wall for _, wall in each))
        for each in zip(*found, strict=True)
    ]


def make_files(folder: Path, count: int) -> int:
    """Write files of random bytes, sizes spread as in real folders; return their total."""
    chance, total = random.Random(3), 0  # noqa: S311 - a bench, not a secret
    folder.mkdir()
    for number in range(count):
        size = min(int(chance.lognormvariate(0, 1) * MEAN / 1.65), 60 * MEAN)
        (folder / f"{number:05d}.bin").write_bytes(chance.randbytes(size))
        total += size
    return total


def preserve(folder: Path, files: Path) -> tuple[float, float]:
    """Preserve all files into a new case through the command line."""
    case, home = folder / "case", folder / "home"
    for old in (case, home):
        shutil.rmtree(old, ignore_errors=True)
    spent(*TAWTHIQ, "init", str(case), "--unlocked", home=home)
    return spent(*TAWTHIQ, "preserve", str(files), "--case", str(case), home=home)


def copied(folder: Path, files: Path) -> tuple[float, float]:
    """Hash and copy in plain Python."""
    target = folder / "copy"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    found = spent(sys.executable, "-c", COPY, str(files), str(target), home=folder)
    shutil.rmtree(target)
    return found


def bag(folder: Path, files: Path) -> tuple[float, float]:
    """Validate a bag of the same files."""
    place = folder / "bag"
    if not place.exists():
        place.mkdir()
        for path in files.iterdir():
            os.link(path, place / path.name)
        script = str(Path(sys.executable).parent / "bagit.py")
        spent(sys.executable, script, "--sha256", str(place), home=folder)
    script = str(Path(sys.executable).parent / "bagit.py")
    return spent(sys.executable, script, "--validate", str(place), home=folder)


def main() -> None:
    """Measure in a folder that is removed afterwards."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        files = folder / "files"
        total = make_files(files, count)
        print(f"{count:,} files, {total / 1e9:.2f} GB; least of {ROUNDS} runs each", flush=True)
        (least, least_wall), (ours, ours_wall) = in_turn(
            lambda: copied(folder, files), lambda: preserve(folder, files)
        )
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            f"preserve / hashing and copying in Python: {ours / least:.2f} in processor time"
            f" (wanted <= 1.5; {ours:.1f} s / {least:.1f} s), {ours_wall / least_wall:.2f} on the"
            f" clock (it syncs every file); memory {memory:.0f} MiB (wanted <= 200)",
            flush=True,
        )
        home, case = folder / "home", ("check", "--case", str(folder / "case"))
        (hashed, _), (checked, checked_wall), (bagged, bagged_wall) = in_turn(
            lambda: spent(sys.executable, "-c", HASH, str(files), home=folder),
            lambda: spent(*TAWTHIQ, *case, home=home),
            lambda: bag(folder, files),
        )
        print(
            f"check / hashlib.sha256: {checked / hashed:.2f} in processor time"
            f" (wanted <= 1.3; {checked:.2f} s / {hashed:.2f} s)\n"
            f"check / bagit.py --validate: {checked_wall / bagged_wall:.2f} on the clock"
            f" (wanted < 1; {checked_wall:.2f} s / {bagged_wall:.2f} s),"
            f" {checked / bagged:.2f} in processor time"
        )


if __name__ == "__main__":
    main()
