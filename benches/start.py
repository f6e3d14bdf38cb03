"""How long the program takes to start: `tawthiq --help` beside a bare Click program."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROUNDS = 15
BARE = "import click\n\n\n@click.command()\ndef main() -> None:\n    pass\n\n\nmain()\n"


def cpu_seconds(command: list[str]) -> float:
    """Return the processor seconds, user and system, of one finished run."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    spent = after.children_user + after.children_system
    return spent - (before.children_user + before.children_system)


def main() -> None:
    """Print the ratio of medians, runs taken in turn."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(ROUNDS):
            ours.append(cpu_seconds([sys.executable, "-m", "tawthiq.cli", "--help"]))
            theirs.append(cpu_seconds([sys.executable, str(bare), "--help"]))
    count = "import sys; before = set(sys.modules); import tawthiq; "
    count += "print(len(set(sys.modules) - before))"
    added = subprocess.run(
        [sys.executable, "-I", "-c", count], check=True, capture_output=True, text=True
    )
    ratio = median(ours) / median(theirs)
    print(f"tawthiq --help / bare Click program: {ratio:.2f} (processor time; wanted <= 1.5)")
    print(f"modules that `import tawthiq` adds: {added.stdout.strip()} (wanted <= 40)")


if __name__ == "__main__":
    main()
