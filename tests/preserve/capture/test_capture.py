"""Web captures: what is held, what is missing, and pages that hold nothing of the post."""

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tawthiq.kit.cage import Cage, Unreadable
from tawthiq.preserve.capture import TASKS, find, payload, recognise, recognise_all
from tawthiq.record.capture import BELOW_MINIMUM, EMPTY, MEETS_MINIMUM, TO_CHECK, Capture

URL = "https://platform.example/@wadi_news/1001"
POST = f"""<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8">
<title>Wadi News on Platform</title><link rel="canonical" href="{URL}">
<meta property="og:description" content="قصف على قرية وادي الزهر قبل الفجر وسقوط سبعة قتلى">
<meta name="author" content="Wadi News">
</head><body><nav>Log in · Sign up</nav><main><article>
<p>قصف على قرية وادي الزهر قبل الفجر، وسقوط سبعة قتلى بينهم معلمة.</p>
<time datetime="2031-03-07T05:10:00+03:00">7 آذار 2031 الساعة 5:10</time>
<img src="page_files/roof.jpg"><video src="page_files/film.mp4"></video>
</article></main></body></html>"""


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    """One cage for all tests of this file."""
    with Cage(TASKS) as made:
        yield made


def described(outcome: Capture | Unreadable | None) -> Capture:
    """Return what must be a capture."""
    assert isinstance(outcome, Capture), outcome
    return outcome


def png(width: int = 1280, height: int = 4000, *, dated: bool = False) -> bytes:
    """Return a picture file that holds a head and nothing to see."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    clock = chunk(b"tIME", struct.pack(">HBBBBB", 2031, 3, 7, 6, 0, 0)) if dated else b""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + clock + chunk(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(200)
MP4 = b"\0\0\0\x18ftypmp42" + bytes(200)


def page_folder(root: Path, source: str = POST, *, media: bool = True) -> Path:
    """Make the folder that a browser's "save page" leaves."""
    root.mkdir(exist_ok=True)
    (root / "page.html").write_text(source, encoding="utf-8")
    if media:
        inner = root / "page_files"
        inner.mkdir()
        (inner / "roof.jpg").write_bytes(JPEG)
        (inner / "film.mp4").write_bytes(MP4)
        (inner / "style.css").write_text("p{}", encoding="utf-8")
    return root


def record(url: str, http: bytes, data: bytes, media_type: str = "") -> bytes:
    """Write one WARC record: a response with HTTP headers, or a resource without."""
    kind, sort = (
        ("response", "application/http; msgtype=response") if http else ("resource", media_type)
    )
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2031-03-07T06:00:00Z\r\nWARC-Record-ID: <urn:uuid:0-0-0-0-0>\r\n"
        f"Content-Type: {sort}\r\nContent-Length: {len(http) + len(data)}\r\n\r\n"
    )
    return head.encode() + http + data + b"\r\n\r\n"


def warc(listed: list[tuple[str, str, str, bytes]], *, gzip: bool = True) -> bytes:
    """Write a WARC of (address, media type, status, payload); each record its own member."""
    out = b""
    for url, media_type, status, data in listed:
        http = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n\r\n".encode()
        one = record(url, b"" if url.startswith("urn:") else http, data, media_type)
        out += compressed(one) if gzip else one
    return out


def compressed(data: bytes) -> bytes:
    """Return `data` as one gzip member."""
    packer = zlib.compressobj(wbits=31)
    return packer.compress(data) + packer.flush()


def records(source: str = POST, status: str = "200 OK") -> list[tuple[str, str, str, bytes]]:
    """Return the records of one captured post, with a full-page picture and its film."""
    return [
        (URL, "text/html; charset=utf-8", status, source.encode()),
        ("https://platform.example/@wadi_news/page_files/film.mp4", "video/mp4", "200 OK", MP4),
        (f"urn:fullPage:{URL}", "image/png", "", png()),
    ]


