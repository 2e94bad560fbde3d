"""A certification authority of the tests' own, and certificates in the names of invented people."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "p12"


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FOR_EVER = datetime(2090, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Authority:
    """Issues certificates; `roots` is the PEM file that an office is told to trust."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def roots(self) -> Path:
        path = self.folder / "roots.pem"
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def issue(self, name: str, *, until: datetime | None = None) -> Path:
        """A PKCS#12 file for `name`."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(name, key, issuer=self.certificate.subject, serial=len(name) + 10, until=until)
        made = made.add_extension(_usage(signs=True), critical=True)
        signed = made.sign(self.key, hashes.SHA256())
        safe = serialization.BestAvailableEncryption(PASSWORD.encode())
        path = self.folder / f"{abs(hash((name, until)))}.p12"
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"own", key, signed, [self.certificate], safe))
        return path


def authority(folder: Path, name: str = "CA thử nghiệm") -> Authority:
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    made = _certificate(name, key, issuer=_named(name), serial=1)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = made.add_extension(_usage(signs=False), critical=True)
    return Authority(folder, key, made.sign(key, hashes.SHA256()))


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, *, issuer: x509.Name, serial: int, until: datetime | None = None
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(LONG_AGO)
        .not_valid_after(until or FOR_EVER)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )
