"""Answering a colleague's question on a device that has not the case."""

from pathlib import Path

from tawthiq.base import instant
from tawthiq.base.errors import UsageError
from tawthiq.case.opening import device_home
from tawthiq.ledger import person_key, question
from tawthiq.ledger.person_folder import PersonFolder
from tawthiq.ledger.person_key import Ask
from tawthiq.record.person import Confirmation, Verdict


def own_key(own: str | None = None, home: Path | None = None) -> str:
    """Return the public key of this device's person without a case, made at the first call.

    `own` is the person's passphrase for it; without one the key's file is readable for
    whoever can read this account's files.
    """
    folder = PersonFolder(home or device_home(), None)
    held = folder.keys()
    if held:
        return next(iter(held))
    key = person_key.new_key()
    public = person_key.public_of(key)
    folder.keep(public, person_key.wrapped(key, None, own))
    return public


def answer(
    asked: question.Question,
    verdict: Verdict,
    why: str = "",
    ask: Ask | None = None,
    home: Path | None = None,
) -> question.Reply:
    """Return the signed answer to a question, by the key that this device holds.

    A key of that case comes first, then the one without a case; UsageError without any.
    """
    base = home or device_home()
    held = PersonFolder(base, asked.content.case).keys() or PersonFolder(base, None).keys()
    if not held:
        says = "there is no key of yours on this device; 'tawthiq user key' makes one"
        raise UsageError("person.no-key", says)
    if len(held) > 1:
        says = "several people's keys of this case are on this device: answer in the case itself"
        raise UsageError("person.several", says)
    key = person_key.unwrapped(next(iter(held.values())), None, ask)
    said = Confirmation(asked.content.of, verdict, why)
    return question.reply(asked, said, instant.render_instant(instant.now()), key)