def wacz(path: Path, data: bytes, extra: dict[str, bytes] | None = None) -> Path:
    """Write a WACZ around one WARC, with the digests that the format asks for."""
    members = {
        "archive/data.warc.gz": data,
        "pages/pages.jsonl": json.dumps({"format": "json-pages-1.0"}).encode()
        + b"\n"
        + json.dumps({"url": URL, "ts": "2031-03-07T06:00:00Z", "title": "Wadi"}).encode(),
    } | (extra or {})
    listed = [
        {"path": name, "hash": f"sha256:{hashlib.sha256(held).hexdigest()}", "bytes": len(held)}
        for name, held in members.items()
    ]
    package = {"profile": "data-package", "wacz_version": "1.1.1", "resources": listed}
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("datapackage.json", json.dumps(package))
        for name, held in members.items():
            out.writestr(name, held)
    return path


class TestASavedPage:
    """HTML, its folder, and a picture beside it."""

    def test_everything_is_there(self, cage: Cage, tmp_path: Path) -> None:
        """URL, HTML, a dated full-page picture and the media meet the minimum."""
        root = page_folder(tmp_path / "post")
        (root / "fullpage 2031-03-07 06-00-00.png").write_bytes(png())
        capture = described(recognise(root, cage))
        assert (capture.shape, capture.url, capture.account) == ("saved page", URL, "wadi_news")
        assert capture.posted == "7 آذار 2031 الساعة 5:10"
        assert capture.holds == ("url", "html", "picture", "media")
        assert (capture.lacks, capture.verdict) == ((), (MEETS_MINIMUM,))
        assert "page_files/film.mp4" in capture.files

    def test_the_file_alone_lacks_the_picture(self, cage: Cage, tmp_path: Path) -> None:
        """Given the HTML file, its folder belongs to it; a picture does not come by itself."""
        root = page_folder(tmp_path / "post")
        capture = described(recognise(root / "page.html", cage))
        assert capture.holds == ("url", "html", "media")
        assert capture.verdict == (BELOW_MINIMUM,)
        assert capture.missing == "dated full-page picture"

    def test_media_that_the_page_shows_must_be_there(self, cage: Cage, tmp_path: Path) -> None:
        """A page that shows a film without the film is below the minimum."""
        root = page_folder(tmp_path / "post", media=False)
        (root / "fullpage 2031-03-07.png").write_bytes(png())
        capture = described(recognise(root, cage))
        assert capture.lacks == ("media",)
        assert capture.verdict == (BELOW_MINIMUM,)

    def test_a_page_without_media_needs_none(self, cage: Cage, tmp_path: Path) -> None:
        """A post of words alone is complete without media files."""
        words = POST.replace('<img src="page_files/roof.jpg">', "")
        words = words.replace('<video src="page_files/film.mp4"></video>', "")
        root = page_folder(tmp_path / "post", words, media=False)
        (root / "fullpage 2031-03-07.png").write_bytes(png())
        assert described(recognise(root, cage)).verdict == (MEETS_MINIMUM,)

    def test_no_address_is_below_the_minimum(self, cage: Cage, tmp_path: Path) -> None:
        """A page that names no address and has no note of one lacks its URL."""
        root = page_folder(tmp_path / "post", POST.replace("canonical", "stylesheet"))
        (root / "screenshot 2031-03-07.png").write_bytes(png())
        capture = described(recognise(root, cage))
        assert capture.url is None
        assert "url" in capture.lacks
        (root / "url.txt").write_text(URL + "\n", encoding="utf-8")
        assert described(recognise(root, cage)).url == URL

    def test_an_undated_picture_is_no_dated_one(self, cage: Cage, tmp_path: Path) -> None:
        """The picture is kept, and the note says what it lacks."""
        root = page_folder(tmp_path / "post")
        (root / "screenshot.png").write_bytes(png())
        capture = described(recognise(root, cage))
        assert capture.verdict == (BELOW_MINIMUM,)
        assert capture.notes == (
            "nothing in the file or its name dates the picture screenshot.png",
        )
        (root / "screenshot.png").write_bytes(png(dated=True))
        assert described(recognise(root, cage)).verdict == (MEETS_MINIMUM,)

    def test_whether_a_short_picture_is_whole_is_for_a_person(
        self, cage: Cage, tmp_path: Path
    ) -> None:
        """A program does not claim what it cannot see."""
        root = page_folder(tmp_path / "post")
        (root / "لقطة شاشة 2031-03-07.png").write_bytes(png(1280, 720))
        capture = described(recognise(root, cage))
        assert capture.verdict == (f"{TO_CHECK}: dated full-page picture",)

    def test_what_a_browser_wrote_into_the_page(self, cage: Cage, tmp_path: Path) -> None:
        """`saved from url` and SingleFile's note give the address and the time of capture."""
        path = tmp_path / "a.html"
        mark = "<!-- saved from url=(0036)https://platform.example/@b_news/77 -->"
        path.write_text(
            f"<html>{mark}<body><p>Words of a post.</p></body></html>", encoding="utf-8"
        )
        assert described(recognise(path, cage)).url == "https://platform.example/@b_news/77"
        note = (
            "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: "
            "https://platform.example/@b_news/78 \n saved date: Fri Mar 07 2031 06:00:00 GMT+0300"
            "\n--><body><p>Words of a post.</p></body></html>"
        )
        path.write_text(note, encoding="utf-8")
        capture = described(recognise(path, cage))
        assert capture.url == "https://platform.example/@b_news/78"
        assert capture.captured == "Fri Mar 07 2031 06:00:00 GMT+0300"


