"""What a release may not rest on, with every ground named."""

from collections.abc import Iterator

from tawthiq.publish.consented import consent_refusals
from tawthiq.publish.register import Question, Register, supports
from tawthiq.record.figure import Figure
from tawthiq.record.release import Facts
from tawthiq.record.words import Lang, Words, words


def refusals(facts: Facts, *, lang: Lang = "en") -> tuple[str, ...]:
    """Return why the facts may not be published to their audience; empty when they may.

    `public` refuses a figure whose basis is a machine's reading, a figure that rests
    on a claim nobody accepted, or on an item that is protected, or on a claim that is gone.
    Every audience outside refuses a testimony whose giver has not agreed to it.
    """
    unconsented = consent_refusals(facts, lang=lang)
    if facts.audience != "public":
        return unconsented
    register = Register(facts)
    speech = words(lang)
    reasons: dict[str, str] = {}
    for question in register.questions:
        for figure in question.ladder:
            for ground, says in _grounds(question, figure, register, speech):
                reasons.setdefault(ground, says)
    return (*reasons.values(), *_judged(facts, register, speech), *unconsented)


def _judged(facts: Facts, register: Register, speech: Words) -> Iterator[str]:
    """Yield the requests still open, and the findings that rest on what fell or nobody reviewed."""
    for request, state in facts.requests_standing():
        if state == "open" and request.deadline is not None:
            yield speech.say("refusal.request", party=request.party, day=request.deadline)
    for one in facts.findings:
        if one.signed not in {"alone", "confirmed"} or one.id in (one.faults or {}):
            continue
        words = one.finding.words
        if one.faults:
            yield speech.say("refusal.finding_fallen", finding=words)
        for ground in one.finding.rests_on:
            claim = register.claims.get(ground)
            if claim is not None and claim.review.state == "suggested":
                number = register.numbers[ground]
                yield speech.say("refusal.finding_suggested", finding=words, number=number)


def _grounds(
    question: Question, figure: Figure, register: Register, speech: Words
) -> Iterator[tuple[str, str]]:
    """Yield each ground with a key: a statement is named once, with its first figure."""
    name = figure_name(question, figure, speech)
    if figure.basis == "suggested" and (figure.low or figure.floor or figure.because):
        yield "basis", speech.say("refusal.basis", figure=name)
    for claim_id in supports(figure):
        claim = register.claims.get(claim_id)
        if claim is None:
            yield f"gone {claim_id}", speech.say("refusal.gone", figure=name, claim=claim_id)
            continue
        number = register.numbers[claim_id]
        held = register.held.get(claim.item)
        if claim.review.state == "suggested":
            yield f"suggested {number}", speech.say("refusal.suggested", figure=name, number=number)
        elif not register.is_used(claim):
            yield f"set_aside {number}", speech.say("refusal.set_aside", figure=name, number=number)
        if held is not None and held.item.protected is not None:
            yield f"protected {number}", speech.say("refusal.protected", figure=name, number=number)


def figure_name(question: Question, figure: Figure, speech: Words) -> str:
    """Return how a figure is called in a sentence: its degree, and its question if any."""
    rung = speech.say(f"rung.{figure.standard}.title")
    if question.kind == "case":
        return speech.say("figure.of_case", rung=rung)
    scope = question.words or speech.say("figure.places_together")
    return speech.say("figure.of_part", rung=rung, scope=scope)
