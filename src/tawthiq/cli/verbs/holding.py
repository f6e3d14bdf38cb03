"""preserve, items, receipts, find: what is held and how it came."""

import click

from tawthiq.base.errors import DONE, PARTLY, DamagedError
from tawthiq.base.shape import to_plain
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, real_path, verb
from tawthiq.cli.telling_chats import chat_line, chat_row
from tawthiq.record.chat import ORDERS, Order
from tawthiq.record.item import Item

_IN_HISTORY = (
    "warning: a name after --from or --speaker stays in the shell's history; leave it out, and"
    " state it unseen with 'tawthiq protect {code} --ask'"
)


@click.command("preserve")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--from", "giver", metavar="SOURCE", help="Who gave it, or where it is from.")
@click.option("--channel", help="How it came.")
@click.option("--why", help="Why it was received.")
@click.option("--promise", help="What was promised to the giver.")
@click.option("--protected", metavar="CODE", help="The code name of a protected giver.")
@click.option("--dated", metavar="DATE", help="When it was published or said (YYYY-MM-DD).")
@click.option("--outlet", help="Whose own voice it is, for a report.")
@click.option("--speaker", help="Who speaks, for a statement or a testimony.")
@click.option("--senders-open", is_flag=True, help="Keep names of a chat's senders as they are.")
@click.option("--date-order", type=click.Choice(ORDERS), help="How a chat writes its dates.")
@click.option("--open-too", is_flag=True, help="Held bytes may be both open and protected.")
@verb
def preserve_verb(
    shell: Shell,
    paths: tuple[str, ...],
    senders_open: bool,  # noqa: FBT001 - Click passes by name
    open_too: bool,  # noqa: FBT001
    date_order: Order | None,
    **stated: str | None,
) -> int:
    """Preserve files and folders with one receipt; what could not be kept is listed."""
    code = stated.get("protected")
    if code and any(stated.get(name) for name in ("giver", "speaker")):
        click.echo(_IN_HISTORY.format(code=code), err=True)
    with opened(shell) as case:
        before = case.consent.earlier(code) if code else ()
        result = case.preserve(
            *map(real_path, paths),
            senders_open=senders_open,
            open_too=open_too,
            date_order=date_order,
            **stated,
        )
    if before:
        listed = ", ".join(key[:12] for key in before)
        says = "another interview can harm them: say with --why what it adds"
        shell.say(f"warning: this person gave {listed} before; {says}")
    for kept in result.kept:
        row = _row(kept.id, kept.item) | {"known": kept.known, "receipt": result.receipt}
        again = "  (held before)" if kept.known else ""
        name = kept.item.protected or kept.item.name.text
        if kept.id in result.chats:
            row["chat"] = chat_row(result.chats[kept.id])
        shell.row(row, f"{kept.id[:12]}  {kept.item.sha256[:12]}  {name}{again}")
    for chat in result.chats.values() if not shell.as_json else ():
        shell.say(f"{chat.item[:12]}  {chat_line(chat)}")
    for failure in (*result.failures, *result.unreadable):
        fault = {"error": "preserve.failed", "message": failure.reason, "path": failure.path}
        if shell.as_json:
            shell.row(fault, "")
        else:
            shell.say(f"not done: {failure.path}: {failure.reason}")
    if result.failures and not result.kept:
        raise DamagedError("preserve.nothing", f"nothing was kept: {result.failures[0].reason}")
    return PARTLY if result.failures else DONE


def _row(key: str, item: Item) -> dict[str, object]:
    return {
        "item": key,
        "sha256": item.sha256,
        "name": item.protected or item.name.text,
        "media_type": item.media_type,
        "bytes": item.bytes,
        "dated": item.dated,
    }


@click.command("items")
@verb
def items_verb(shell: Shell) -> None:
    """List what is held."""
    with opened(shell) as case:
        for key, item in case.preserve.items().items():
            line = f"{key[:12]}  {item.bytes:>10,}  {item.media_type:<24}"
            shell.row(_row(key, item), f"{line}  {item.protected or item.name.text}")


@click.command("receipts")
@verb
def receipts_verb(shell: Shell) -> None:
    """List how things were received."""
    with opened(shell) as case:
        for key, receipt in case.preserve.receipts().items():
            line = f"{key[:12]}  {receipt.received_at}  {receipt.giver or 'giver not stated'}"
            channel = f", by {receipt.channel}" if receipt.channel else ""
            shell.row({"receipt": key, **to_plain(receipt)}, line + channel)
            for capture in receipt.captures if not shell.as_json else ():
                shell.say(f"              web capture: {capture.verdict}")


@click.command("find")
@click.argument("words", nargs=-1, required=True)
@verb
def find_verb(shell: Shell, words: tuple[str, ...]) -> None:
    """Search names, texts and quotes, in either script."""
    with opened(shell) as case:
        hits = case.preserve.find(" ".join(words))
    for hit in hits:
        shell.row({"kind": hit.kind, "ref": hit.ref}, f"{hit.kind}  {hit.ref}")
    if not hits and not shell.as_json:
        shell.say("nothing found")
