"""sync: exchange with another copy of the case."""

import click

from tawthiq.base.shape import to_plain
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, count, real_path, verb
from tawthiq.record.synced import Moved, Synced


@click.command("sync")
@click.argument("other", metavar="OTHER")
@verb
def sync_verb(shell: Shell, other: str) -> int:
    """Exchange entries and files with the copy of the case in the folder OTHER.

    An empty or new folder becomes a copy for exchange: on a stick, for a colleague.
    """
    with opened(shell) as case:
        done = case.sync(real_path(other))
    if shell.as_json:
        shell.row({**to_plain(done), "status": done.status}, "")
    else:
        _tell(shell, done)
    return done.status


def _tell(shell: Shell, done: Synced) -> None:
    if done.made:
        shell.say("a copy for exchange was made")
    shell.say(f"came: {_words(done.came)}")
    if done.is_one_way:
        shell.say("went: nothing, the other copy takes no writing")
    else:
        shell.say(f"went: {_words(done.went)}")
    for fork in done.forks:
        shell.row({}, f"FORK: {fork.says}")
    for back in done.rolled_back:
        shell.row({}, f"ROLLED BACK: {back.says}")
    for item in done.refused:
        shell.row({}, f"refused {item.where}: {item.what}: {item.why}")
    if done.keys_differ:
        shell.say(
            "the other copy is locked under another passphrase; its key files stay as they are"
        )
    if done.status == 0:
        shell.say("both copies now hold the same")


def _words(moved: Moved) -> str:
    words = f"{count(moved.entries, 'entry', 'entries')}, {count(moved.blobs, 'file')}"
    if moved.stamps:
        words += f", {moved.stamps} stamps"
    if moved.erased:
        words += f"; {moved.erased} erased payloads were taken away"
    return words
