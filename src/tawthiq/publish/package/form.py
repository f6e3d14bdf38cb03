"""The receipt that both sides sign, in both languages: a page to print, and the same as text.

The text is also what a receiver sends back: its lines of digests are read again by
`handover --receipt`, and so are the lines that begin with `Package:`, `Received by:` and
`Date:`.
"""

from functools import lru_cache
from importlib.resources import files

import jinja2

from tawthiq.base.script import show
from tawthiq.record.handover import Object, Package
from tawthiq.record.words import Words, words

_COLUMNS = ("number", "name", "bytes", "digest", "agrees")
_FIELDS = ("signed_name", "office", "date", "signature")


def form_html(package: Package, manifest_sha256: str) -> bytes:
    """Return `receipt-form.html`: no script, nothing loaded, A4."""
    return (
        _template()
        .render(
            en=words("en").say,
            ar=words("ar").say,
            fictional=package.fictional,
            facts=[(_key(name), value) for name, value in _facts(package, manifest_sha256)],
            purpose=f"handover.purpose.{package.purpose}",
            count=len(package.objects),
            columns=[_key(name) for name in _COLUMNS],
            fields=[_key(name) for name in _FIELDS],
            rows=[
                {"name": _shown(each), "bytes": f"{each.bytes:,}", "sha256": each.sha256}
                for each in package.objects
            ],
        )
        .encode()
    )


def form_text(package: Package, manifest_sha256: str) -> bytes:
    """Return `receipt-form.txt`: the list stands once, between the two languages."""
    parts = [_head(words("en"), package, manifest_sha256)]
    parts += ["".join(f"{each.sha256}  {each.path}\n" for each in package.objects)]
    parts += [f"{manifest_sha256}  manifest-sha256.txt\n"]
    parts += [_tail(words("en")), _head(words("ar"), package, manifest_sha256), _tail(words("ar"))]
    head = f"Package: {package.id}\nReceived by: \nDate: \n\n"
    return (head + "\n".join(parts)).encode()


def _key(name: str) -> str:
    return f"handover.form.{name}"


def _facts(package: Package, manifest_sha256: str) -> list[tuple[str, str]]:
    given = [
        ("package", package.id),
        ("from", package.giver),
        ("to", package.to),
        ("by", package.by),
        ("made_at", _moment(package.made_at)),
        ("manifest", manifest_sha256),
    ]
    return [(name, show(value)) for name, value in given if value]


def _moment(text: str) -> str:
    """Return an instant as people write it; the label says that it is UTC."""
    return text.replace("T", " ").removesuffix("Z")


def _head(speech: Words, package: Package, manifest_sha256: str) -> str:
    title = speech.say(_key("title"))
    lines = [title, "=" * len(title), ""]
    lines += [f"{speech.say(_key(k))}: {v}" for k, v in _facts(package, manifest_sha256)]
    purpose = speech.say(f"handover.purpose.{package.purpose}")
    lines += [f"{speech.say(_key('purpose'))}: {purpose}", ""]
    lines += [speech.say(_key("items"), len(package.objects)), ""]
    return "\n".join(lines)


def _tail(speech: Words) -> str:
    lines = [speech.say(_key("declaration")), ""]
    for side in ("giver", "receiver"):
        lines += [speech.say(_key(side))]
        lines += [f"  {speech.say(_key(field))}: {'_' * 40}" for field in _FIELDS]
        lines += [""]
    return "\n".join([*lines, speech.say(_key("return")), ""])


def _shown(each: Object) -> str:
    return show(each.name.text) if each.name is not None else each.path.rpartition("/")[2]


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    source = (files("tawthiq.publish.package") / "form.html").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=False, undefined=jinja2.StrictUndefined
    )
    return environment.from_string(source)
