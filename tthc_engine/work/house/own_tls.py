"""HTTPS on the local network: the office's own certificate authority, and a certificate for this machine.

Phones open their camera, and browsers keep a password to themselves, only over HTTPS. The authority is made once, may
vouch for nothing outside this network (name constraints), and its key never leaves the data folder. The certificate is
made anew when its names change or its end is near.
"""

import ipaddress
import os
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOLDER = "tls"
AUTHORITY_FOR = timedelta(days=3650)
LEAF_FOR = timedelta(days=397)
"""Phones believe no certificate that holds longer than 398 days."""
RENEWED_BEFORE = timedelta(days=30)
_EARLIER = timedelta(days=1)
"""A phone whose clock is a little behind believes it all the same."""
PRIVATE = tuple(ipaddress.ip_network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What the server needs, and what a phone is given."""

    certificate: Path
    key: Path
    authority: Path
    fingerprint: str
    """SHA-256 of the authority, as phones show it."""
    names: tuple[str, ...]


def ready(data_dir: Path, names: Iterable[str], *, at: datetime) -> Ready:
    """Authority and certificate for `names` in the data folder, made or made anew where that is needed."""
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    wanted = tuple(dict.fromkeys(names))
    authority, key = _authority(folder, wanted, at)
    leaf, leaf_key = folder / "server.crt", folder / "server.key"
    if not _fits(leaf, authority, wanted, at):
        _leaf(folder, authority, key, wanted, at)
    return Ready(
        certificate=leaf,
        key=leaf_key,
        authority=folder / "ca.crt",
        fingerprint=fingerprint(authority),
        names=wanted,
    )


def known(data_dir: Path) -> Ready | None:
    """What was made before; None where HTTPS was never begun here."""
    file = data_dir / FOLDER / "ca.crt"
    if not file.exists():
        return None
    said = fingerprint(x509.load_pem_x509_certificate(file.read_bytes()))
    folder = file.parent
    return Ready(
        certificate=folder / "server.crt", key=folder / "server.key", authority=file, fingerprint=said, names=()
    )


def fingerprint(certificate: x509.Certificate) -> str:
    """`AB:CD:…`."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def names_here(public: str = "") -> list[str]:
    """What this machine is called on its network: names first, addresses after them; the public name before all."""
    host = socket.gethostname().split(".")[0].lower()
    found = [name for name in (public, f"{host}.local", host, "localhost") if name]
    addresses = {"127.0.0.1"}
    with suppress(OSError):
        addresses |= {str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Nothing is sent: the system only says which of its addresses it would use.
        probe.connect(("10.255.255.255", 1))
        addresses.add(str(probe.getsockname()[0]))
    local = sorted(one for one in addresses if any(ipaddress.ip_address(one) in net for net in PRIVATE))
    return [*found, *local]


def _authority(folder: Path, names: Iterable[str], at: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Kept for ten years; a name that it may not vouch for makes a new one, which phones have to be told."""
    file, key_file = folder / "ca.crt", folder / "ca.key"
    if file.exists() and key_file.exists():
        kept = x509.load_pem_x509_certificate(file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        permitted = set(_permitted_names(kept))
        if (
            isinstance(key, ec.EllipticCurvePrivateKey)
            and kept.not_valid_after_utc > at + LEAF_FOR
            and all(_address(name) or name in permitted or name.endswith(".local") for name in names)
        ):
            return kept, key
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Mot cua {socket.gethostname()}"[:60])])
    domains = dict.fromkeys(["local", *(name for name in names if not _address(name))])
    allowed: list[x509.GeneralName] = [x509.DNSName(one) for one in domains]
    allowed += [x509.IPAddress(one) for one in PRIVATE]
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        _begun(called, called, key, at, AUTHORITY_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=allowed, excluded_subtrees=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(key_file, _pem(key), private=True)
    _write(file, made.public_bytes(serialization.Encoding.PEM))
    return made, key


def _leaf(
    folder: Path, authority: x509.Certificate, key: ec.EllipticCurvePrivateKey, names: tuple[str, ...], at: datetime
) -> None:
    mine = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:60])])
    parent = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    made = (
        _begun(subject, authority.subject, mine, at, LEAF_FOR)
        .add_extension(x509.SubjectAlternativeName([_general(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(parent), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain = made.public_bytes(serialization.Encoding.PEM) + authority.public_bytes(serialization.Encoding.PEM)
    _write(folder / "server.key", _pem(mine), private=True)
    _write(folder / "server.crt", chain)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime, holds: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _EARLIER)
        .not_valid_after(at + holds)
    )


def _fits(file: Path, authority: x509.Certificate, names: tuple[str, ...], at: datetime) -> bool:
    """Whether the certificate that is there says these names, is this authority's, and holds for a while yet."""
    if not file.exists() or not file.with_suffix(".key").exists():
        return False
    kept = x509.load_pem_x509_certificate(file.read_bytes())
    said = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    try:
        kept.verify_directly_issued_by(authority)
    except Exception:
        # Any reason will do: what this authority did not sign is made anew.
        return False
    told = {str(one.value) for one in said}
    return told >= set(names) and kept.not_valid_after_utc > at + RENEWED_BEFORE


def _permitted_names(authority: x509.Certificate) -> list[str]:
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    return [str(one.value) for one in limits if isinstance(one, x509.DNSName)]


def _general(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.DNSName(name) if address is None else x509.IPAddress(address)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes, *, private: bool = False) -> None:
    """Whole or not at all; a key is its owner's alone from the first byte."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o644)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
    draft.replace(file)
