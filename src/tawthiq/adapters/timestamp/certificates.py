"""Certificates of authorities: read from PEM files, sorted into roots and those between."""

import re

from tawthiq.base.errors import UsageError

_PEM = re.compile(
    r"-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]+?-----END CERTIFICATE-----", re.ASCII
)
GREATEST = 1 << 20


def read_certificates(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (roots, intermediates) of a PEM file, as PEM each.

    A root is signed by itself. Raises UsageError where there is none, or a certificate is
    damaged.
    """
    from cryptography import x509  # noqa: PLC0415 - only proofs of time need it
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    roots, between = [], []
    for found in dict.fromkeys(_PEM.findall(text)):
        try:
            one = x509.load_pem_x509_certificate(found.encode())
            pem = one.public_bytes(Encoding.PEM).decode()
            if one.subject != one.issuer:
                between.append(pem)
                continue
            one.verify_directly_issued_by(one)
            roots.append(pem)
        except Exception:  # noqa: BLE001 - the library meets damage with errors of many kinds
            raise UsageError("stamp.certificate", "a certificate in the file is damaged") from None
    if not roots:
        says = "there is no root certificate in the file; the authority publishes it, as PEM text"
        raise UsageError("stamp.certificate", says)
    return tuple(roots), tuple(between)
