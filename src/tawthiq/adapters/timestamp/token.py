"""A time stamp token taken apart (RFC 3161 §2.4.2, RFC 5652 §5), strictly.

Every byte of a token that its signature does not cover must be what it has to be, so that no
byte can change without notice. Exceptions are two spellings of one algorithm.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tawthiq.adapters.timestamp import der
from tawthiq.base.errors import DamagedError, UntrustedError

GREATEST = 256 << 10
_GRANTED = der.write(der.SEQUENCE, der.write(der.INTEGER, b"\x00"))
_SIGNED_DATA = der.oid("1.2.840.113549.1.7.2")
_TST_INFO = der.oid("1.2.840.113549.1.9.16.1.4")
_DIGESTS = {
    der.oid("2.16.840.1.101.3.4.2.1"): "sha256",
    der.oid("2.16.840.1.101.3.4.2.2"): "sha384",
    der.oid("2.16.840.1.101.3.4.2.3"): "sha512",
}
_NULL = b"\x05\x00"
_RSA = {None: "1.2.840.113549.1.1.1", "sha256": "1.2.840.113549.1.1.11",
        "sha384": "1.2.840.113549.1.1.12", "sha512": "1.2.840.113549.1.1.13"}  # fmt: skip
_ECDSA = {"sha256": "1.2.840.10045.4.3.2", "sha384": "1.2.840.10045.4.3.3",
          "sha512": "1.2.840.10045.4.3.4"}  # fmt: skip
_PSS, _ED25519 = der.oid("1.2.840.113549.1.1.10"), der.oid("1.3.101.112")
_SIGNER_V1 = der.oid("1.2.840.113549.1.9.16.2.12")
_SIGNER_V2 = der.oid("1.2.840.113549.1.9.16.2.47")
_MOMENT = re.compile(rb"(\d{14})(?:\.\d+)?Z")
_REFUSALS = {
    1: "granted with changes", 2: "refused", 3: "put off", 4: "a warning", 5: "revoked",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says, before anyone verified it.

    `der` are its bytes with the certificates in DER's order, `imprint` the digest (by
    `algorithm`) of what was stamped, `moment` the authority's time in UTC, `signer` the
    digest (by the algorithm before it) of the one certificate that may have signed.
    """

    der: bytes
    algorithm: str
    imprint: bytes
    moment: datetime
    certificates: tuple[bytes, ...]
    signer: tuple[str, bytes]


def token_of(response: bytes) -> bytes:
    """Return the token in an authority's answer; one that grants none raises UntrustedError."""
    try:
        parts = der.read(response[: GREATEST + 1]).parts()
        status = parts[0].parts()[0]
        code = int.from_bytes(status.content, "big", signed=True)
    except (ValueError, IndexError):
        raise DamagedError("stamp.form", "the answer is no time stamp") from None
    if code or len(parts) != 2:
        says = f"the authority did not stamp: {_REFUSALS.get(code, f'status {code}')}"
        raise UntrustedError("stamp.refused", says)
    return parts[1].whole


def response_of(token: bytes) -> bytes:
    """Return a token as the plain answer that grants it: the one form in which it is kept."""
    return der.write(der.SEQUENCE, _GRANTED + token)


def is_response(data: bytes) -> bool:
    """Say whether bytes begin as an authority's answer does, and not as a bare token."""
    try:
        return der.read(data).parts()[0].tag == der.SEQUENCE
    except (ValueError, IndexError):
        return False


def parse_token(data: bytes) -> Token:
    """Return what a token says; raises DamagedError for bytes that are none."""
    try:
        return _parse(data[: GREATEST + 1])  # a longer one is then cut off
    except (ValueError, IndexError, OverflowError):
        raise DamagedError("stamp.form", "this is no time stamp token, or it is damaged") from None


