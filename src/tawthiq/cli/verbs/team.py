"""user, confirm: people and their keys, and what takes two of them."""

import click

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case import answering
from tawthiq.case.case import Case
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, read_passphrase, real_path, verb
from tawthiq.ledger import question
from tawthiq.ledger.durable import write_durably
from tawthiq.ledger.person_key import fingerprint
from tawthiq.record.permissions import permissions
from tawthiq.record.person import Person, Standing, Verdict
from tawthiq.record.team import Team

ACTIONS = ("list", "add", "roles", "remove", "use", "key")
_GREATEST_FILE = question.GREATEST_FILE + 1


@click.command("user")
@click.argument("action", type=click.Choice(ACTIONS), default="list")
@click.argument("name", required=False, metavar="[NAME]")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(permissions().roles),
    help="May be repeated.",
)
@click.option("--key", metavar="HEX", help="A colleague's key, handed over and read out.")
@verb
def user_verb(
    shell: Shell, action: str, name: str | None, roles: tuple[str, ...], key: str | None
) -> None:
    """List the people of the case; add one, change roles, take one out.

    add NAME makes a key on this device; with --key it vouches for a colleague's key.
    roles NAME gives the roles named by --role; remove NAME takes a person out; use NAME
    makes a person of this device the one who acts; key shows your key for answering in
    cases that are not on this device.
    """
    if action == "key":
        own = shell.ask_own() if shell.own_passphrase_file and shell.ask_own else None
        public = answering.own_key(own)
        shell.row({"key": public, "fingerprint": fingerprint(public)}, _key_lines(public))
        return
    with opened(shell) as case:
        if action == "list":
            _list(shell, case)
            return
        if not name:
            raise UsageError("usage", f"'tawthiq user {action}' needs a name")
        person = _do(shell, case, action, name, roles, key)
        shell.row(_row(person), _line(person, case.team.me))
        if action == "add" and person.key is None:
            shell.say("a lead must take this person in; read the key out to them:")
            shell.say(_key_lines(str(person.asks)))


def _do(
    shell: Shell, case: Case, action: str, name: str, roles: tuple[str, ...], key: str | None
) -> Person:
    members = case.team.members
    if action == "add" and key is not None:
        return members.admit(name, "".join(key.lower().split()), roles)
    if action == "add":
        own = read_passphrase(shell.own_passphrase_file) if shell.own_passphrase_file else None
        return members.add(name, roles, own)
    if action == "roles":
        return members.change(name, roles=roles)
    if action == "remove":
        return members.change(name, is_in=False)
    return case.team.use(name)


def _list(shell: Shell, case: Case) -> None:
    team, me = case.team.state(), case.team.me
    people = [p for p in team.people.values() if p.name or p.key or p.asks]
    for person in people:
        shell.row(_row(person), _line(person, me))
    if shell.as_json:
        return
    if not people:
        shell.say("nobody has a key in this case yet: 'tawthiq user add NAME' makes one")
    elif team.takes_two:
        shell.say("This case has two people: publish, erase, merge and confirm take two keys.")
    else:
        shell.say("One person has a key: what takes two goes ahead as checked by one person.")


def _row(person: Person) -> dict[str, object]:
    known = person.key or person.asks
    return {**to_plain(person), "fingerprint": fingerprint(known) if known else None}


def _line(person: Person, me: str) -> str:
    state = ", ".join(person.roles) or "no role"
    if not person.is_in:
        state = "has left" if person.has_left else "was taken out"
    elif person.key is None:
        state = "waits for a lead to take them in" if person.asks else "has no key"
    mine = " (acts on this device)" if person.author == me else ""
    known = person.key or person.asks
    line = f"{person.author[:8]}  {person.name or 'no name'}: {state}{mine}"
    return line + (f"\n          {fingerprint(known)}" if known else "")


def _key_lines(key: str) -> str:
    return f"key          {key}\nfingerprint  {fingerprint(key)}"


