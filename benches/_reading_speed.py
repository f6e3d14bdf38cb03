"""How fast texts are read: notes a second, one report, the first start, memory, long texts."""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from json import dumps
from pathlib import Path

from tests.read import texts

from tawthiq.case.bulk import read_lines
from tawthiq.count.killed import killed_in
from tawthiq.read.reader import read_claims

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT.parent / "shared" / "material" / "report.txt"
NOTE, NOTES, BULK, REPORT_SIZE = 350, 600, 4000, 9_800
CHILD = """
import sys
from tawthiq.cli.main import main
try:
    main()
except SystemExit:
    pass
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak // (1 if sys.platform != "darwin" else 1024), file=sys.stderr)
except ImportError:
    print(0, file=sys.stderr)
"""
# One run of each class of token; read at two sizes, so that more than linear time shows.
RUNS = {
    "spaces": " ",
    "digits with commas": "1,",
    "Arabic digits": "٣٬",
    "quotation marks": "“",
    "pairs of quotation marks": "“a” ",
    "and": "and ",
    "Arabic and": "و",
    "Arabic and, with spaces": "و ",
    "opening brackets": "(",
    "pairs of brackets": "() ",
    "names": "Karm Tuta ",
    "Arabic names": "كرم التوتة ",
    "number words": "two hundred and ",
    "Arabic number words": "مئة وخمسة ",
    "full stops": ". ",
    "dots": ".",
    "hyphens": "well-",
    "kin": "his son and ",
    "killed": "killed ",
    "killed and": "nine were killed and ",
    "Arabic killed": "قُتل ",
    "said that": "he said that ",
    "places": "in Lowa, ",
    "dates": "7 March ",
    "line ends": "\n",
    "paragraphs": "a\n\n",
    "combining marks": "\u0301",
    "Arabic marks": "قُ",
    "one letter": "a",
    "one Arabic letter": "ا",
    "zero-width joiners": "\u200d",
    "bidi marks": "\u202e",
    "addresses": "http://a.b/",
    "bullets": "- a\n",
    "tolls": "The death toll in Lowa rose to 18. ",
    "parts": "Nine were killed in Lowa. Of the victims, seven were women. ",
    "caveats": "Nine were killed in Lowa, residents said.\nNour could not verify these accounts.\n",
    "carried sources": "A farmer said so. He said nine were killed. ",
    "chains": "Nour Agency reported, citing the army, that the ministry said that ",
    "open quotations": "“Nine were killed, he said. ",
    "Arabic sentences": "قُتل تسعة في ندمو. ولم تتمكن وكالة نور من التحقق من ذلك بشكل مستقل. ",
}


