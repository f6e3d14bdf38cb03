"""Time stamps: what is true is taken, and nothing else, offline and for ever."""

import base64
import hashlib
import json
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.x509 import load_der_x509_certificate as parse_certificate
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.adapters.authority import Stamper, make_stamper, serving
from tests.shape.source import ROOT

from tawthiq.adapters.timestamp import ask, der
from tawthiq.adapters.timestamp.certificates import read_certificates
from tawthiq.adapters.timestamp.token import parse_token, response_of, token_of
from tawthiq.adapters.timestamp.verify import Stamped, verify_response
from tawthiq.base.errors import DamagedError, Error, UntrustedError, UsageError
from tawthiq.base.instant import now, render_instant
from tawthiq.record.authority import Authority

TEXT = b"tawthiq/case/log\n7\nroot\n"
pytestmark = pytest.mark.needs("openssl")


def digests(data: bytes) -> Callable[[str], bytes]:
    """Return what gives the digest of `data` by an algorithm's name."""
    return lambda name: hashlib.new(name, data).digest()


def verify(
    answer: bytes, stamper: Stamper, nonce: int | None = None, data: bytes = TEXT
) -> Stamped:
    """Verify an answer with the authority's own certificates."""
    return verify_response(answer, digests(data), stamper.trusted, nonce)


def stamped(stamper: Stamper, data: bytes = TEXT) -> tuple[bytes, int]:
    """Return an answer in the form in which it is kept, and its nonce."""
    query, nonce = ask.make_query(data)
    return response_of(token_of(stamper.reply(query))), nonce


def is_true(answer: bytes, stamper: Stamper) -> bool:
    """Say whether an answer is taken; anything but our own errors goes up."""
    try:
        if answer != response_of(token_of(answer)):
            return False
        verify(answer, stamper)
    except Error:
        return False
    return True


class TestTrueStampsAreTaken:
    """With the certificates of the authority, and no network."""

    def test_a_stamp_verifies(self, stamper: Stamper) -> None:
        """It gives the authority's time and who signed."""
        answer, nonce = stamped(stamper)
        found = verify(answer, stamper, nonce)
        assert found.signer == "CN=Stamps of the tests"
        assert found.time.endswith("Z")

    def test_a_chain_in_the_token_is_no_obstacle(self, chained: Stamper) -> None:
        """In whatever order openssl put the certificates, which are not signed."""
        answer, nonce = stamped(chained)
        verify(answer, chained, nonce)
        token = parse_token(token_of(answer))
        assert len(token.certificates) == 3
        assert list(token.certificates) == sorted(token.certificates)

    def test_openssl_agrees(self, stamper: Stamper, chained: Stamper, tmp_path: Path) -> None:
        """The kept form is one that `openssl ts -verify` takes."""
        for one in (stamper, chained):
            (tmp_path / "note").write_bytes(TEXT)
            (tmp_path / "note.tsr").write_bytes(stamped(one)[0])
            (tmp_path / "root.pem").write_text(one.trusted.roots[0])
            (tmp_path / "chain.pem").write_text(one.trusted.intermediates[0])
            command = (
                "openssl ts -verify -data note -in note.tsr -CAfile root.pem -untrusted chain.pem"
            )
            done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
            assert b"Verification: OK" in done.stdout


class TestFalseStampsAreRefused:
    """Each for its reason, in one sentence."""

    def test_over_other_bytes(self, stamper: Stamper) -> None:
        """A stamp is over one text."""
        with pytest.raises(UntrustedError, match="other bytes"):
            verify(stamped(stamper)[0], stamper, data=b"another")

    def test_to_another_request(self, stamper: Stamper) -> None:
        """An old answer played again has another number."""
        answer, nonce = stamped(stamper)
        with pytest.raises(UntrustedError, match="another request"):
            verify(answer, stamper, nonce + 1)

    def test_by_another_root(self, stamper: Stamper, chained: Stamper) -> None:
        """The chain has to lead to a root that the case trusts."""
        with pytest.raises(UntrustedError):
            verify(stamped(stamper)[0], chained)
        with pytest.raises(UntrustedError):
            verify(stamped(chained)[0], stamper)

    @pytest.mark.parametrize("purpose", ["loose", "mail", "stamp"])
    def test_by_who_may_not_stamp(self, tmp_path: Path, purpose: str) -> None:
        """Neither a certificate for something else, nor another one for the same key."""
        one = make_stamper(tmp_path / "one")
        answer, _ = stamped(one)
        verify(answer, one)
        other = _with_certificate(answer, one.twin(purpose))
        assert parse_token(token_of(other)).certificates == (one.twins[purpose],)
        says = "not signed by" if purpose != "stamp" else "another certificate"
        with pytest.raises(UntrustedError, match=says):
            verify(other, one)

    def test_a_refusal_is_no_stamp(self, stamper: Stamper) -> None:
        """An authority says no by a status."""
        query, _ = ask.make_query(TEXT)
        md5 = query.replace(der.oid("2.16.840.1.101.3.4.2.1"), der.oid("2.16.840.1.101.3.4.2.8"))
        with pytest.raises(UntrustedError, match="did not stamp: refused"):
            token_of(stamper.reply(md5))

    @pytest.mark.parametrize(
        "data", [b"", b"\x30", b"0\x80\x00\x00", b"\x30\x03\x02\x01\x00", b"<html>", b"\xff" * 99]
    )
    def test_bytes_that_are_no_answer(self, stamper: Stamper, data: bytes) -> None:
        """Whatever a server sends."""
        with pytest.raises((DamagedError, UntrustedError)):
            verify(data, stamper)


class TestNoByteCanChange:
    """What the signature does not cover is held to its one form."""

    @pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
    def test_each_byte_of_a_stamp(self, stamper: Stamper, mask: int) -> None:
        """Every byte, of status, wrapping, certificate, signature."""
        answer, _ = stamped(stamper)
        assert is_true(answer, stamper)
        taken = [at for at in range(len(answer)) if is_true(_changed(answer, at, mask), stamper)]
        assert taken == []

    def test_each_byte_of_a_stamp_with_its_chain(self, chained: Stamper) -> None:
        """The certificates that it brings along too."""
        answer, _ = stamped(chained)
        assert is_true(answer, chained)
        taken = [at for at in range(len(answer)) if is_true(_changed(answer, at, 0x01), chained)]
        assert taken == []

    @given(st.data())
    @settings(max_examples=150)
    def test_bytes_put_in_or_left_out(self, stamper: Stamper, data: st.DataObject) -> None:
        """At any place."""
        answer = _KEPT.setdefault(id(stamper), stamped(stamper)[0])
        at = data.draw(st.integers(0, len(answer)))
        gone = data.draw(st.integers(0, 4))
        new = data.draw(st.binary(max_size=4))
        other = answer[:at] + new + answer[at + gone :]
        assert other == answer or not is_true(other, stamper)

    @given(st.binary(max_size=300))
    def test_any_bytes_are_read_or_refused(self, stamper: Stamper, data: bytes) -> None:
        """Never a traceback."""
        for what in (data, b"\x30\x82" + len(data).to_bytes(2, "big") + data):
            assert not is_true(what, stamper)


def _with_certificate(answer: bytes, certificate: bytes) -> bytes:
    """Return an answer that brings another certificate along."""
    sort, wrapped = der.read(token_of(answer)).parts()
    version, digests, inside, _, signers = wrapped.parts()[0].parts()
    held = der.write(der.CONTEXT_0, certificate)
    parts = version.whole + digests.whole + inside.whole + held + signers.whole
    signed = der.write(der.CONTEXT_0, der.write(der.SEQUENCE, parts))
    return response_of(der.write(der.SEQUENCE, sort.whole + signed))


_KEPT: dict[int, bytes] = {}


def _changed(data: bytes, at: int, mask: int) -> bytes:
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