@click.command("confirm")
@click.argument("proposal", required=False, metavar="[ID]")
@click.option("--no", "is_no", is_flag=True, help="Refuse it.")
@click.option("--why", default="", help="Why, in a sentence.")
@click.option("--to-file", metavar="FILE", help="Write the question for a colleague.")
@click.option("--answer", metavar="FILE", help="Answer a colleague's question; needs -o.")
@click.option("-o", "--output", metavar="FILE", help="Where the answer is written.")
@click.option("--take", metavar="FILE", help="Take in an answer that came back.")
@click.option("--file-passphrase-file", metavar="FILE", help="The passphrase of that file.")
@verb
def confirm_verb(
    shell: Shell,
    proposal: str | None,
    is_no: bool,  # noqa: FBT001 - Click passes by name
    why: str,
    to_file: str | None,
    answer: str | None,
    output: str | None,
    take: str | None,
    file_passphrase_file: str | None,
) -> None:
    """List what waits for a second person; with an ID, agree to it or refuse it (--no).

    Without the case: confirm --answer FILE shows the question, and with -o FILE answers it.
    """
    secret = read_passphrase(file_passphrase_file) if file_passphrase_file else None
    verdict: Verdict = "no" if is_no else "yes"
    if answer is not None:
        _answer(shell, answer, output, verdict, why, secret)
        return
    with opened(shell) as case:
        if take is not None:
            standing = case.team.take(_read(take), secret)
        elif proposal is None:
            _waiting(shell, case)
            return
        elif to_file is not None:
            _write(to_file, case.team.question(proposal, secret))
            shell.row({"question": to_file}, f"Question written: {to_file}")
            return
        else:
            standing = case.team.answer(proposal, verdict, why)
        _show(shell, standing, case.team.state())


def _answer(
    shell: Shell, asked: str, output: str | None, verdict: Verdict, why: str, secret: str | None
) -> None:
    found = question.read_question(_read(asked), secret)
    content = found.content
    lines = [
        f"{content.asker} asks to {content.proposal.act}: {content.proposal.summary}",
        f"their key: {fingerprint(found.asked_by)}",
        *(f"  {label}: {words}" for label, words in content.proposal.shown),
    ]
    row: dict[str, object] = {**to_plain(content), "asked_by": found.asked_by}
    if output is not None:
        answered = answering.answer(found, verdict, why, shell.ask_own)
        _write(output, question.write(answered, secret))
        row |= {"verdict": verdict, "answer": output}
        lines.append(f"Answered {verdict}: {output}")
    else:
        lines.append("To answer: the same with -o FILE, and --no to refuse.")
    shell.row(row, "\n".join(lines))


def _waiting(shell: Shell, case: Case) -> None:
    waiting, team = case.team.waiting(), case.team.state()
    for standing in waiting:
        _show(shell, standing, team)
    if not waiting and not shell.as_json:
        shell.say("nothing waits for a second person")


def _show(shell: Shell, standing: Standing, team: Team) -> None:
    proposal = standing.proposal
    row = {**to_plain(standing), "asked_by": standing.by}
    by, said_by = team.people.get(standing.by), team.people.get(standing.answered_by or "")
    line = f"{standing.id[:8]}  {proposal.act}: {proposal.summary} (asked by {_called(by)})"
    lines = [line, *(f"          {label}: {words}" for label, words in proposal.shown)]
    if standing.state != "waiting":
        why = f": {standing.why}" if standing.why else ""
        lines.append(f"          {standing.state} by {_called(said_by)}{why}")
    if standing.is_one_device and standing.state == "confirmed":
        lines.append("          note: both keys signed on one device")
    shell.row(row, "\n".join(lines))


def _called(person: Person | None) -> str:
    return person.name if person is not None and person.name else "somebody unknown"


def _read(path: str) -> bytes:
    try:
        with real_path(path).open("rb") as file:
            return file.read(_GREATEST_FILE)
    except OSError as error:
        says = f"{path} cannot be read: {error.strerror}"
        raise UsageError("question.read", says, path=path) from error


def _write(path: str, data: bytes) -> None:
    target = real_path(path)
    if target.exists():
        raise UsageError("question.exists", f"{path} is there already", path=path)
    if not target.absolute().parent.is_dir():
        raise UsageError("question.folder", f"there is no folder for {path}", path=path)
    write_durably(target, data)
