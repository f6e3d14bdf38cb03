"""stamp, witness, prove: what others say of the heads, and what others can verify."""

import sys

import click

from tawthiq.adapters.timestamp.certificates import GREATEST
from tawthiq.base import instant
from tawthiq.base.errors import DONE, PARTLY, UNTRUSTED, DamagedError, UsageError
from tawthiq.case.opening import device_home
from tawthiq.case.outside import Given, examine, files_of, read
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, real_path, verb
from tawthiq.ledger.cosign import parse_key
from tawthiq.ledger.witness import Witness

_STATES = {"holds": DONE, "open": PARTLY, "fails": UNTRUSTED}


@click.command("stamp")
@click.option("--authority", metavar="URL", help="A time stamping authority to trust from now on.")
@click.option("--certificates", metavar="PEM", help="Its certificates, the root's among them.")
@click.option("--name", metavar="NAME", help="What to call it (default: its host).")
@click.option("--out", metavar="DIR", help="Only write the stamps held, for 'openssl ts'.")
@verb
def stamp_verb(
    shell: Shell, authority: str | None, certificates: str | None, name: str | None, out: str | None
) -> int:
    """Have the newest heads stamped (RFC 3161); what cannot be sent now waits."""
    if (authority is None) != (certificates is None):
        raise UsageError("stamp.certificate", "--authority and --certificates go together")
    with opened(shell) as case:
        if out is not None:
            for path in case.proofs.write(real_path(out)):
                shell.row({"file": str(path)}, str(path))
            return DONE
        if authority is not None and certificates is not None:
            pem = read(real_path(certificates), GREATEST).decode("ascii", "replace")
            case.proofs.trust_authority(authority, pem, name)
        steps = case.proofs.stamp()
    for step in steps:
        about = f"log {step.log[:8]}, head of {step.size} entries, {step.authority}"
        said = f"stamped at {step.says}" if step.kept else f"waits: {step.says}"
        row = {"log": step.log, "size": step.size, "authority": step.authority}
        more = {"time": step.says} if step.kept else {"waits": step.says}
        shell.row(row | more, f"{about}: {said}")
    if not steps:
        shell.say("Every newest head is stamped already.")
    return DONE if all(step.kept for step in steps) else PARTLY


@click.command("witness")
@click.argument("file", metavar="[FILE]", required=False)
@click.option("--key", metavar="KEY", help="The log's key, as 'seal --keys' prints it.")
@click.option("-o", "--out", metavar="FILE", help="Where to write the cosigned head.")
@click.option("--name", metavar="NAME", help="What this witness is called, at the first use.")
@verb
def witness_verb(
    shell: Shell, file: str | None, key: str | None, out: str | None, name: str | None
) -> None:
    """Cosign a colleague's head that only grew; without FILE print this witness's key."""
    witness = Witness(device_home())
    own = str(witness.key(name))
    if file is None:
        shell.row({"key": own}, own)
        return
    if key is None:
        raise UsageError("witness.key", "say which log this is: --key, as 'seal --keys' prints it")
    request = _text(file)
    cosigned = witness.cosign(request, parse_key(key), round(instant.now().timestamp()))
    _deliver(shell, cosigned, out, {"head": cosigned, "key": own})


@click.command("prove")
@click.argument("targets", metavar="ITEM|FILE...", nargs=-1, required=True)
@click.option("-o", "--out", metavar="FILE", help="Where to write the receipt (.tlog-proof).")
@click.option("--disclose", is_flag=True, help="Add the entry's content to the receipt.")
@click.option("--verify", is_flag=True, help="Verify proof files instead; needs no case.")
@click.option("--key", "keys", metavar="KEY", multiple=True, help="A log's or a witness's key.")
@click.option("--certificates", metavar="PEM", help="The certificates of an authority.")
@click.option("--of", "--file", "about", metavar="FILE", multiple=True, help="What it is about.")
@verb
def prove_verb(
    shell: Shell,
    targets: tuple[str, ...],
    out: str | None,
    disclose: bool,  # noqa: FBT001 - Click passes by name
    verify: bool,  # noqa: FBT001
    keys: tuple[str, ...],
    certificates: str | None,
    about: tuple[str, ...],
) -> int:
    """Write a receipt that one entry stands in the record, or verify proofs of any kind."""
    if verify:
        pem = None
        if certificates is not None:
            pem = read(real_path(certificates), GREATEST).decode("ascii", "replace")
        given = Given(keys, pem, files_of(map(real_path, about)))
        return max(_examined(shell, target, given) for target in targets)
    if len(targets) != 1 or keys or about or certificates:
        raise UsageError("prove.one", "one entry is proved at a time; --verify looks at files")
    with opened(shell) as case:
        receipt = case.proofs.prove(targets[0], disclose=disclose)
    _deliver(shell, receipt, out, {"receipt": receipt, "disclosed": disclose})
    return DONE


def _examined(shell: Shell, target: str, given: Given) -> int:
    shown = examine(real_path(target), given)
    row = {"file": target, "sort": shown.sort, "state": shown.state, "says": list(shown.says)}
    lines = "\n".join(f"  {line}" for line in shown.says)
    shell.row(row | shown.more, f"{target}: {shown.sort}, {shown.state}\n{lines}")
    return _STATES[shown.state]


def _text(file: str) -> str:
    data = sys.stdin.buffer.read(1 << 20) if file == "-" else read(real_path(file), 1 << 20)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UsageError("witness.file", f"{file} is no text", path=file) from None


def _deliver(shell: Shell, text: str, out: str | None, row: dict[str, object]) -> None:
    """Write a text to a new file, or print it."""
    if out is None:
        shell.row(row, text.rstrip("\n"))
        return
    path = real_path(out)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError("prove.exists", f"{path} exists already", path=str(path)) from None
    except OSError as error:
        says = f"cannot write {path}: {error.strerror}"
        raise DamagedError("prove.write", says, path=str(path)) from error
    shell.row(row | {"file": str(path)}, f"written to {path}")
