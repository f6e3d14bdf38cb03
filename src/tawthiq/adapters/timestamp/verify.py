"""Is this time stamp true? Decided offline, with the certificates that the case trusts.

The certificates have to be valid at the token's own time, not today. The library verifies
signature, chain and purpose; what no signature covers is held to its one form before.
"""

import hashlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tawthiq.adapters.timestamp.token import Token, parse_token, response_of, token_of
from tawthiq.base import instant
from tawthiq.base.errors import Error, UntrustedError
from tawthiq.record.authority import Authority

if TYPE_CHECKING:  # a library that only proofs of time need; it is imported late
    from cryptography.x509 import Certificate


@dataclass(frozen=True, slots=True)
class Stamped:
    """A verified time stamp: the authority's own time, and the certificate that signed."""

    time: str
    signer: str


def verify_response(
    response: bytes,
    digest_of: Callable[[str], bytes],
    authority: Authority,
    nonce: int | None = None,
) -> Stamped:
    """Return what an answer shows about bytes whose digest (by its name) `digest_of` gives.

    Raises DamagedError where it is no time stamp, UntrustedError where it shows nothing.
    """
    return verify_token(token_of(response), digest_of, authority, nonce)


def verify_token(
    data: bytes, digest_of: Callable[[str], bytes], authority: Authority, nonce: int | None = None
) -> Stamped:
    """Return what a bare token shows; errors as `verify_response`."""
    token = parse_token(data)
    if token.imprint != digest_of(token.algorithm):
        raise UntrustedError("stamp.other", "the stamp is over other bytes")
    return _signed(token, authority, nonce)


def _signed(token: Token, authority: Authority, nonce: int | None) -> Stamped:
    try:
        with warnings.catch_warnings(action="ignore"):  # odd certificates, in words for programmers
            signer = _signer(token, authority, nonce)
    except Error:
        raise
    except Exception as error:  # noqa: BLE001 - the libraries meet damage with errors of many kinds
        raise UntrustedError("stamp.untrusted", _why(error)) from None
    return Stamped(instant.render_instant(token.moment), signer)


def _signer(token: Token, authority: Authority, nonce: int | None) -> str:
    """Return who signed; raises whatever the libraries raise."""
    from cryptography import x509  # noqa: PLC0415 - only proofs of time need it
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415
    from rfc3161_client import VerifierBuilder, decode_timestamp_response  # noqa: PLC0415

    roots = [x509.load_pem_x509_certificate(pem.encode()) for pem in authority.roots]
    between = [x509.load_pem_x509_certificate(pem.encode()) for pem in authority.intermediates]
    embedded = [x509.load_der_x509_certificate(one) for one in token.certificates]
    _issued([*roots, *between], embedded)
    answer = decode_timestamp_response(response_of(token.der))
    builder = VerifierBuilder(roots=roots, intermediates=[*between], nonce=nonce)
    builder.build().verify(answer, token.imprint)
    (signer,) = answer.signed_data.signer_infos
    signed_by = next(
        one
        for one in [*embedded, *between, *roots]
        if (one.issuer, one.serial_number) == (signer.issuer, signer.serial_number)
    )
    algorithm, digest = token.signer
    if hashlib.new(algorithm, signed_by.public_bytes(Encoding.DER)).digest() != digest:
        raise UntrustedError("stamp.certificate", "the token names another certificate as signer")
    return str(signed_by.subject.rfc4514_string())


def _why(error: Exception) -> str:
    text = str(error)
    if "Nonce" in text:
        return "the answer is to another request"
    if "EKU" in text:
        return "the certificate that signed may not stamp time"
    return "the stamp is not signed by what the certificates of this authority lead to"


def _issued(trusted: list["Certificate"], embedded: list["Certificate"]) -> None:
    """Raise unless each certificate in the token was signed by one that is known.

    No signature of the token covers them; so a changed one would go unnoticed.
    """
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    for one in embedded:
        for issuer in [*trusted, *embedded]:
            if one.issuer == issuer.subject:
                try:
                    one.verify_directly_issued_by(issuer)
                except (InvalidSignature, ValueError, TypeError):
                    continue
                break
        else:
            says = f"the token brings a certificate that nobody known signed: {one.issuer.rfc4514_string()}"
            raise UntrustedError("stamp.certificate", says)
