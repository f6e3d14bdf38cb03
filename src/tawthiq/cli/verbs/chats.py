"""messages: the messages of a chat, one by one."""

import click

from tawthiq.base.shape import to_plain
from tawthiq.case.chats import Told
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, verb
from tawthiq.cli.telling_chats import chat_line, chat_row
from tawthiq.record.chat import ORDERS, Order


@click.command("messages")
@click.argument("item", required=False)
@click.option("--date-order", type=click.Choice(ORDERS), help="How the chat writes its dates.")
@verb
def messages_verb(shell: Shell, item: str | None, date_order: Order | None) -> None:
    """List the messages of a chat; without ITEM, the chats that are held.

    Lines that were not understood are listed last. A time rests on the order of day and
    month that the chat's line names; --date-order states it.
    """
    if item is None:
        if date_order is not None:
            raise click.UsageError("say of which chat: tawthiq messages ITEM --date-order ...")
        with opened(shell) as case:
            for chat in case.chats().values():
                shell.row(chat_row(chat), f"{chat.item[:12]}  {chat_line(chat)}")
        return
    with opened(shell) as case:
        if date_order is not None:
            chat = case.chats.reorder(item, date_order)
            if any(claim.item == chat.item for claim in case.read.claims()):
                shell.say("claims that were read from this chat before keep the days they have")
        listing = case.chats.messages(item)
    if not shell.as_json:
        shell.say(chat_line(listing.chat))
    for one in listing.messages:
        shell.row(to_plain(one), _line(one))
    for other in listing.others:
        row = {"item": listing.chat.item, "not_understood": to_plain(other)}
        shell.row(row, f"not understood: {other.text}")


def _line(one: Told) -> str:
    when = (one.time or one.written).replace("T", " ")
    unsure = "" if one.is_sure or one.time is None else "?"
    who = one.sender or ("(the program)" if one.is_service else "unknown")
    parts = [f"{one.number:>6}  {when}{unsure}  {who}: {one.words.text}"]
    if one.forwarded_from:
        parts.append(f"        forwarded from {one.forwarded_from}")
    if one.reply_to:
        parts.append(f"        in reply to message {one.reply_to}")
    for file in one.attachments:
        where = file.missing or (f"item {file.item[:12]}" if file.item else "not in the case")
        parts.append(f"        file {file.name}: {where}")
    return "\n".join(parts)
