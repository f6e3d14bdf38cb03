"""What verbs print: JSON lines, plain rows, progress bars; and the options all verbs share."""

import functools
import json
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TextIO, TypeVar

import click

from tawthiq.base.errors import UsageError
from tawthiq.base.script import show
from tawthiq.case.progress import Advance

F = TypeVar("F", bound=Callable[..., Any])
_GREATEST_LINE = 1 << 16
LONGEST_WORD = 40
UNLOCKED = "this case is NOT encrypted, use no real testimony"


class Shell:
    """The options that hold for every verb, and how it speaks."""

    def __init__(self, given: dict[str, Any]) -> None:
        """Keep the merged options."""
        self.root = Path(given["case"] or ".")
        self.is_case_named = bool(given["case"])
        self.as_json = bool(given["json"])
        self.lang: Literal["en", "ar"] = given["lang"] or "en"
        self.person: str | None = given.get("person") or os.environ.get("TAWTHIQ_AS") or None
        self.passphrase_file: str | None = given.get("passphrase_file")
        self.own_passphrase_file: str | None = given.get("own_passphrase_file")
        self.protected_passphrase_file: str | None = (
            given.get("protected_passphrase_file") or self.passphrase_file
        )

    @property
    def ask_own(self) -> Callable[[], str] | None:
        """Return what gives the acting person's own passphrase: the file, or a prompt."""
        path = self.own_passphrase_file
        if path is not None:
            return functools.partial(read_passphrase, path)
        if sys.stdin is not None and sys.stdin.isatty():
            return functools.partial(click.prompt, "Your own passphrase", hide_input=True, err=True)
        return None

    def row(self, value: object, text: str) -> None:
        """Print one result: an object with --json, else its text with odd characters shown."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False))
        else:
            shown = "\n".join(show(line) for line in text.split("\n"))
            print(fitted(shown, sys.stdout, hang=2))

    def say(self, text: str) -> None:
        """Tell people something: on standard error with --json, else on standard output."""
        stream = sys.stderr if self.as_json else sys.stdout
        print(fitted(text, stream), file=stream)

    @contextmanager
    def progress(self, label: str, total: int) -> Iterator[Advance]:
        """Draw a progress bar on standard error; a terminal sees it move."""
        with click.progressbar(length=max(total, 1), label=label, file=sys.stderr) as bar:
            yield bar.update
            bar.update(max(total, 1) - bar.pos)
        if sys.stderr.isatty() and os.name != "nt":  # what is done need not stay on the screen
            print("\x1b[1A\x1b[2K", end="", file=sys.stderr, flush=True)


def verb(command: F) -> F:
    """Give a verb the shared options, after it as before it, and its Shell first."""

    @click.option("--case", "case", metavar="DIR", help="The case's folder (default: this one).")
    @click.option("--passphrase-file", metavar="FILE", help="A locked case's passphrase.")
    @click.option("--as", "person", metavar="NAME", help="Who acts, of the people on this device.")
    @click.option("--own-passphrase-file", metavar="FILE", help="Your own key's passphrase.")
    @click.option("--protected-passphrase-file", metavar="FILE", help="That of identities.")
    @click.option("--json", "as_json", is_flag=True, help="JSON lines on standard output.")
    @click.option("--lang", type=click.Choice(["en", "ar"]), help="Language of what people read.")
    @click.pass_context
    @functools.wraps(command)
    def run(
        ctx: click.Context,
        /,
        case: str | None,
        passphrase_file: str | None,
        person: str | None,
        own_passphrase_file: str | None,
        protected_passphrase_file: str | None,
        as_json: bool,  # noqa: FBT001 - Click passes by name
        lang: str | None,
        **options: Any,  # noqa: ANN401 - whatever the verb declares
    ) -> Any:  # noqa: ANN401 - a status or None
        given = dict(ctx.obj or {"case": None, "json": False, "lang": None})
        given["case"] = case or given["case"]
        given["json"] = as_json or given["json"]
        given["lang"] = lang or given["lang"]
        given["passphrase_file"] = passphrase_file or given.get("passphrase_file")
        given["person"] = person or given.get("person")
        given["own_passphrase_file"] = own_passphrase_file or given.get("own_passphrase_file")
        given["protected_passphrase_file"] = protected_passphrase_file
        return command(Shell(given), **options)

    return run  # type: ignore[return-value]


def count(number: int, one: str, more: str = "") -> str:
    """Return "1 entry", "2 entries": a number with its noun; `more` where an s is not enough."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def fitted(text: str, stream: TextIO, hang: int = 0) -> str:
    """Return text broken between words where a terminal is too narrow; else as it is.

    A line that holds a key, a digest or a signature stays as it is, so that it can be copied;
    what follows a break is set in by `hang` more columns.
    """
    if not stream.isatty():
        return text
    width = max(shutil.get_terminal_size().columns, 40)
    return "\n".join(_broken(line, width, hang) for line in text.split("\n"))


def _broken(line: str, width: int, hang: int) -> str:
    if any(len(word) > LONGEST_WORD for word in line.split()):
        return line
    head = len(line) - len(line.lstrip(" -"))
    indent = " " * (head if "-" in line[:head] else head + hang)
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def real_path(text: str) -> Path:
    """Return a path as typed; bytes that are not UTF-8 stay what they are.

    An empty one would be the current folder: a script's variable that is not set.
    """
    if not text.strip():
        raise UsageError("path.empty", "a path is empty; give '.' for the folder you are in")
    return Path(os.fsdecode(text))


def read_passphrase(path: str) -> str:
    """Return the first line of a passphrase file, without a byte order mark; or UsageError."""
    try:
        with real_path(path).open("rb") as file:
            start = file.read(_GREATEST_LINE)
    except OSError:
        raise UsageError("passphrase.file", f"the passphrase file {path} cannot be read") from None
    try:
        # Editors of Windows put a mark before the text: who types the passphrase does not.
        line = start.splitlines()[0].decode("utf-8-sig") if start else ""
    except UnicodeDecodeError:
        says = f"the passphrase file {path} is not plain text; save it as text in UTF-8"
        raise UsageError("passphrase.file", says) from None
    if len(start) == _GREATEST_LINE and len(start.splitlines()) == 1:
        says = f"the first line of {path} is too long for a passphrase"
        raise UsageError("passphrase.file", says)
    if not line.strip(" \t\0"):
        raise UsageError("passphrase.file", f"the first line of {path} is empty")
    return line
