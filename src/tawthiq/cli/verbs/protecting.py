"""protect: protected people, by their code names; who they are, for who may know."""

import json
import sys

import click

from tawthiq.base.errors import Error, UsageError
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.case.case import Case
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, count, read_passphrase, real_path, verb
from tawthiq.cli.unlocking import ask, can_ask
from tawthiq.record.identity import Identity

_GREATEST = 1 << 20


@click.command("protect")
@click.argument("code", required=False)
@click.option("--identity", metavar="FILE", help="State who it is: a JSON object; - reads input.")
@click.option("--ask", "prompt", is_flag=True, help="State who it is, asked at the terminal.")
@click.option("--resolve", is_flag=True, help="Show who it is; that you asked is entered.")
@click.option("--take-out", metavar="ITEM", help="Write a protected item's own bytes to -o FILE.")
@click.option("-o", "out", metavar="FILE", help="Where --take-out writes.")
@click.option("--why", help="Why the identity or the item is needed.")
@click.option("--new-passphrase-file", metavar="FILE", help="Identities get this passphrase.")
@verb
def protect_verb(
    shell: Shell,
    code: str | None,
    identity: str | None,
    prompt: bool,  # noqa: FBT001 - Click passes by name
    resolve: bool,  # noqa: FBT001 - Click passes by name
    take_out: str | None,
    out: str | None,
    why: str | None,
    new_passphrase_file: str | None,
) -> None:
    """List protected people by code name, state who one is, or look it up.

    Names are given in a file or at the terminal, never as an argument: arguments stay in a
    shell's history.
    """
    if new_passphrase_file is not None:
        _rewrap(shell, new_passphrase_file)
    elif take_out is not None:
        _take_out(shell, take_out, out, why)
    elif code is None:
        _list(shell)
    elif resolve:
        with opened(shell, protected=True) as case:
            found = case.protect.resolve(code, why or "")
        shell.row(to_plain(found), "\n".join(_lines(found)))
    elif identity is not None or prompt:
        stated = _from_file(code, identity) if identity is not None else _asked(code)
        with opened(shell) as case:
            key = case.protect.state(stated)
        shell.row({"code": code, "entry": key}, f"{code}: entered, to be read by who may know")
    else:
        raise UsageError("protect.what", "say what to do: --identity FILE, --ask or --resolve")


def _list(shell: Shell) -> None:
    with opened(shell) as case:
        for code, items in case.protect.codes().items():
            held = ", ".join(item[:12] for item in items)
            shell.row(
                {"code": code, "items": items}, f"{code}: {count(len(items), 'item')}: {held}"
            )


def _take_out(shell: Shell, item: str, out: str | None, why: str | None) -> None:
    if out is None:
        raise UsageError("protect.out", "say where to write it (-o FILE)")
    with opened(shell, protected=True) as case:
        key = case.protect.take_out(item, real_path(out), why or "")
        locked = _is_locked(case)
    warning = "; it lies there unencrypted: delete it when done" if locked else ""
    shell.row({"item": key, "file": out}, f"written to {out}{warning}")


def _is_locked(case: Case) -> bool:
    return case.folder.is_locked


def _rewrap(shell: Shell, file: str) -> None:
    passphrase = read_passphrase(file)
    with opened(shell, protected=True) as case:
        case.protect.rewrap(passphrase)
    says = "protected identities now open with the new passphrase only (and with a recovery code)"
    shell.row({"rewrapped": True}, says)


def _from_file(code: str, path: str) -> Identity:
    try:
        plain = json.loads(sys.stdin.read(_GREATEST) if path == "-" else _read(path))
        if isinstance(plain, dict) and plain.get("code", code) == code:
            names = plain.get("names", ())
            names = [names] if isinstance(names, str) else names
            stated = from_plain(Identity, {**plain, "code": code, "names": names})
            # A misspelt key would be lost in silence, and with it whom nobody finds again.
            if set(plain) <= set(to_plain(stated)) and (stated.all_names or stated.contact):
                return stated
    except (OSError, ValueError, TypeError, RecursionError, Error):
        pass
    says = (
        "this is no identity; give one object of JSON with these keys and no others, for the"
        ' same code name: {"names": ["…"], "contact": "…", "note": "…"}'
    )
    raise UsageError("protect.file", says)


def _read(path: str) -> str:
    with real_path(path).open(encoding="utf-8") as file:
        return file.read(_GREATEST)


def _asked(code: str) -> Identity:
    if not can_ask():
        raise UsageError("protect.terminal", "there is no terminal to ask at; give --identity FILE")
    names = ask(f"Names of {code}, in every spelling, with semicolons between (not shown)")
    contact = ask("How to reach them (not shown; may be empty)")
    given = tuple(name.strip() for name in names.split(";") if name.strip())
    return Identity(code, given, contact or None)


def _lines(one: Identity) -> list[str]:
    told = {
        "names": "; ".join(one.all_names),
        "contact": one.contact,
        "channel": one.channel,
        "promise": one.promise,
        "why": one.why,
        "note": one.note,
    }
    lines = [f"{one.code}", *(f"  {key}: {value}" for key, value in told.items() if value)]
    for held in one.items:
        place = f"{held.folder}/" if held.folder else ""
        lines.append(f"  item {held.item[:12]} came as {place}{held.name.text}")
    return lines