SHELLS = {
    "form": "<title>Log in | Platform</title><form><h1>Log in to Platform</h1>"
    "<input name=email><input type=password><button>Log in</button><a>Forgotten password?</a>"
    "<a>Create new account</a></form>",
    "wall": "<title>Platform</title><h2>You must log in to continue.</h2><p>Sign up</p>"
    "<footer>English العربية © 2031 Privacy · Terms · Cookies</footer>",
    "script": "<title>Platform</title><div id=root></div><script>start()</script>"
    "<noscript>JavaScript is not available. Please enable JavaScript to continue.</noscript>",
    "wrong": "<title>Platform</title><p>Something went wrong. Try reloading.</p>",
    "gone": "<title>Platform</title><p>This content isn't available right now</p>",
    "check": "<title>Just a moment...</title><p>Checking your browser</p><p>Platform</p>",
    "عربي": "<title>منصة</title><h1>تسجيل الدخول</h1><p>يجب عليك تسجيل الدخول للمتابعة</p>"
    "<input type=password><a>هل نسيت كلمة السر؟</a><a>إنشاء حساب</a>",
    "محتوى": "<title>منصة</title><p>هذا المحتوى غير متوفر حاليًا</p><a>تسجيل الدخول</a>",
    "nothing": "",
}
POSTS = {
    "short": '<meta property="og:description" content="They are shelling the bakery now">'
    '<meta name="author" content="S"><p>Log in</p><input type=password>',
    "words": "<p>They are shelling the bakery in the old quarter, two are wounded.</p><a>Log in</a>",
    "عربي": "<p>قصف على الفرن في الحي القديم، وهناك جريحان حتى الآن.</p><a>تسجيل الدخول</a>",
    "plain": "<p>Three words only.</p>",
    "film": "<p>Log in</p><main><video src=a.mp4></video></main>",
}


class TestALogInShell:
    """A page that answers and holds nothing is called an empty capture."""

    @pytest.mark.parametrize("name", SHELLS)
    def test_shells_are_empty(self, cage: Cage, tmp_path: Path, name: str) -> None:
        """Forms, walls, errors and pages that are all script."""
        path = tmp_path / "a.html"
        head = f'<!doctype html><html><head><link rel="canonical" href="{URL}">'
        path.write_text(head + SHELLS[name] + "</html>", encoding="utf-8")
        capture = described(recognise(path, cage))
        assert capture.verdict == (EMPTY, BELOW_MINIMUM)
        assert "html" in capture.lacks

    @pytest.mark.parametrize("name", POSTS)
    def test_posts_are_not(self, cage: Cage, tmp_path: Path, name: str) -> None:
        """A short post beside a log-in button is a post."""
        path = tmp_path / "a.html"
        head = f'<!doctype html><html><head><link rel="canonical" href="{URL}">'
        path.write_text(head + POSTS[name] + "</html>", encoding="utf-8")
        assert described(recognise(path, cage)).empty is None

    def test_an_error_of_the_server_is_empty(self, cage: Cage, tmp_path: Path) -> None:
        """A WARC remembers the status: 404 holds no post, whatever its page says."""
        path = tmp_path / "a.warc.gz"
        path.write_bytes(warc(records(status="404 Not Found")))
        capture = described(recognise(path, cage))
        assert capture.empty == "the server answered 404"
        assert capture.verdict[0] == EMPTY


