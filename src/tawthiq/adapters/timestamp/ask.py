"""Asking an authority: what is sent is a digest and a random number, nothing else."""

import threading
from typing import Any
from urllib.parse import urlsplit

from tawthiq.adapters.timestamp.token import GREATEST
from tawthiq.base.errors import Error, UsageError

PATIENCE, LONGEST = 20, 60
"""Seconds without a byte, and in all."""


class Unreachable(Error):  # noqa: N818 - a state of the world, and no fault of ours
    """The authority was not reached or did not answer; the request can be sent again."""

    status = 5


def check_address(url: str) -> str:
    """Return `url` if it is one that may be asked: http or https, a host, no user name."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        fine = fine and not parts.username and url.isascii() and url.isprintable()
    except ValueError:
        fine = False
    if not fine or " " in url:
        raise UsageError(
            "stamp.address", "the address of an authority begins with https:// or http://"
        )
    return url


def make_query(data: bytes) -> tuple[bytes, int]:
    """Return the request for a time stamp over `data`, and the random number in it."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415

    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    return request.as_bytes(), int(request.nonce or 0)


def ask(url: str, query: bytes) -> bytes:
    """Send a request and return the answer; raises Unreachable, with the reason.

    Redirects are not followed, no more is read than an answer can hold, and after LONGEST
    seconds nobody is waited for any longer.
    """
    address, outcome = check_address(url), list[bytes | Error]()

    def send() -> None:
        try:
            outcome.append(_send(address, query))
        except Error as error:
            outcome.append(error)

    # A server that sends a byte now and then would hold a socket's own patience for hours.
    worker = threading.Thread(target=send, daemon=True)
    worker.start()
    worker.join(LONGEST)
    found = outcome[0] if outcome else Unreachable("stamp.network", "it did not answer in time")
    if isinstance(found, Error):
        raise found
    return found


def _send(url: str, query: bytes) -> bytes:
    import http.client  # noqa: PLC0415 - only this verb speaks to the network
    import urllib.error  # noqa: PLC0415
    import urllib.request  # noqa: PLC0415

    class Stay(urllib.request.HTTPRedirectHandler):
        """Follows nobody."""

        def redirect_request(self, *_: Any) -> None:  # noqa: ANN401
            """Return None: the redirect is an error."""

    headers = {"Content-Type": "application/timestamp-query", "User-Agent": "tawthiq"}
    request = urllib.request.Request(url, query, headers)  # noqa: S310 - its scheme was looked at
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=PATIENCE) as answer:
            return _read(answer)
    except urllib.error.HTTPError as error:
        error.close()
        moved = "; it points elsewhere, state that address if it is right"
        says = f"it answered with status {error.code}{moved if error.code // 100 == 3 else ''}"
        raise Unreachable("stamp.answer", says) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        says = f"it could not be reached ({reason or type(error).__name__})"
        raise Unreachable("stamp.network", says) from None


def _read(answer: Any) -> bytes:  # noqa: ANN401 - a file of the network
    found = b""
    while piece := answer.read1(1 << 14):
        found += piece
        if len(found) > GREATEST:
            raise Unreachable("stamp.answer", "its answer is too long")
    if answer.headers.get_content_type() != "application/timestamp-reply":
        raise Unreachable("stamp.answer", "it answered with something else than a time stamp")
    return found
