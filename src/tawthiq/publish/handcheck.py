"""How to check a dossier by hand, with programs that every system has."""

from tawthiq.publish.site import notices
from tawthiq.record.release import Facts
from tawthiq.record.words import Words

SHELL = """\
sha256sum -c SHA256SUMS
awk '/^$/{exit} {print}' proof/head-1.note > check.text
sed -n '/^$/,$p' proof/head-1.note | awk 'NF {print $3; exit}' | base64 -d | tail -c 64 > check.signature
(printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'
 cut -d+ -f3- proof/head-1.key | base64 -d | tail -c 32) > check.der
openssl pkey -pubin -inform DER -in check.der -out check.pem
openssl pkeyutl -verify -pubin -inkey check.pem -rawin -in check.text -sigfile check.signature
"""


def by_hand(words: Words) -> str:
    """Return the commands, each line or two below its comment."""
    lines = SHELL.splitlines()
    steps = ((1, lines[:1]), (2, lines[1:2]), (3, lines[2:3]), (4, lines[3:5]), (5, lines[5:7]))
    parts = []
    for number, commands in steps:
        parts += [f"# {words.say(f'byhand.step{number}')}", *commands]
    return "\n".join(parts) + "\n"


def verify_text(facts: Facts, words: Words) -> str:
    """Return the file that says what can be checked, and how."""
    lines = [words.say(f"notice.{key}") for key in notices(facts)]
    lines += ["", words.say("byhand.title"), "", words.say("byhand.what"), "", by_hand(words)]
    for number, head in enumerate(facts.heads, 1):
        lines += [
            words.say("byhand.head", number=number, log=head.log),
            head.checkpoint.rstrip(),
            "",
        ]
        lines += [words.say("byhand.key"), head.public_key, ""]
    lines += [words.say("byhand.digest"), facts.view_digest, "", words.say("byhand.case")]
    return "\n".join(lines) + "\n"