class TestMhtml:
    """One file with the page and everything in it."""

    def test_a_page_saved_by_a_browser(self, cage: Cage, tmp_path: Path) -> None:
        """Address and time stand in its headers; what the page shows is among its parts."""
        body = POST.replace("page_files/", "https://cdn.example/")
        path = tmp_path / "post.mhtml"
        path.write_bytes(
            (
                "From: <Saved by Blink>\r\n"
                f"Snapshot-Content-Location: {URL}\r\nSubject: Wadi\r\n"
                "Date: Fri, 7 Mar 2031 03:00:00 -0000\r\nMIME-Version: 1.0\r\n"
                'Content-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n'
                f"--B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: {URL}\r\n\r\n"
                f"{body}\r\n--B\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n"
                "Content-Location: https://cdn.example/roof.jpg\r\n\r\n/9j/4A==\r\n--B--\r\n"
            ).encode()
        )
        capture = described(recognise(path, cage))
        assert (capture.shape, capture.url, capture.account) == ("mhtml", URL, "wadi_news")
        assert capture.captured == "Fri, 7 Mar 2031 03:00:00 -0000"
        assert capture.holds == ("url", "html", "media")

    def test_one_without_a_page(self, cage: Cage, tmp_path: Path) -> None:
        """It is named in one clause."""
        path = tmp_path / "post.mhtml"
        path.write_bytes(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx")
        outcome = recognise(path, cage)
        assert isinstance(outcome, Unreadable)
        assert outcome.reason == "it is an MHTML file that holds no page"


class TestWarc:
    """Payloads are named by address, place and digest, and can be taken out again."""

    @pytest.mark.parametrize("gzip", [True, False])
    def test_what_it_holds(self, cage: Cage, tmp_path: Path, gzip: bool) -> None:  # noqa: FBT001
        """Page, film and full-page picture: the minimum is met."""
        path = tmp_path / ("a.warc.gz" if gzip else "a.warc")
        path.write_bytes(warc(records(), gzip=gzip))
        capture = described(recognise(path, cage))
        assert (capture.url, capture.captured) == (URL, "2031-03-07T06:00:00Z")
        assert capture.posted == "7 آذار 2031 الساعة 5:10"
        assert capture.verdict == (MEETS_MINIMUM,)
        for member, (url, media_type, _, data) in zip(capture.members, records(), strict=True):
            assert (member.name, member.bytes) == (url, len(data))
            assert member.media_type == media_type.partition(";")[0]
            assert member.sha256 == hashlib.sha256(data).hexdigest()
            assert payload(path, member, cage) == data

    def test_transfer_encodings_are_undone(self, cage: Cage, tmp_path: Path) -> None:
        """A payload that travelled compressed and in chunks is hashed as it was meant."""
        data = compressed(POST.encode())
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data)
        http = (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        path = tmp_path / "a.warc.gz"
        path.write_bytes(compressed(record(URL, http, chunked)))
        capture = described(recognise(path, cage))
        assert capture.members[0].sha256 == hashlib.sha256(POST.encode()).hexdigest()
        assert payload(path, capture.members[0], cage) == POST.encode()

    def test_one_cut_short_keeps_what_came_before(self, cage: Cage, tmp_path: Path) -> None:
        """The records before the damage are described and the damage is noted."""
        whole = warc(records())
        path = tmp_path / "a.warc.gz"
        path.write_bytes(whole[: len(whole) - 60])
        capture = described(recognise(path, cage))
        assert any("cut short" in note for note in capture.notes)
        assert capture.url == URL

    def test_one_that_is_none(self, cage: Cage, tmp_path: Path) -> None:
        """Garbage under a WARC's name is one clause."""
        path = tmp_path / "a.warc.gz"
        path.write_bytes(b"\x1f\x8b" + b"garbage" * 30)
        outcome = recognise(path, cage)
        assert isinstance(outcome, Unreadable)
        assert outcome.reason == "it is no whole WARC: it is cut short or damaged"

    def test_one_that_would_expand_without_end(self, cage: Cage, tmp_path: Path) -> None:
        """A payload of zeros that is packed a thousandfold is refused."""
        path = tmp_path / "a.warc.gz"
        path.write_bytes(warc([(URL, "text/html", "200 OK", bytes(80 << 20))]))
        outcome = recognise(path, cage)
        assert isinstance(outcome, Unreadable)
        assert outcome.reason == "it would expand more than 100 times"

    def test_a_payload_that_changed_is_refused(self, cage: Cage, tmp_path: Path) -> None:
        """The digest of the description binds what is taken out later."""
        path = tmp_path / "a.warc"
        path.write_bytes(warc(records(), gzip=False))
        member = described(recognise(path, cage)).members[0]
        path.write_bytes(path.read_bytes().replace("معلمة".encode(), "مهندس".encode()))
        outcome = payload(path, member, cage)
        assert isinstance(outcome, Unreadable)
        assert outcome.code == "capture.digest"


class TestWacz:
    """A WARC with its list of pages, in a zip."""

    def test_what_it_holds(self, cage: Cage, tmp_path: Path) -> None:
        """Payloads say in which WARC of the archive they lie."""
        path = wacz(tmp_path / "a.wacz", warc(records()))
        capture = described(recognise(path, cage))
        assert (capture.shape, capture.url, capture.title) == ("wacz", URL, "Wadi News on Platform")
        assert capture.verdict == (MEETS_MINIMUM,)
        assert {member.inside for member in capture.members} == {"archive/data.warc.gz"}
        assert payload(path, capture.members[1], cage) == MP4

    def test_a_member_that_differs_from_its_digest_is_named(
        self, cage: Cage, tmp_path: Path
    ) -> None:
        """The archive's own list is held against the archive."""
        path = wacz(tmp_path / "a.wacz", warc(records()))
        other = tmp_path / "b.wacz"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
            for name in old.namelist():
                changed = old.read(name).replace(b'"Wadi"', b'"Dawi"')
                new.writestr(name, changed)
        notes = described(recognise(other, cage)).notes
        assert notes == ("pages/pages.jsonl differs from the digest that the WACZ lists",)

    def test_a_path_that_leads_out_is_refused(self, cage: Cage, tmp_path: Path) -> None:
        """Nothing is ever unpacked beside the archive."""
        path = wacz(tmp_path / "a.wacz", warc(records()), {"archive/../../x": b"x"})
        outcome = recognise(path, cage)
        assert isinstance(outcome, Unreadable)
        assert outcome.reason == "it holds a path that leads out of the archive"

    def test_one_that_is_none(self, cage: Cage, tmp_path: Path) -> None:
        """A file under a WACZ's name that is a zip of something else."""
        path = tmp_path / "a.wacz"
        with zipfile.ZipFile(path, "w") as out:
            out.writestr("x.txt", "x")
        outcome = recognise(path, cage)
        assert isinstance(outcome, Unreadable)
        assert outcome.reason == "it is no WACZ: it has no datapackage.json"


class TestAScreenshotFolder:
    """A picture, media, and a note of the address."""

    def test_address_from_the_notes(self, cage: Cage, tmp_path: Path) -> None:
        """A link file and a download tool's JSON give address, account and times."""
        (tmp_path / "Screenshot_20310307-060000.png").write_bytes(png(1080, 2340))
        (tmp_path / "film.mp4").write_bytes(MP4)
        info = {
            "webpage_url": URL,
            "uploader_id": "wadi_news",
            "upload_date": "20310307",
            "epoch": 1930629600,
            "title": "قصف",
        }
        (tmp_path / "film.info.json").write_text(json.dumps(info), encoding="utf-8")
        capture = described(recognise(tmp_path, cage))
        assert (capture.shape, capture.url, capture.account) == ("screenshot", URL, "wadi_news")
        assert (capture.posted, capture.captured) == ("20310307", "2031-03-07T06:00:00Z")
        assert (capture.holds, capture.lacks) == (("url", "picture", "media"), ("html",))
        assert capture.verdict == (BELOW_MINIMUM,)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("post.url", f"[InternetShortcut]\r\nURL={URL}\r\n"),
            (
                "post.webloc",
                f'<!DOCTYPE plist SYSTEM "http://www.apple.com/DTDs/x.dtd"><plist>{URL}?a=1&amp;b</plist>',
            ),
            ("رابط.txt", URL),
            ("metadata.json", json.dumps({"url": URL})),
        ],
    )
    def test_forms_of_a_link(self, cage: Cage, tmp_path: Path, name: str, content: str) -> None:
        """Windows and Apple link files, a line of text, a small JSON."""
        (tmp_path / "IMG_1.jpg").write_bytes(JPEG)
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert (described(recognise(tmp_path, cage)).url or "").partition("?")[0] == URL

    def test_a_note_that_is_no_address_gives_none(self, cage: Cage, tmp_path: Path) -> None:
        """Words are not taken for an address, and broken JSON is named."""
        (tmp_path / "screenshot.png").write_bytes(png())
        (tmp_path / "url.txt").write_text("ask Salwa for the link", encoding="utf-8")
        (tmp_path / "info.json").write_text("{broken", encoding="utf-8")
        capture = described(recognise(tmp_path, cage))
        assert capture.url is None
        assert "info.json is no JSON and was not understood" in capture.notes


