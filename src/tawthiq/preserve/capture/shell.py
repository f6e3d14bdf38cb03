"""Log-in shells: pages that answer with "200 OK" and hold nothing of the post.

Platforms show those who are not logged in a form, a wall or an error in place of the post;
an archive full of such pages looks complete and holds nothing (in one measurement 5 of 163
archived posts of one platform held their content). A page is called empty when it shows a
wall's words or a password field and, besides those words, says next to nothing; or when it
shows no words at all without its scripts. A short post is no empty page: what the page says
of its post in its own head (its description) counts as content.
"""

import re
from dataclasses import dataclass
from typing import Any

from tawthiq.preserve.text.page import parsed, visible_in
from tawthiq.preserve.text.selfsaid import SelfSaid, said_by

Element = Any
"""An lxml element; the library ships no types."""

_WALLS = (
    r"log ?in|log ?into|log ?on|sign ?in|sign ?up|create (?:new |an )?account|forgot(?:ten)? password",
    r"you must (?:log|sign) in|to continue|join (?:now|today)|already have an account",
    r"(?:please )?enable javascript|javascript is (?:not available|disabled)|requires javascript",
    r"something went wrong|try (?:re)?loading|try again(?: later)?",
    r"(?:this )?(?:content|page|post|account|video) (?:isn.t|is not|is no longer|is) (?:currently )?(?:available|unavailable|private)",
    r"checking your browser|just a moment|verify (?:that )?you are (?:a )?human|captcha",
    r"access denied|forbidden|not found|suspended|rate limit(?:ed)?|too many requests",
    r"تسجيل الدخول|سجل الدخول|سجّل الدخول|إنشاء حساب|أنشئ حساب|هل نسيت كلمة (?:السر|المرور)",
    r"كلمة (?:السر|المرور)|يجب (?:عليك )?تسجيل الدخول|للمتابعة|لديك حساب",
    r"(?:هذا )?(?:المحتوى|المنشور|الحساب|الفيديو) غير (?:متوفر|متاح)|(?:هذه )?الصفحة غير (?:متوفرة|متاحة)",
    r"حدث خطأ|حاول مرة أخرى|يرجى تفعيل جافا ?سكريبت|تم رفض الوصول|محظور",
)
_WALL = re.compile("|".join(f"(?:{one})" for one in _WALLS), re.IGNORECASE)
_FURNITURE = re.compile(
    r"\b(?:home|explore|about|help|terms|privacy|policy|cookies?|settings|language|english|"
    r"careers|ads|business|developers|status|blog|more|menu|search|email|phone|username|"
    r"password|or|and|the|of|service|with|google|apple|facebook|©|\d{4})\b|"
    r"الرئيسية|حول|مساعدة|الشروط|الخصوصية|سياسة|ملفات تعريف الارتباط|اللغة|العربية|المزيد|بحث|أو",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_FEW = 8


@dataclass(frozen=True, slots=True)
class Page:
    """One page looked at: what it says of itself, and why it is empty, if it is."""

    said: SelfSaid
    empty: str | None


def look(source: str) -> Page:
    """Look at a page's HTML."""
    tree = parsed(source)
    said = said_by(source, tree)
    return Page(said, _why_empty(tree, said) if tree is not None else "the page holds no words")


def _why_empty(tree: Element, said: SelfSaid) -> str | None:
    blocks = visible_in(tree)
    text = "\n".join(blocks)
    if _tells(said) or said.media:
        return None
    if len(_WORD.findall(text)) < 3:
        return "the page shows no words without its scripts"
    asks = any((one.get("type") or "").lower() == "password" for one in tree.iter("input"))
    wall = _WALL.search(text) or _WALL.search(said.title or "")
    if not asks and wall is None:
        return None
    rest = _FURNITURE.sub(" ", _WALL.sub(" ", _without(text, said.title, said.site)))
    if len(_WORD.findall(rest)) >= _FEW:
        return None
    return "the page asks to log in" if asks or wall is None else f"the page says “{wall[0]}”"


def _tells(said: SelfSaid) -> bool:
    """Whether the page's description tells of a post: words beyond those of a wall."""
    description = said.description or ""
    if _WALL.search(description):
        return False
    words = _WORD.findall(description)
    return len(words) >= 4 and bool(said.posted or _WORD.findall(said.author or ""))


def _without(text: str, *names: str | None) -> str:
    """Return the text without the page's own title and the name of its platform."""
    for name in names:
        if name and len(_WORD.findall(name)) < _FEW:
            text = text.replace(name, " ")
    return text
