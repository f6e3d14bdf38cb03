"""Lines that the program wrote itself: who added whom, who left, who changed a number.

Those people may never have written a message, but the line tells that they were there. A
line in a language that is not listed here still loses the names of all senders.
"""

import re
from collections.abc import Iterator

_WHO = r"(?P<a>[^\n\"“”:]{1,80}?)"
_WHOM = r"(?P<b>[^\n\"“”:]{1,400}?)"
_END = r"[.\s\u200e\u200f]*$"
_SAID = tuple(
    re.compile(rf"[\u200e\u200f\u202a-\u202e\u2066-\u2069]*{pattern}")
    for pattern in (
        rf"{_WHO} changed their phone number to a new number\b",
        rf"{_WHO} changed (?:their (?:phone )?)?number to {_WHOM}{_END}",
        rf"{_WHO} changed to {_WHOM}{_END}",
        rf"{_WHO} (?:changed|turned|created|pinned|unpinned|deleted|reset|updated|cleared) (?:the|this|group|community|a|on|off|your)\b",
        rf"{_WHO} (?:added|removed|invited|promoted|approved) {_WHOM}(?: to \w+ \w+)?{_END}",
        rf"{_WHO} (?:left|joined|was added|was removed|is a contact|is now an admin){_END}",
        rf"{_WHO} (?:joined (?:using|from|via)|requested to join|started a|missed a) ",
        rf"Your security code with {_WHOM} (?:has )?changed\b",
        rf"{_WHO}(?:'s|’s) security code (?:has )?changed\b",
        rf"قام {_WHO} (?:بإضافة|بإزالة) {_WHOM}{_END}",
        rf"قام {_WHO} (?:بتغيير|بإنشاء|بتحديث|بتعيين|بحذف)(?=\s)",
        rf"(?:غادر|انضم|انضمت|أضاف|أزال) {_WHOM}(?: (?:باستخدام|عبر|المجموعة)\b.*)?{_END}",
        rf"{_WHO} (?:غادر|غادرت|انضم|انضمت){_END}",
        rf"{_WHO} (?:أضاف|أضافت|أزال|أزالت) {_WHOM}{_END}",
        rf"(?:غيّر|غير|أنشأ|غيرت) {_WHO} (?:رقم|اسم|أيقونة|صورة|وصف|إعدادات|المجموعة|مجموعة)",
        rf"تم(?:ت)? (?:إضافة|إزالة) {_WHOM}{_END}",
        rf"{_WHO} (?:a ajouté|añadió a|hat|ha aggiunto) {_WHOM}(?: hinzugefügt| entfernt)?{_END}",
        rf"{_WHO} (?:a quitté|salió|hat die Gruppe verlassen|ha abbandonato)",
    )
)
_VERB = re.compile(
    r"changed|added|removed|invited|promoted|approved|left|joined|was |is |turned|created|pinned"
    r"|deleted|reset|updated|cleared|requested|started|missed|قام|غادر|انضم|[أا]ضاف|[أا]زال|غير|غيّر"
    r"|[أا]نش[أا]|تم|ajouté|añadió|hat|ha |quitté|salió"
)
_BETWEEN = re.compile(r",\s+|،\s*|\s+(?:and|et|y|und)\s+|\s+و(?=\s)")


def persons_in(line: str) -> Iterator[tuple[int, int]]:
    """Yield where people stand in a line that is the program's own; nothing for other lines."""
    if _VERB.search(line.partition(": ")[0]) is None:
        return
    for pattern in _SAID:
        found = pattern.match(line)
        if found is None:
            continue
        groups = found.groupdict()
        if groups.get("a"):
            yield found.span("a")
        if groups.get("b"):
            yield from _each(line, *found.span("b"))
        return


def _each(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for between in _BETWEEN.finditer(line, start, end):
        yield start, between.start()
        start = between.end()
    yield start, end