def spent(work: Callable[[], object]) -> float:
    """Return the processor seconds of some work."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def joined(language: str, size: int, seed: int) -> str:
    """Return labelled texts of a language in a random order, together at least `size` long."""
    chance = random.Random(seed)  # noqa: S311 - a bench, not a secret
    found = [text.text for text in texts.load(language)]
    parts: list[str] = []
    while sum(len(part) + 1 for part in parts) < size:
        parts.append(chance.choice(found))
    return " ".join(parts)


def pace(language: str) -> None:
    """Print the notes a second and core, with the number of the dead of each."""
    notes = [joined(language, NOTE - 70, seed) for seed in range(NOTES)]
    length = statistics.mean(map(len, notes))
    seconds = spent(lambda: [_note(note) for note in notes])
    print(
        f"  notes, {language}: {NOTES / seconds:.0f} a second and core, {length:.0f} characters each,"
        " the dead of each included (wanted >= 300)"
    )


def _note(note: str) -> object:
    return killed_in(read_claims(note, item="note", dated=texts.DATED, country=None))


def report() -> str:
    """Return the report beside the repository, or a text of its size."""
    if REPORT.exists():
        return REPORT.read_text("utf-8")
    return joined("en", REPORT_SIZE, 1)


def start(folder: Path, text: str) -> None:
    """Print the time and the memory of `tawthiq read --text` from a cold process."""
    path = folder / "text.txt"
    path.write_text(text, "utf-8")
    command = [sys.executable, "-c", CHILD, "read", "--text", str(path), "--json"]
    environment = os.environ | {"TAWTHIQ_HOME": str(folder / "device")}
    walls, peaks = [], []
    for _ in range(5):
        begin = time.perf_counter()
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, env=environment, encoding="utf-8"
        )
        walls.append(time.perf_counter() - begin)
        peaks.append(int(done.stderr.split()[-1]) / 1024)
    peak = f"{max(peaks):.0f} MB" if max(peaks) else "not measured on this system"
    middle = statistics.median(walls)
    print(f"  first start, read --text: {middle:.2f} s by the clock (wanted <= 1.5)")
    print(f"  its peak memory: {peak} (wanted <= 300)")


def pool() -> None:
    """Print what several processes gain on a large batch, by the clock."""
    cores = os.cpu_count() or 1
    notes = [joined("en" if at % 2 else "ar", NOTE - 70, at) for at in range(BULK)]
    lines = [(at, dumps({"id": at, "text": note})) for at, note in enumerate(notes)]
    walls, work = [], []
    for workers in (1, cores):
        begin, before = time.perf_counter(), sum(os.times()[:4])
        for _ in read_lines(lines, "acled-like", workers=workers):
            pass
        walls.append(time.perf_counter() - begin)
        work.append(sum(os.times()[:4]) - before)
    print(
        f"  batch of {BULK} notes: {cores} processes take {walls[1] / walls[0]:.2f} of the time of"
        f" one by the clock (free cores decide), {work[1] / work[0]:.2f} of its processor time"
    )


def length() -> None:
    """Print the time per kB, and whether ten times the text takes ten times as long."""
    for language, gap in (("en", "\n\n"), ("ar", "\n\n"), ("en", " ")):
        parts = [joined(language, 1000, seed) for seed in range(100)]
        small = gap.join(parts)
        large = gap.join(parts * 10)
        one, ten = (spent(lambda text=text: read_claims(  # type: ignore[misc]
            text, item="long", dated=None, country=None)) for text in (small, large))  # fmt: skip
        kind = "one line" if gap == " " else "paragraphs"
        print(
            f"  {len(large) / 1e6:.1f} million characters, {language}, {kind}:"
            f" {1000 * ten / len(large) * 1000:.1f} ms per thousand,"
            f" {ten / one:.1f} times the time of a tenth (wanted <= 12)"
        )


def runs(size: int = 20_000) -> None:
    """Print the runs of one token that take more than linear time: ten times longer, > 15."""
    slow = []
    for name, token in RUNS.items():
        times = []
        for length_ in (size, 10 * size):
            text = token * (length_ // len(token))
            times.append(
                spent(lambda text=text: read_claims(text, item="run", dated=None, country=None))  # type: ignore[misc]
            )
        if times[1] > 1 and times[1] / max(times[0], 0.01) > 15:
            slow.append(f"{name}: {times[1]:.1f} s, {times[1] / times[0]:.0f} times a tenth")
    print(
        f"  runs of one token, {10 * size} characters: {len(RUNS) - len(slow)} of {len(RUNS)} linear"
    )
    for line in slow:
        print(f"    {line}")


def main() -> None:
    """Print everything; processor time unless the clock is named."""
    print("\nspeed (processor time)")
    _note("Nine people were killed.")
    _note("قُتل تسعة أشخاص.")
    for language in ("en", "ar"):
        pace(language)
    text = report()
    first, *again = [
        spent(lambda: read_claims(text, item="r", dated=None, country=None)) for _ in range(5)
    ]
    whose = "the report" if REPORT.exists() else "a text of its size"
    print(
        f"  {whose}, {len(text)} characters: {first:.2f} s, again {min(again):.2f} s (wanted <= 0.5)"
    )
    with tempfile.TemporaryDirectory() as folder:
        start(Path(folder), text)
    pool()
    length()
    runs()


if __name__ == "__main__":
    main()