META = {
    "url": URL,
    "title": "Wadi",
    "author": "Wadi News",
    "timestamp": "2031-03-07 02:10:00+00:00",
    "_processed_at": "2031-03-07 06:00:00+00:00",
}
MEDIA = [
    {"filename": "/x/y/shot.png", "properties": {"id": "screenshot"}, "_mimetype": "image/png"},
    {"filename": "C:\\tmp\\ab12.mp4", "properties": {}, "_mimetype": "video/mp4"},
    {"_key": "k/src.html", "properties": {"id": "html_source_code"}, "_mimetype": "text/html"},
    {"_key": "k/report.html", "properties": {"id": "_final_media"}, "_mimetype": "text/html"},
]


def archiver_folder(root: Path) -> Path:
    """Make the files that an auto-archiver run leaves, without its record."""
    root.mkdir(exist_ok=True)
    (root / "shot.png").write_bytes(png())
    (root / "ab12.mp4").write_bytes(MP4)
    (root / "src.html").write_text(POST, encoding="utf-8")
    (root / "report.html").write_text("<html><body>auto-archiver report</body></html>", "utf-8")
    return root


class TestAutoArchiver:
    """Its record says which file is what; nothing in a cell is ever evaluated."""

    def test_a_folder_with_metadata_json(self, cage: Cage, tmp_path: Path) -> None:
        """Address, account, times and the parts of the floor come from its record."""
        root = archiver_folder(tmp_path / "run")
        record = {"status": "generic: success", "metadata": META, "media": MEDIA}
        (root / "metadata.json").write_text(json.dumps(record), encoding="utf-8")
        capture = described(recognise(root, cage))
        assert (capture.shape, capture.url) == ("auto-archiver", URL)
        assert (capture.posted, capture.captured) == (META["timestamp"], META["_processed_at"])
        assert capture.holds == ("url", "html", "picture", "media")
        assert capture.verdict == (MEETS_MINIMUM,)
        assert capture.notes == ()

    def test_the_report_is_not_the_page(self, cage: Cage, tmp_path: Path) -> None:
        """auto-archiver's own report is no HTML source of the post."""
        root = archiver_folder(tmp_path / "run")
        record = {"status": "generic: success", "metadata": META, "media": [MEDIA[0], MEDIA[3]]}
        (root / "metadata.json").write_text(json.dumps(record), encoding="utf-8")
        assert "html" in described(recognise(root, cage)).lacks

    def test_a_failed_run_and_files_that_are_gone(self, cage: Cage, tmp_path: Path) -> None:
        """Its status is shown, and files that it lists and that are not here are counted."""
        record = {"status": "no archiver", "metadata": META, "media": MEDIA}
        (tmp_path / "metadata.json").write_text(json.dumps(record), encoding="utf-8")
        capture = described(recognise(tmp_path, cage))
        assert capture.notes == (
            "auto-archiver notes: no archiver",
            "4 of 4 files that it lists are not here",
        )
        assert capture.verdict == (BELOW_MINIMUM,)

    def test_a_db_csv_of_several_runs(self, cage: Cage, tmp_path: Path) -> None:
        """Cells hold Python literals with datetimes: each row is one capture."""
        root = archiver_folder(tmp_path / "run")
        zone = "datetime.timezone.utc"
        rows = ["status,metadata,media"]
        for number in (1, 2):
            said = (
                f"{{'url': '{URL}{number}', 'timestamp': datetime.datetime(2031, 3, 7, 2, 10, "
                f"tzinfo={zone}), '_processed_at': datetime.datetime(2031, 3, 7, 6, 0)}}"
            )
            rows.append(f'generic: success,"{said}","{MEDIA!r}"')
        (root / "db.csv").write_text("\n".join(rows), encoding="utf-8")
        captures = recognise_all(root, cage)
        assert isinstance(captures, tuple)
        assert [one.url for one in captures] == [f"{URL}1", f"{URL}2"]
        assert captures[0].posted == "2031-03-07T02:10:00Z"
        assert captures[0].captured == "2031-03-07T06:00:00"

    @pytest.mark.parametrize(
        "cell",
        [
            "__import__('os').system('touch /tmp/x')",
            "{'url': open('/etc/passwd').read()}",
            "{'t': datetime.datetime(2031, 1, 1, tzinfo=evil())}",
            "{'t': datetime.datetime.now()}",
            "[" * 500 + "]" * 500,
            "{**{'a': 1}}",
            "{'a': 1",
        ],
    )
    def test_a_cell_with_anything_else_is_refused(
        self, cage: Cage, tmp_path: Path, cell: str
    ) -> None:
        """Only literals and datetimes are understood."""
        quoted = cell.replace('"', '""')
        text = f'status,metadata,media\nx: success,"{quoted}",[]\n'
        (tmp_path / "db.csv").write_text(text, encoding="utf-8")
        outcome = recognise(tmp_path, cage)
        assert isinstance(outcome, Unreadable)
        assert outcome.reason == ("its auto-archiver records are not in the form that is known")

    def test_a_stamped_folder_without_a_record(self, cage: Cage, tmp_path: Path) -> None:
        """hashes.txt and a token are enough to know it; what it holds is told as usual."""
        root = archiver_folder(tmp_path / "run")
        (root / "report.html").unlink()
        (root / "hashes.txt").write_text("0" * 64, encoding="utf-8")
        (root / "timestamp_token_tsa-example").write_bytes(b"\x30\x80")
        capture = described(recognise(root, cage))
        assert capture.shape == "auto-archiver"
        assert capture.url == URL


