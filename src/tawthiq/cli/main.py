"""tawthiq: from the raw material of an investigation to a record that stands up."""

import contextlib
import io
import json
import os
import sys
from importlib import import_module
from pathlib import Path

import click

from tawthiq.base.errors import DAMAGED, FAULT, USAGE, Error, RefusedError
from tawthiq.base.script import show
from tawthiq.cli.output import fitted
from tawthiq.ledger import holder

# verb -> (module below tawthiq.cli.verbs, one line of help); nothing is imported to list them
VERBS = {
    "investigate": ("investigate", "The main job: files in, dossier out, in a new case."),
    "demo": ("investigate", "The fictional case, end to end."),
    "init": ("opening", "Make a new case."),
    "unlock": ("locking", "Keep a locked case open for a while."),
    "lock": ("locking", "Lock a case, or all of them, now."),
    "preserve": ("holding", "Preserve files and folders, with a receipt."),
    "items": ("holding", "List what is held."),
    "receipts": ("holding", "List how it was received."),
    "find": ("holding", "Search names, texts and quotes, in either script."),
    "messages": ("chats", "List the messages of a chat, or the chats that are held."),
    "read": ("reading", "Suggest claims from texts."),
    "gazetteer": ("gazetteer", "Places: build or bring in the list, look names up."),
    "enter": ("entering", "Enter what you were told: victim, incident, statement."),
    "claims": ("reviewing", "List claims with the state of their review."),
    "accept": ("reviewing", "The source says this."),
    "reject": ("reviewing", "The source does not say this."),
    "edit": ("reviewing", "Replace a reading by your own; the old one is kept."),
    "retract": ("reading", "Note that who said it has withdrawn it."),
    "lexicon": ("lexicons", "The reader's rules, and your own over them."),
    "twice": ("twice", "What does not fit together; nothing is changed."),
    "translate": ("translating", "Enter a translation beside its original, or check one."),
    "translations": ("translating", "List translations, and numbers that differ."),
    "match": ("matching", "Suggest incidents from what claims say."),
    "incidents": ("matching", "List incidents, and pairs that may be one event."),
    "incident": ("matching", "Show an incident; merge, split, move, name, undo."),
    "judge": ("matching", "Judge whether two incidents are one event."),
    "assess": ("assessing", "Judge an event, element by element."),
    "grade": ("assessing", "Grade a source (A to F) or a claim (1 to 6)."),
    "sources": ("assessing", "List who speaks, with party class and grade."),
    "ask": ("asking", "Put a question to a party, with a deadline."),
    "answer": ("asking", "Enter what came back, or that nothing did."),
    "requests": ("asking", "List the questions put to parties."),
    "figures": ("figures", "What the evidence entails, and why."),
    "protect": ("protecting", "Protected people, by code name; who they are, for who may know."),
    "consent": ("consent", "What a person allows, for each purpose."),
    "finding": ("concluding", "Write a finding, with what speaks against it."),
    "findings": ("concluding", "List the findings, and what no longer holds."),
    "publish": ("publishing", "Write a dossier for an audience."),
    "releases": ("consent", "List the dossiers that were written, and what was withdrawn since."),
    "handover": ("handing", "Hand items over as a package, or receive one."),
    "user": ("team", "The people of the case, their keys and roles."),
    "confirm": ("team", "Answer what waits for a second person."),
    "erase": ("erasing", "Show what erasing reaches; with --yes do it for good."),
    "log": ("ledger", "List the ledger's entries."),
    "show": ("ledger", "Show one entry."),
    "seal": ("ledger", "Print the signed heads, to keep elsewhere."),
    "stamp": ("proving", "Have the heads stamped by time stamping authorities."),
    "witness": ("proving", "Cosign a colleague's head that only grew."),
    "prove": ("proving", "Write a receipt for one entry, or verify proofs of any kind."),
    "check": ("checking", "Verify everything that is held."),
    "replay": ("ledger", "Compute the views again from nothing."),
    "export": ("transfer", "Write the whole case as one verified file."),
    "import": ("transfer", "Make a case from an exported file."),
    "sync": ("syncing", "Exchange with another copy of the case, on a stick."),
    "backup": ("copies", "Add the case to an encrypted backup, and verify it."),
    "restore": ("copies", "Make the case again from a backup."),
    "selftest": ("doctor", "Known answers of the program itself."),
    "doctor": ("doctor", "What this machine offers, and what is off without it."),
}


