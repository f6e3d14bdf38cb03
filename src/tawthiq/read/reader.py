"""The rule reader: from a text view to claims, each on its exact words.

`read_claims` is pure: the same text, date and packs give the same claims and ids. A date
of the document resolves dates without a year and weekdays; nothing else is added.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice, takewhile
from typing import Final

from tawthiq.kit.lexicon.pack import LANGUAGES, Pack, digest_of, load_pack
from tawthiq.kit.lexicon.tongue import tongue_of, tongues
from tawthiq.read.assemble import claims_of
from tawthiq.read.byline import own_voice
from tawthiq.read.discourse import Discourse
from tawthiq.read.draft import Draft, close
from tawthiq.read.parsed import VIOLENT, parse
from tawthiq.read.segment import Block, blocks, sentences
from tawthiq.read.sentence import Sentence, read_sentence
from tawthiq.read.voice import Voice
from tawthiq.record.claim import Claim, Reader, When

VERSION: Final = "2"
_LOOK_BACK: Final = 200
_SOURCED: Final = frozenset({"witness", "relative", "victim", "unnamed", "media"})


def read_claims(
    text: str,
    *,
    item: str,
    dated: str | None,
    country: str | None,
    language: str | None = None,
    packs: Sequence[Pack] | None = None,
) -> tuple[Claim, ...]:
    """Return the claims of a text view in its order.

    `dated` is the document's day, YYYY-MM-DD, or None. `country` is carried for readers
    that place names; this one places none. `language` forces a pack ("en", "ar"), else
    the small words and the script of each block choose; a block in another language gives
    no claims (`unread` says so). Every span satisfies `text[start:end] == span.text`.
    """
    del country
    chosen = tuple(packs) if packs is not None else tuple(load_pack(name) for name in LANGUAGES)
    drafts, _ = _read(text, dated, language, chosen)
    return close(drafts, item, Reader("rules", VERSION, digest_of(chosen)))


def unread(text: str, language: str | None = None) -> str | None:
    """Say in one sentence why nothing of a text is read; None where something is.

    Blocks in a language without a pack give no claims (design: missing stays missing).
    """
    cut = [b for b in blocks(text, re.compile("(?!)")) if b.role in {"title", "body"}]
    found = [_tongue(text, block, language) for block in cut]
    if not cut or any(code in LANGUAGES for code in found):
        return None
    named = {tongues()[code].name for code in found if code in tongues()}
    seems = " and ".join(sorted(named)) or "a language that is not known here"
    return f"nothing was read: the text seems to be {seems}; English and Arabic are read"


def _tongue(text: str, block: Block, language: str | None) -> str | None:
    return language if language is not None else tongue_of(text[block.start : block.end])


def fired(
    text: str, *, language: str, dated: str | None = None, packs: Sequence[Pack] | None = None
) -> frozenset[str]:
    """Return the ids of the rules that had a part in reading a text.

    Rules of quantity, persons, triggers, sources and doers count only where a claim rests
    on them; words of grammar, place and time count wherever they were marked.
    """
    chosen = tuple(packs) if packs is not None else (load_pack(language),)
    drafts, marked = _read(text, dated, language, chosen)
    rules = chosen[0].rules
    return frozenset(
        {rule for draft in drafts for rule in draft.rules}
        | {rule for rule in marked if rules[rule].kind not in _CLAIMED}
    )


_CLAIMED: Final = frozenset(
    {"trigger", "find", "stance", "vague", "share", "remainder", "count", "hedge", "person"}
    | {"body", "thing", "more", "other", "cue", "source", "actor", "doubt", "means", "rise"}
    | {"according", "verified_by", "reportedly"}
)


def _read(
    text: str, dated: str | None, language: str | None, packs: Sequence[Pack]
) -> tuple[list[Draft], set[str]]:
    by_language = {pack.language: pack for pack in packs}
    day = date.fromisoformat(dated) if dated else None
    said = When(dated, dated, "day") if dated else None
    cut = blocks(text, _boilerplate(tuple(packs)))
    own, starts = own_voice(text, cut, packs)
    talk = Discourse(own, day=day)
    for pack in packs:
        talk.meet(text, pack)
    drafts: list[Draft] = []
    tagged: set[str] = set()
    section = 0
    for number, block in enumerate(cut):
        section += block.role == "heading"
        if block.role == "boilerplate":
            tagged.update(f"{pack.language}.boilerplate" for pack in packs)
        if block.role not in {"title", "body"}:
            continue
        code = _tongue(text, block, language)
        if code not in by_language:
            continue
        pack = by_language[code]
        body = Block(starts[block.start], block.end, block.role)
        for s in _sentences(text, body, pack, number, section):
            tagged |= s.tagged
            _read_sentence(s, talk, day, said, drafts)
            s.forget()
    return drafts, tagged


@cache
def _boilerplate(packs: tuple[Pack, ...]) -> re.Pattern[str]:
    phrases = [
        re.escape(form)
        for pack in packs
        for rule in pack.rules.values()
        if rule.kind == "boilerplate"
        for form in rule.forms.get("forms", ())
    ]
    return re.compile(r"(?<!\w)(?:" + "|".join(phrases or ["(?!)"]) + r")(?!\w)")


def _sentences(
    text: str, block: Block, pack: Pack, number: int, section: int
) -> Iterator[Sentence]:
    title = block.role == "title"
    for begin, end in sentences(text, block):
        yield read_sentence(text, begin, end, pack, paragraph=number, section=section, title=title)


def _read_sentence(
    s: Sentence, talk: Discourse, day: date | None, said: When | None, drafts: list[Draft]
) -> None:
    if not s.words:
        return
    talk.index += 1
    parsed = parse(s, talk, day)
    made = claims_of(parsed, talk, said)
    for voice in parsed.voices:
        talk.heard(s, voice)
    _end_quote(s, talk, parsed.voices, drafts)
    for draft in made:
        if draft.event == "verification_caveat":
            _attach(draft, drafts)
    drafts.extend(made)
    events = [d for d in made if d.event in VIOLENT and (d.place or d.time)]
    if events:
        root = events[-1].root
        own = root is None or root == talk.own[-1]
        talk.stage(s, None if own or root is None else root.name, events[-1].place, events[-1].time)


def _end_quote(s: Sentence, talk: Discourse, voices: list[Voice], drafts: list[Draft]) -> None:
    """Give a quotation of several sentences the speaker whom only its end names."""
    opened, since = talk.quoting, talk.since
    talk.quote(s)
    if talk.quoting and not opened:
        talk.since = len(drafts)
    if not opened or talk.quoting:
        return
    told = [v for v in voices if v.links and not v.verifier and v.reach in {"all", "before"}]
    if not told or s.text[s.start : s.start + 1] in {"“", '"'}:
        return
    links = tuple(replace(link, carried=True) for link in told[0].links)
    for draft in drafts[since:]:
        if draft.chain == talk.own or all(link.carried for link in draft.chain):
            draft.chain = links


def _attach(caveat: Draft, drafts: list[Draft]) -> None:
    """Hang a caveat on the claims that it speaks of: this section's accounts, else the last.

    Accounts stand under the first caveat after them only, so that the work stays linear.
    """
    s = caveat.sentence
    here = takewhile(lambda draft: draft.sentence.section == s.section, reversed(drafts))
    if s.has("accounts", 0, len(s)):
        fresh = takewhile(lambda draft: not _speaks_of_accounts(draft), here)
        about = [d for d in fresh if d.root is not None and d.root.kind in _SOURCED]
    else:
        about = list(islice((d for d in islice(here, _LOOK_BACK) if d.count), 1))
    for draft in about:
        draft.caveats.append(caveat)
        if draft.root is not None and draft.root.kind == "unnamed" and len(about) == 1:
            draft.status = caveat.status


def _speaks_of_accounts(draft: Draft) -> bool:
    return draft.event == "verification_caveat" and draft.sentence.accounts
