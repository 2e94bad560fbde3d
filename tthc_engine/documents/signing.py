"""Digital signatures in PDF files: checked for signer, time and integrity, or made with the office's own certificate.

A file signed elsewhere is believed only when it is the draft, byte for byte, with a signature added behind it, when
nothing was changed after the signature, and when the certificate leads to a root the office trusts.
"""

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import PdfSignatureStatus, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from tthc_engine.domain.errors import TthcError

# Its log names the signer; what failed is told on the page instead.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

Certificate = Any
"""As the reader of certificates gives it; it has no types of its own."""
AHEAD = timedelta(minutes=10)
"""How far the signer's own clock may be ahead of ours."""


class Unfit(StrEnum):
    """Why a signed file is not taken."""

    NOT_PDF = "not_pdf"
    UNSIGNED = "unsigned"
    ALTERED = "altered"
    """A signature does not fit the bytes it covers."""
    CHANGED_AFTER = "changed_after"
    """Something was added after the last signature, or the signature does not cover the whole file."""
    UNTRUSTED = "untrusted"
    """The certificate does not lead to a root the office trusts, or was not valid."""
    NO_TIME = "no_time"
    IN_FUTURE = "in_future"


class SignatureUnfit(TthcError):
    """The file's signature cannot be relied on; `why` says which of the checks failed."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(f"the signature cannot be relied on: {why}")
        self.why = why


class NoCertificate(TthcError):
    """The office's own certificate is not set up, or its password is wrong."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature that holds."""

    name: str
    """Whom the certificate names (CN)."""
    at: datetime
    """A trusted time stamp's, where there is one, else as the signer's program says; aware, UTC."""
    certificate: str
    """SHA-256 of the certificate, hex."""
    issuer: str


def roots(path: Path | None) -> tuple[Certificate, ...]:
    """The certificates in a PEM file, the national roots for instance; none where no file is given.

    Raises ValueError for a file that holds no certificate.
    """
    if path is None:
        return ()
    data = path.read_bytes()
    found = tuple(load_certs_from_pemder_data(data))
    if not found:
        raise ValueError(f"{path} holds no certificate")
    return found


def verify(pdf: bytes, trusted: Sequence[Certificate], *, now: datetime) -> tuple[Signature, ...]:
    """Every signature of the file, the first one first; all of them hold.

    `now` is the machine's own time: certificates are judged by it. Raises SignatureUnfit.
    """
    try:
        embedded = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_regular_signatures
    except (PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, IndexError):
        raise SignatureUnfit(Unfit.NOT_PDF) from None
    if not embedded:
        raise SignatureUnfit(Unfit.UNSIGNED)
    found = [_checked(one, trusted, now) for one in embedded]
    return tuple(found)


def _checked(one: EmbeddedPdfSignature, trusted: Sequence[Certificate], now: datetime) -> Signature:
    context = ValidationContext(trust_roots=list(trusted), allow_fetching=False, moment=now)
    try:
        status = validate_pdf_signature(one, context)
    except Exception as error:  # a broken structure fails in many ways; whichever it is, the file is not believed
        raise SignatureUnfit(Unfit.ALTERED) from error
    if (why := _fault(status)) is not None:
        raise SignatureUnfit(why)
    stamped = status.timestamp_validity
    at = (
        stamped.timestamp
        if stamped is not None and stamped.intact and stamped.valid and stamped.trusted
        else status.signer_reported_dt
    )
    if at is None:
        raise SignatureUnfit(Unfit.NO_TIME)
    if at > now + AHEAD:
        raise SignatureUnfit(Unfit.IN_FUTURE)
    certificate = status.signing_cert
    return Signature(
        name=str(certificate.subject.native.get("common_name", "")),
        at=at.astimezone(UTC),
        certificate=sha256(certificate.dump()).hexdigest(),
        issuer=str(certificate.issuer.native.get("common_name", "")),
    )


def _fault(status: PdfSignatureStatus) -> Unfit | None:
    if not status.intact or not status.valid:
        return Unfit.ALTERED
    if not status.trusted:
        return Unfit.UNTRUSTED
    # What a second signer adds (another signature, a time stamp) is allowed; a changed page never is.
    return None if status.bottom_line else Unfit.CHANGED_AFTER


def begins_with(pdf: bytes, length: int) -> str:
    """The SHA-256 of the first `length` bytes: a signature is added behind a file, so they are the draft's own."""
    return sha256(pdf[:length]).hexdigest()


class OwnCertificate:
    """The office's certificate and key out of a PKCS#12 file, opened once for many files. Raises NoCertificate."""

    def __init__(self, path: Path, password: str) -> None:
        self._signer = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
            path, passphrase=password.encode() or None
        )
        if self._signer is None:
            raise NoCertificate(f"{path} cannot be opened")
        self._room: int | None = None
        """Hex digits that a signature needs, as the first one showed: to guess it again costs a second signature."""

    def sign(self, pdf: bytes, *, reason: str, number: int = 1) -> bytes:
        """The same file with a signature added behind it."""
        meta = signers.PdfSignatureMetadata(field_name=f"Signature{number}", reason=reason)
        out = io.BytesIO()
        signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False),
            meta,
            signer=self._signer,
            bytes_reserved=self._room,
            output=out,
        )
        made = out.getvalue()
        if self._room is None:
            begins = made.rindex(b"/Contents <") + len(b"/Contents <")
            self._room = made.index(b">", begins) - begins
        return made