class TestOrdinaryFiles:
    """What is no capture costs a look and gives None."""

    def test_documents_pictures_and_folders(self, cage: Cage, tmp_path: Path) -> None:
        """A report, a photograph, an HTML that nobody saved from the web, a mixed folder."""
        (tmp_path / "report.txt").write_text("x", encoding="utf-8")
        (tmp_path / "IMG_0001.jpg").write_bytes(JPEG)
        (tmp_path / "report.html").write_text(
            "<html><body><p>Our report.</p></body></html>", "utf-8"
        )
        (tmp_path / "empty").mkdir()
        for name in ("report.txt", "IMG_0001.jpg", "report.html", "empty", ".", "gone"):
            assert recognise(tmp_path / name, cage) is None

    def test_a_folder_of_two_captures_is_not_one(self, cage: Cage, tmp_path: Path) -> None:
        """Each file is then looked at by itself."""
        for name in ("a.html", "b.html"):
            (tmp_path / name).write_text(POST, encoding="utf-8")
        assert recognise(tmp_path, cage) is None
        assert recognise(tmp_path / "a.html", cage) is not None

    def test_no_child_is_started_for_them(self, tmp_path: Path) -> None:
        """Looking at names and first bytes needs no process."""
        path = tmp_path / "a.txt"
        path.write_text("x", encoding="utf-8")
        with Cage(TASKS) as idle:
            recognise(path, idle)
            assert idle._idle == []

    def test_a_folder_that_cannot_be_listed_is_none(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """That it cannot be read is said where its files are taken in."""

        def refuse(_: Path) -> Iterator[object]:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("os.scandir", refuse)
        assert find(tmp_path) is None

    def test_a_very_full_folder_is_not_searched(self, tmp_path: Path) -> None:
        """A phone's whole picture folder is no capture."""
        for number in range(502):
            (tmp_path / f"screenshot {number}.png").write_bytes(b"")
        assert find(tmp_path) is None