class Verbs(click.Group):
    """A group that imports a verb's module only when the verb is used."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the work."""
        return list(VERBS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Import and return the verb's command, or None for an unknown verb."""
        if name not in VERBS:
            return None
        module = import_module(f"tawthiq.cli.verbs.{VERBS[name][0]}")
        command: click.Command = getattr(module, f"{name}_verb")
        holder.announce(name)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs from the table alone."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--case", "case", metavar="DIR", help="The case's folder (default: this one).")
@click.option("--passphrase-file", metavar="FILE", help="Where a locked case's passphrase is.")
@click.option("--as", "person", metavar="NAME", help="Who acts, of the people on this device.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines on standard output.")
@click.option("--lang", type=click.Choice(["en", "ar"]), help="Language of what people read.")
@click.version_option(package_name="tawthiq", prog_name="tawthiq")
@click.pass_context
def tawthiq(
    ctx: click.Context,
    case: str | None,
    passphrase_file: str | None,
    person: str | None,
    as_json: bool,  # noqa: FBT001 - Click passes by name
    lang: str | None,
) -> None:
    """Turn the raw material of an investigation into a record that stands up."""
    ctx.obj = {"case": case, "passphrase_file": passphrase_file, "json": as_json, "lang": lang}
    ctx.obj["person"] = person


def main(arguments: list[str] | None = None) -> None:
    """Run one verb and exit with the documented status (design §8)."""
    given = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in given
    _speak_plainly(as_json)
    try:
        status = tawthiq.main(given, standalone_mode=False)
        sys.stdout.flush()
    except Error as error:
        _fail(as_json, error.code, error.message, error.path, error.status, _reasons(error))
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.exceptions.Abort:
        _fail(as_json, "interrupted", "interrupted; what was entered stays", None, 130)
    except click.exceptions.NoArgsIsHelpError as error:  # a verb of verbs alone: which there are
        print(error.format_message(), file=sys.stderr)
        _fail(as_json, "usage", f"say which: tawthiq {error.ctx.info_name} COMMAND", None, USAGE)
    except click.ClickException as error:
        _fail(as_json, "usage", " ".join(error.format_message().split()), None, USAGE)
    except (BrokenPipeError, SystemExit):  # whoever read has enough; Click ends with 1 then
        _drop_output()
        sys.exit(0)
    except OSError as error:
        message = f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")
        _fail(as_json, "system", message, str(error.filename or "") or None, DAMAGED)
    except (KeyboardInterrupt, MemoryError) as error:
        words = "interrupted" if isinstance(error, KeyboardInterrupt) else "out of memory"
        _fail(as_json, "interrupted", f"{words}; what was entered stays", None, 130)
    except Exception as error:  # noqa: BLE001 - nothing of the case may be quoted by a traceback
        _fail(as_json, "fault", _fault(error), None, FAULT)
    sys.exit(status if isinstance(status, int) else 0)


def _speak_plainly(as_json: bool) -> None:  # noqa: FBT001 - internal
    """Let no letter stop the output: what its encoding lacks is escaped; JSON is UTF-8.

    A pipe of Windows takes no Arabic letters otherwise; half a surrogate pair is in JSON what
    the escape says.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = "utf-8" if as_json else None
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _fault(error: Exception) -> str:
    """Describe a mistake of ours by its place alone: its message may hold what people entered."""
    if os.environ.get("TAWTHIQ_TRACE"):
        raise error
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return (
        f"a mistake in Tawthiq itself ({type(error).__name__}, {place}); what was entered stays."
        " Please report this line; TAWTHIQ_TRACE=1 shows more, which may quote the case"
    )


def _drop_output() -> None:
    """Let what could not be written go nowhere, so that the end of the program is quiet."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _reasons(error: Error) -> tuple[str, ...]:
    return error.reasons if isinstance(error, RefusedError) else ()


def _fail(
    as_json: bool,  # noqa: FBT001 - internal
    code: str,
    message: str,
    path: str | None,
    status: int,
    reasons: tuple[str, ...] = (),
) -> None:
    """Print one sentence (with --json also one object on standard output) and exit."""
    if as_json:
        fault: dict[str, object] = {"error": code, "message": show(message), "path": path}
        if reasons:
            fault["reasons"] = list(reasons)
        with contextlib.suppress(OSError):  # standard output itself may be what failed
            print(json.dumps(fault, ensure_ascii=False), flush=True)
    print(fitted(f"tawthiq: {show(message)}", sys.stderr), file=sys.stderr)
    for reason in reasons:
        print(fitted(f"  - {show(reason)}", sys.stderr), file=sys.stderr)
    _drop_output()
    sys.exit(status)