@pytest.mark.allow_hosts(["127.0.0.1"])
class TestAskingIsCareful:
    """An address of the user's own choice, one answer of one kind, and no more."""

    def test_an_answer_comes(self, stamper: Stamper) -> None:
        """What is sent is the query."""
        query, nonce = ask.make_query(TEXT)
        with serving(stamper) as one:
            verify(ask.ask(one.url, query), stamper, nonce)

    @pytest.mark.parametrize(
        ("status", "sort", "body", "says"),
        [
            (500, "text/plain", b"no", "status 500"),
            (302, "text/plain", b"", "points elsewhere"),
            (307, "text/plain", b"", "points elsewhere"),
            (200, "text/html", b"<html>", "something else"),
            (200, "application/timestamp-reply", b"0" * (300 << 10), "too long"),
        ],
    )
    def test_other_answers_are_named(
        self, stamper: Stamper, status: int, sort: str, body: bytes, says: str
    ) -> None:
        """And the request waits."""
        stamper.answer = lambda _: (status, sort, body)
        try:
            with serving(stamper) as one, pytest.raises(ask.Unreachable, match=says):
                ask.ask(one.url, b"query")
        finally:
            stamper.answer = None

    def test_a_server_that_keeps_silent(
        self, stamper: Stamper, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is not waited for without end."""
        done = threading.Event()
        monkeypatch.setattr(ask, "LONGEST", 0.2)
        stamper.answer = lambda _: (200 if done.wait(20) else 500, "text/plain", b"")
        try:
            with serving(stamper) as one:
                with pytest.raises(ask.Unreachable, match="in time"):
                    ask.ask(one.url, b"query")
                done.set()
        finally:
            stamper.answer = None

    def test_nobody_there(self) -> None:
        """One sentence."""
        with pytest.raises(ask.Unreachable, match="could not be reached"):
            ask.ask("http://127.0.0.1:1/", b"query")

    @pytest.mark.parametrize(
        "url",
        ["file:///etc/passwd", "ftp://host/", "https://", "http://user:pw@host/", "x", "",
         "http://a b/", "https://host:0/", "http://[::1", "https://host/\n"],
    )  # fmt: skip
    def test_other_addresses_are_not_asked(self, url: str) -> None:
        """Only http and https, a host, no pass words."""
        with pytest.raises(UsageError):
            ask.ask(url, b"query")


class TestCertificatesAreSorted:
    """A root is one that signed itself."""

    def test_roots_and_those_between(self, stamper: Stamper) -> None:
        """From one file in any order, with words around."""
        text = f"our chain\n{stamper.trusted.intermediates[0]}{stamper.trusted.roots[0]}"
        roots, between = read_certificates(text * 2)
        assert (roots, between) == (stamper.trusted.roots, stamper.trusted.intermediates)

    def test_a_file_without_a_root(self, stamper: Stamper) -> None:
        """It cannot be trusted."""
        with pytest.raises(UsageError, match="no root"):
            read_certificates(stamper.trusted.intermediates[0])

    def test_a_damaged_one(self, stamper: Stamper) -> None:
        """It is named, no traceback."""
        lines = stamper.trusted.roots[0].splitlines()
        lines[5] = lines[6]
        with pytest.raises(UsageError):
            read_certificates("\n".join(lines))
        broken = Authority("rfc3161", "broken", "", ("no certificate",), ())
        with pytest.raises(UntrustedError):
            verify_response(stamped(stamper)[0], digests(TEXT), broken)


class TestDer:
    """Strict: each value has one form."""

    @given(st.integers(0, 70000), st.sampled_from([2, 4, 6, 0x30, 0xA0]))
    @settings(max_examples=40)
    def test_written_is_read(self, size: int, tag: int) -> None:
        """Of any length."""
        whole = der.write(tag, bytes(size))
        value = der.read(whole)
        assert (value.tag, value.content, value.whole) == (tag, bytes(size), whole)

    @pytest.mark.parametrize("data", [b"\x04\x81\x01a", b"\x04\x80a\x00\x00", b"\x1f\x81\x01a",
                                      b"\x04\x02a", b"\x04\x01ab", b"\x04"])  # fmt: skip
    def test_other_forms_are_refused(self, data: bytes) -> None:
        """Long lengths, endless lengths, long tags, what is cut off."""
        with pytest.raises(ValueError):
            der.read(data)

    def test_object_identifiers(self) -> None:
        """As X.690 writes them."""
        assert der.oid("1.2.840.113549.1.7.2").hex() == "2a864886f70d010702"


class TestTheTokensOwnTimeCounts:
    """A stamp outlives its certificate; a certificate past its time makes no stamp."""

    VECTORS = json.loads((ROOT / "docs/format/vectors/proofs.json").read_text("utf-8"))

    def test_made_in_time_and_verified_long_after(self) -> None:
        """The certificate of the vector was valid for seconds."""
        kept = self.VECTORS["stamps"]
        one = Authority(
            "rfc3161", "vector", None, tuple(kept["roots"]), tuple(kept["intermediates"])
        )
        answer = base64.b64decode(kept["in_time"])
        found = verify_response(
            answer, digests(self.VECTORS["head"].encode()), one, int(kept["nonce"])
        )
        until = parse_certificate(parse_token(token_of(answer)).certificates[0]).not_valid_after_utc
        assert found.time <= render_instant(until) < render_instant(now())

    def test_made_after_it(self) -> None:
        """The signature is right, and the stamp is refused."""
        kept = self.VECTORS["stamps"]
        one = Authority(
            "rfc3161", "vector", None, tuple(kept["roots"]), tuple(kept["intermediates"])
        )
        answer = base64.b64decode(kept["after_its_certificate"])
        with pytest.raises(UntrustedError, match="not signed by"):
            verify_response(answer, digests(self.VECTORS["head"].encode()), one)
