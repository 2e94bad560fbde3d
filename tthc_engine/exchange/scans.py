"""What an uploaded file really is: judged by its content, never by its name.

Only what a desk needs is taken: PDF, JPEG, PNG, WebP and TIFF that open and are whole. A picture is decoded to its
last line, a PDF's pages are counted; anything else, encrypted or broken is refused in words.
"""

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PIL import Image, UnidentifiedImageError
from pyhanko.pdf_utils.reader import PdfFileReader

LARGEST = 20_000_000
"""Bytes of one scan: forty pages at 300 dpi in grey."""
MOST_PIXELS = 80_000_000
"""A3 at 600 dpi; a small file may claim to be a huge picture and fill the memory."""
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "TIFF": "image/tiff"}
PDF = "application/pdf"
ENDINGS = {PDF: "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/tiff": "tif"}


class Unfit(StrEnum):
    """Why a file is not kept; the catalogue has the words (`scan.too_large`)."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"


class UnfitScan(Exception):
    """The file is not taken as a scan."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    media: str
    pages: int
    signed: bool
    """The PDF has a signature field that is filled; whether it holds is another question."""


def look(content: bytes) -> Looked:
    """What the bytes are. Raises UnfitScan."""
    if not content:
        raise UnfitScan(Unfit.EMPTY)
    if len(content) > LARGEST:
        raise UnfitScan(Unfit.TOO_LARGE)
    if content.lstrip()[:5] == b"%PDF-":
        return _pdf(content)
    return _picture(content)


def _picture(content: bytes) -> Looked:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(PICTURES)) as picture:
                _decode(picture)
                return Looked(
                    media=PICTURES[str(picture.format)], pages=int(getattr(picture, "n_frames", 1)), signed=False
                )
    except UnidentifiedImageError as error:
        raise UnfitScan(Unfit.UNKNOWN_KIND) from error
    except (_TooManyPixels, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnfitScan(Unfit.TOO_LARGE) from error
    except Exception as error:
        # A decoder fed with anything raises anything; whatever it was, this is no picture that opens.
        raise UnfitScan(Unfit.BROKEN) from error


class _TooManyPixels(Exception):
    pass


def _decode(picture: Image.Image) -> None:
    """To the last line: a picture that was cut off in the middle is no scan of a paper."""
    if picture.width * picture.height > MOST_PIXELS:
        raise _TooManyPixels
    picture.load()


def _pdf(content: bytes) -> Looked:
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        encrypted = bool(reader.encrypted)
        root = {} if encrypted else reader.root
        pages = 1 if encrypted else int(root["/Pages"]["/Count"])
        active = _runs(root)
        signed = not encrypted and any(True for _ in reader.embedded_signatures)
    except Exception as error:
        raise UnfitScan(Unfit.BROKEN) from error
    if encrypted:
        raise UnfitScan(Unfit.ENCRYPTED)
    if pages < 1:
        raise UnfitScan(Unfit.BROKEN)
    if active:
        raise UnfitScan(Unfit.ACTIVE)
    return Looked(media=PDF, pages=pages, signed=signed)


def _runs(root: Mapping[str, Any]) -> bool:
    """Whether opening it does more than to show a page."""
    started = _part(_part(root, "/OpenAction"), "/S") in ("/JavaScript", "/Launch", "/URI", "/SubmitForm")
    return started or "/AA" in root or "/JavaScript" in (_part(root, "/Names") or ())


def _part(whole: Any, name: str) -> Any:
    """What stands under `name`, also behind a reference; None where there is nothing, or `whole` is no dictionary."""
    try:
        return whole[name]
    except (KeyError, TypeError, IndexError):
        return None
