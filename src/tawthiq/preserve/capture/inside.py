"""What looks into captures, inside the child: the two functions that `tasks` names."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tawthiq.base.shape import to_plain
from tawthiq.kit.cage import Answer
from tawthiq.preserve.capture import archiver, notes, picture, saved, warc
from tawthiq.preserve.capture.evidence import Seen, judged
from tawthiq.preserve.capture.picture import Picture
from tawthiq.preserve.text.kind import MHTML, WACZ, WARC
from tawthiq.record.capture import Capture

_HEAD = 1 << 16


class _Folder:
    """The files of one request by name and part; `paths` only of those handed in."""

    def __init__(self, payload: Mapping[str, Any], files: Sequence[Path]) -> None:
        self.shape = payload["shape"]
        self.names: list[str] = payload["names"]
        self.media: list[str] = payload["media"]
        self.handed = {
            one["name"]: (path, one["part"], one["media_type"])
            for one, path in zip(payload["handed"], files, strict=True)
        }

    def of(self, part: str) -> list[tuple[str, Path, str]]:
        """Return name, path and media type of the files of one part."""
        return [(n, p, kind) for n, (p, of, kind) in self.handed.items() if of == part]


def describe(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Describe the captures that these files make; nearly always one."""
    folder = _Folder(payload, files)
    found = _archived(folder) if folder.shape == "auto-archiver" else [_described(folder)]
    return Answer([to_plain(one) for one in found])


def take_out(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Take one payload out of a WARC or WACZ."""
    return Answer(
        None, warc.payload(files[0], payload["inside"], payload["offset"], payload["most"])
    )


def _described(folder: _Folder) -> Capture:
    """Describe one capture: notes first, since they were written to be read."""
    seen = Seen()
    _take_notes(folder, seen)
    _take_pages(folder, seen)
    for name, path, _ in folder.of("picture"):
        seen.pictures.append(picture.look(path, name))
    return judged(folder.shape, seen, tuple(folder.names))


def _take_notes(folder: _Folder, seen: Seen) -> None:
    for name, path, _ in folder.of("note"):
        notes.read(path, name, seen)


def _take_pages(folder: _Folder, seen: Seen) -> None:
    """Read the pages of a capture; media beside a page count, in its folder if it shows them."""
    embedded = [name for name in folder.media if "/" in name]
    seen.media += [name for name in folder.media if "/" not in name]
    for _, path, media_type in folder.of("page"):
        _page(path, media_type, seen, embedded)


def _page(path: Path, media_type: str, seen: Seen, embedded: list[str]) -> None:
    if media_type in (WARC, WACZ):
        (warc.read_wacz if media_type == WACZ else warc.read_warc)(path, seen)
    elif media_type == MHTML:
        saved.read_mhtml(path, seen)
    else:
        shown = saved.read_html(path, seen)
        seen.media += saved.embedded(shown, embedded)


def _archived(folder: _Folder) -> list[Capture]:
    """Describe what auto-archiver left: one capture for each address it noted."""
    records = [
        run
        for name, path, _ in folder.of("note")
        if name.endswith((".json", ".csv")) and _is_record(path)
        for run in archiver.runs(path, name)
    ]
    if not records:
        return [_described(folder)]
    return [_of_run(folder, run) for run in records]


def _of_run(folder: _Folder, run: archiver.Run) -> Capture:
    seen = Seen(
        url=run.text("url") or run.text("original_url"),
        account=run.text("author"),
        posted=run.text("timestamp") or run.text("upload_date"),
        captured=run.text("_processed_at"),
        title=run.text("title"),
    )
    if "success" not in run.status:
        seen.notes.append(f"auto-archiver notes: {run.status or 'no status'}")
    here = {Path(name).name: name for name in folder.names}
    for one in run.of("html_source_code", "browsertrix"):
        if one.name in here and here[one.name] in folder.handed:
            path, _, media_type = folder.handed[here[one.name]]
            _page(path, media_type, seen, [])
    for one in run.of("screenshot", "pdf"):
        if one.name in here:
            seen.pictures.append(_shot(folder, here[one.name], seen.captured, one.id))
    seen.media = [here[one.name] for one in run.post if one.name in here]
    listed = [one.name for one in run.media if one.name]
    absent = [name for name in listed if name not in here]
    if absent:
        seen.notes.append(f"{len(absent)} of {len(listed)} files that it lists are not here")
    files = sorted({here[name] for name in listed if name in here}) or folder.names
    return judged(folder.shape, seen, tuple(files))


def _shot(folder: _Folder, name: str, captured: str | None, sort: str) -> Picture:
    """A picture of the page is dated by the record of the run; a print of it is whole."""
    if sort == "pdf" or name not in folder.handed:
        return Picture(name, captured, sort == "pdf" or None)
    looked = picture.look(folder.handed[name][0], name)
    return Picture(name, looked.dated or captured, looked.is_whole)


def _is_record(path: Path) -> bool:
    """Whether a file is auto-archiver's own record and not another note."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    return b"status" in head and b"metadata" in head and b"media" in head
