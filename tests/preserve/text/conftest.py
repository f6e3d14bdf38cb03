"""Writes small PDFs by hand, so that tests need no other program."""

from collections.abc import Callable, Sequence

import pytest

Make = Callable[[Sequence[Sequence[str]]], bytes]

_CMAP = (
    "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def /CMapType 2 def\n"
    "1 begincodespacerange <00> <FF> endcodespacerange\n{count} beginbfchar\n{pairs}\n"
    "endbfchar endcmap end"
)

_FONT = "/Subtype /Type1 /BaseFont /Helvetica /FirstChar 33 /LastChar 252"


@pytest.fixture
def pdf() -> Make:
    """Give the function that writes a PDF from the lines of its pages."""
    return written


@pytest.fixture
def blank() -> Callable[[int], bytes]:
    """Give the function that writes a PDF of so many empty pages."""
    return empty


def written(pages: Sequence[Sequence[str]], info: str = "/Title (Wadi report)") -> bytes:
    """Return a PDF whose pages hold these lines; any script, through a ToUnicode table."""
    letters = sorted({letter for page in pages for line in page for letter in line})
    codes = {letter: 33 + number for number, letter in enumerate(letters)}
    pairs = "\n".join(
        f"<{code:02X}> <{letter.encode('utf-16-be').hex().upper()}>"
        for letter, code in codes.items()
    )
    cmap = _CMAP.format(count=len(codes), pairs=pairs)
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    widths = " ".join(["500"] * 220)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        f"<< /Type /Font {_FONT} /Widths [{widths}] /ToUnicode 4 0 R >>",
        _stream(cmap),
        f"<< {info} >>",
    ]
    for number, lines in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R"
            f" >> >> /Contents {7 + 2 * number} 0 R >>"
        )
        shown = "".join(
            f"BT /F1 12 Tf 40 {760 - 20 * at} Td <{_hex(line, codes)}> Tj ET\n"
            for at, line in enumerate(lines)
        )
        objects.append(_stream(shown))
    return _file(objects)


def empty(count: int) -> bytes:
    """Return a PDF of `count` empty pages."""
    kids = " ".join("3 0 R" for _ in range(count))
    return _file(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        ]
    )


def _hex(line: str, codes: dict[str, int]) -> str:
    """Return the codes in the order of the page: Arabic is drawn from its last letter on."""
    is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in line)
    return "".join(f"{codes[letter]:02X}" for letter in (reversed(line) if is_arabic else line))


def _stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    info = "/Info 5 0 R " if len(objects) > 4 else ""
    return (
        out
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
            f"<< /Size {len(objects) + 1} {info}/Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
        ).encode()
    )
