"""The office's own certificate: what it vouches for, how long, and that a browser's library believes it."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from tthc_engine.work.house import own_tls

AT = datetime(2026, 11, 16, tzinfo=UTC)
NAMES = ("motcua.local", "localhost", "127.0.0.1", "192.168.1.20")


def leaf(ready: own_tls.Ready) -> x509.Certificate:
    return x509.load_pem_x509_certificate(ready.certificate.read_bytes())


def test_the_certificate_names_this_machine_and_phones_believe_its_length(tmp_path: Path):
    ready = own_tls.ready(tmp_path, NAMES, at=AT)
    made = leaf(ready)
    said = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {str(one.value) for one in said} == set(NAMES)
    assert made.not_valid_after_utc - AT <= timedelta(days=398)
    context = ssl.create_default_context(cafile=str(ready.authority))
    context.load_cert_chain(ready.certificate, ready.key)


def test_keys_are_their_owners_alone(tmp_path: Path):
    own_tls.ready(tmp_path, NAMES, at=AT)
    for name in ("ca.key", "server.key"):
        assert stat.S_IMODE((tmp_path / "tls" / name).stat().st_mode) == 0o600


def test_the_authority_vouches_for_nothing_outside_the_network(tmp_path: Path):
    ready = own_tls.ready(tmp_path, NAMES, at=AT)
    authority = x509.load_pem_x509_certificate(ready.authority.read_bytes())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    allowed = {str(one.value) for one in limits.value.permitted_subtrees or []}
    assert {"local", "localhost", "192.168.0.0/16"} <= allowed
    assert "example.org" not in allowed


def test_nothing_is_made_anew_until_it_must_be(tmp_path: Path):
    first = own_tls.ready(tmp_path, NAMES, at=AT)
    before = first.certificate.read_bytes()
    assert own_tls.ready(tmp_path, NAMES, at=AT + timedelta(days=300)).certificate.read_bytes() == before
    renewed = own_tls.ready(tmp_path, NAMES, at=AT + timedelta(days=380))
    assert renewed.certificate.read_bytes() != before
    assert renewed.fingerprint == first.fingerprint, "phones keep what they have"
    moved = own_tls.ready(tmp_path, (*NAMES, "192.168.1.99"), at=AT + timedelta(days=381))
    assert moved.fingerprint == first.fingerprint, "another address of the same network"


def test_a_new_public_name_needs_a_new_authority(tmp_path: Path):
    first = own_tls.ready(tmp_path, NAMES, at=AT)
    other = own_tls.ready(tmp_path, ("motcua.example.org", *NAMES), at=AT)
    assert other.fingerprint != first.fingerprint
    assert own_tls.known(tmp_path).fingerprint == other.fingerprint


def test_where_https_was_never_begun_nothing_is_known(tmp_path: Path):
    assert own_tls.known(tmp_path) is None