def _parse(data: bytes) -> Token:
    outer = der.read(data)
    sort, wrapped = outer.parts()
    (signed,) = wrapped.parts()
    version, digests, inside, *rest = signed.parts()
    certificates = rest.pop(0) if rest[0].tag == der.CONTEXT_0 else None
    (signers,) = rest
    kind, held = inside.parts()
    (octets,) = held.parts()
    shape = [sort.content, wrapped.tag, version.whole[2:], kind.content, octets.tag, signers.tag]
    if outer.tag != der.SEQUENCE or signed.tag != der.SEQUENCE:
        raise ValueError("another wrapping")
    if shape != [_SIGNED_DATA, der.CONTEXT_0, b"\x03", _TST_INFO, der.OCTETS, der.SET]:
        raise ValueError("another shape")
    (signer,) = signers.parts()
    signer_digest = _signer(signer.parts(), digests)
    held_certificates = [] if certificates is None else certificates.parts()
    for one in held_certificates:
        if one.parts()[-1].content[:1] != b"\x00":  # bits that a signature leaves unused
            raise ValueError("an odd certificate")
    ordered = sorted(one.whole for one in held_certificates)
    if len(set(ordered)) != len(ordered):
        raise ValueError("a certificate twice")
    # Some authorities do not sort this set, which is not signed; strict readers refuse that.
    body = [version.whole, digests.whole, inside.whole]
    body += [] if certificates is None else [der.write(der.CONTEXT_0, b"".join(ordered))]
    whole = der.write(der.SEQUENCE, b"".join(body) + signers.whole)
    whole = der.write(der.SEQUENCE, sort.whole + der.write(der.CONTEXT_0, whole))
    algorithm, imprint, moment = _said(der.read(octets.content))
    return Token(whole, algorithm, imprint, moment, tuple(ordered), signer_digest)


def _signer(parts: Sequence[der.Value], digests: der.Value) -> tuple[str, bytes]:
    """Return the digest of the signer's certificate; each algorithm in a form that is known."""
    version, _name, hashed, attributes, algorithm, _signature = parts
    (listed,) = digests.parts()
    digest = _digest(hashed)
    if _digest(listed) != digest or attributes.tag != der.CONTEXT_0:
        raise ValueError("another digest")
    if version.whole[2:] != b"\x01" or version.tag != der.INTEGER:
        raise ValueError("another version")
    sort, *parameters = algorithm.parts()
    rest = b"".join(one.whole for one in parameters)
    plain = {der.oid(name) for key, name in _RSA.items() if key in (None, digest)}
    simple = {der.oid(_ECDSA[digest]), _ED25519}
    if not (
        (sort.content in plain and rest in (b"", _NULL))
        or (sort.content in simple and rest == b"")
        or (sort.content == _PSS and rest)
    ):
        raise ValueError("another signature algorithm")
    return _certificate(attributes)


def _certificate(attributes: der.Value) -> tuple[str, bytes]:
    """Return how a token names its signer's certificate (RFC 5035), which it must."""
    for attribute in attributes.parts():
        name, values = attribute.parts()
        if name.content in (_SIGNER_V1, _SIGNER_V2):
            (value,) = values.parts()
            first, *rest = value.parts()[0].parts()[0].parts()
            if name.content == _SIGNER_V1:
                return "sha1", first.content
            if first.tag == der.OCTETS:
                return "sha256", first.content
            return _digest(first), rest[0].content
    raise ValueError("no name of the signer")


def _digest(algorithm: der.Value) -> str:
    sort, *parameters = algorithm.parts()
    if b"".join(one.whole for one in parameters) not in (b"", _NULL):
        raise ValueError("parameters of a digest")
    return _DIGESTS.get(sort.content) or _unknown()


def _unknown() -> str:
    raise ValueError("an unknown digest")


def _said(info: der.Value) -> tuple[str, bytes, datetime]:
    _version, _policy, imprint, _serial, time, *_ = info.parts()
    algorithm, digest = imprint.parts()
    written = _MOMENT.fullmatch(time.content) if time.tag == der.TIME else None
    if written is None:
        raise ValueError("no time")
    moment = datetime.strptime(written[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return _digest(algorithm), digest.content, moment
