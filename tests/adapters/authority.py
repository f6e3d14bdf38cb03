"""A time stamping authority of the tests' own: `openssl ts -reply` behind a server on 127.0.0.1."""

import datetime as dt
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tawthiq.record.authority import Authority

PEM = serialization.Encoding.PEM
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
CONFIG = """[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/key.pem
{certs}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
accuracy = secs:1
"""


def certificate(
    name: str,
    issuer: tuple[x509.Certificate, Key] | None = None,
    *,
    key: Key | None = None,
    purpose: str = "ca",
    days: tuple[float, float] = (-1, 365),
    serial: int | None = None,
) -> tuple[x509.Certificate, Key]:
    """Make a certificate and its key; `purpose` is ca, stamp, loose (not critical) or mail."""
    own = key or rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(own.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days=days[0]))
        .not_valid_after(now + dt.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=purpose == "ca", path_length=None), critical=True)
        .add_extension(_usage(signs=purpose == "ca"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
    )
    if purpose != "ca":
        stamps = ExtendedKeyUsageOID.TIME_STAMPING
        use = ExtendedKeyUsageOID.EMAIL_PROTECTION if purpose == "mail" else stamps
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([use]), critical=purpose in ("stamp", "mail")
        )
    return builder.sign(issuer[1] if issuer else own, hashes.SHA256()), own


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs, crl_sign=signs,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def pem(one: x509.Certificate) -> str:
    """Return a certificate as PEM text."""
    return one.public_bytes(PEM).decode()


@dataclass
class Stamper:
    """An authority with its certificates, and how it answers just now."""

    folder: Path
    root: x509.Certificate
    between: x509.Certificate
    signer: x509.Certificate
    keys: tuple[Key, Key]
    answer: Callable[[bytes], tuple[int, str, bytes]] | None = None
    url: str = ""
    twins: dict[str, bytes] = field(default_factory=dict)

    @property
    def certificates(self) -> str:
        """The PEM file that an authority publishes."""
        return pem(self.root) + pem(self.between)

    @property
    def trusted(self) -> Authority:
        """The authority as a case states it."""
        return Authority("rfc3161", "tests", self.url, (pem(self.root),), (pem(self.between),))

    def twin(self, purpose: str) -> bytes:
        """Make another certificate with the signer's key, name and number; return its DER."""
        between, own = self.keys
        made, _ = certificate("Stamps of the tests", (self.between, between), key=own,
                              purpose=purpose, days=(-2, 365), serial=self.signer.serial_number)  # fmt: skip
        self.twins[purpose] = made.public_bytes(serialization.Encoding.DER)
        return self.twins[purpose]

    def reply(self, query: bytes, name: str = "reply") -> bytes:
        """Answer a query as openssl does."""
        asked, out = self.folder / f"{name}.tsq", self.folder / f"{name}.tsr"
        asked.write_bytes(query)
        command = ["openssl", "ts", "-reply", "-config", str(self.folder / "tsa.cnf"),
                   "-section", "one", "-queryfile", str(asked), "-out", str(out)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        return out.read_bytes()


def make_stamper(
    folder: Path,
    *,
    curve: bool = False,
    chain: bool = False,
    days: tuple[float, float] = (-1, 365),
) -> Stamper:
    """Set up an authority in `folder`; `chain` puts the chain into its tokens."""
    folder.mkdir(parents=True)
    root = certificate("Root of the tests")
    between = certificate("Between root and stamps", root)
    key = ec.generate_private_key(ec.SECP256R1()) if curve else None
    signer = certificate("Stamps of the tests", between, key=key, purpose="stamp", days=days)
    private = signer[1].private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    (folder / "signer.pem").write_text(pem(signer[0]))
    (folder / "chain.pem").write_text(pem(root[0]) + pem(between[0]))
    (folder / "serial").write_text("01\n")
    certs = f"certs = {folder}/chain.pem" if chain else ""
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder, certs=certs))
    return Stamper(folder, root[0], between[0], signer[0], (between[1], signer[1]))


@contextmanager
def serving(stamper: Stamper) -> Iterator[Stamper]:
    """Let an authority answer on 127.0.0.1 for a while."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if stamper.answer is None:
                status, sort, body = 200, "application/timestamp-reply", stamper.reply(query)
            else:
                status, sort, body = stamper.answer(query)
            self.send_response(status)
            self.send_header("Content-Type", sort)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    stamper.url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield stamper
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
