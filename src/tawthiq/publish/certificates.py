"""Why a number holds, in words that a reader can follow statement by statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tawthiq.publish.phrases import people
from tawthiq.publish.register import Register
from tawthiq.publish.retell import retold
from tawthiq.publish.statements import Statement, Statements
from tawthiq.publish.voice import Voice
from tawthiq.record.claim import Claim, Share
from tawthiq.record.figure import Certificate, Figure, Step

_SUM = Markup('<bdi dir="ltr">{}</bdi>')


@dataclass(frozen=True, slots=True)
class Line:
    """One statement to take: how often, how many people it gives, and why where it derives."""

    statement: Statement | None
    times: int
    least: Markup
    why: Markup | None
    rests_on: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A certificate in words: what to take, what that comes to."""

    intro: Markup
    lines: tuple[Line, ...]
    result: Markup
    is_repeated: bool


def proofs(
    figure: Figure, register: Register, statements: Statements, voice: Voice
) -> tuple[Proof, ...]:
    """Return the certificates of a figure, those of plain addition joined into one."""
    return tuple(
        Proof(
            intro=_intro(certificate, voice),
            lines=tuple(_line(step, register, statements, voice) for step in certificate.steps),
            result=_result(certificate, voice),
            is_repeated=certificate.at_most > 1,
        )
        for certificate in _joined(figure.certificates)
    )


def total(figure: Figure, voice: Voice) -> Markup | None:
    """Return what groups of statements come to together, where there are several."""
    groups = _joined(figure.certificates)
    if len(groups) < 2:
        return None
    return voice.say("certificate.total", people=people(sum(g.value for g in groups), voice))


def _joined(certificates: Sequence[Certificate]) -> tuple[Certificate, ...]:
    """Join certificates of weight one: groups cannot share people, so their steps add up."""
    plain = [part for part in certificates if part.at_most == 1 and part.steps]
    others = tuple(part for part in certificates if part.at_most > 1 and part.steps)
    if not plain:
        return others
    value = sum(part.value for part in plain)
    steps = tuple(step for part in plain for step in part.steps)
    return (Certificate(value, 1, value, steps), *others)


def _intro(certificate: Certificate, voice: Voice) -> Markup:
    if certificate.at_most > 1:
        return voice.say("certificate.take_times")
    if len(certificate.steps) > 1:
        return voice.say("certificate.take")
    return voice.say("certificate.take_one")


def _result(certificate: Certificate, voice: Voice) -> Markup:
    if certificate.at_most > 1:
        return voice.say(
            "certificate.result_times",
            most=_number(certificate.at_most),
            total=_number(certificate.total),
            people=people(certificate.value, voice),
        )
    least = people(certificate.value, voice)
    if len(certificate.steps) == 1:
        return voice.say("certificate.result_one", people=least)
    terms = " + ".join(_number(step.least) for step in certificate.steps)
    return voice.say("certificate.result", terms=_SUM.format(terms), people=least)


def _line(step: Step, register: Register, statements: Statements, voice: Voice) -> Line:
    claim = register.claims.get(step.claim)
    return Line(
        statement=statements.row(claim) if claim else None,
        times=step.times,
        least=voice.say("amount.at_least", people=people(step.least, voice)),
        why=_why(step, claim, register, voice),
        rests_on=statements.rows(other for other in step.rests_on if other != step.claim),
    )


def _why(step: Step, claim: Claim | None, register: Register, voice: Voice) -> Markup | None:
    """Return the derivation in the page's language, from the share where there is one."""
    if step.why is None:
        return None
    share = next((count.share for count in claim.count if count.share), None) if claim else None
    whole = _whole(step, register)
    if share is None or whole is None:
        return retold(step.why, voice)
    return voice.say(
        "certificate.share",
        share=_share(share, voice),
        whole=people(whole, voice),
        least=people(step.least, voice),
    )


def _whole(step: Step, register: Register) -> int | None:
    known = [register.claims[claim] for claim in step.rests_on if claim in register.claims]
    counts = [count for claim in known for count in claim.count if count.share is None]
    numbers = [count.min for count in counts if count.min is not None]
    return numbers[0] if numbers else None


def _share(share: Share, voice: Voice) -> Markup:
    for key, part in (
        ("over", share.over),
        ("at_least", share.at_least),
        ("exactly", share.exactly),
    ):
        if part is not None:
            if voice.words.has(f"share.p{part[0]}_{part[1]}"):
                words = voice.say(f"share.p{part[0]}_{part[1]}")
            else:
                words = voice.say("share.other", part=part[0], whole=part[1])
            return voice.say(f"share.{key}", share=words)
    return Markup("")


def _number(number: int) -> str:
    return f"{number:,}"
