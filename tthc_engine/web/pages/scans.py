"""Scans shown and sent: what each is in words, and headers under which a file that came from outside may be opened."""

from starlette.responses import Response

from tthc_engine.exchange.scans import ENDINGS
from tthc_engine.store.scans import KeptScan
from tthc_engine.web.messages import Messages

# Nothing inside the file may run, load or be framed elsewhere; the browser's own viewer needs no more than this.
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
)


def label(scan: KeptScan, _: Messages) -> str:
    """`PDF, 3 trang, 412 KB`."""
    said = _("scan.label", kind=ENDINGS[scan.media].upper(), pages=scan.pages, size=_size(_, scan.size))
    return f"{said}, {_('scan.signed')}" if scan.signed else said


def scan_response(content: bytes, scan: KeptScan) -> Response:
    """The bytes as what they were found to be, never as what somebody called them."""
    name = f"ban-quet-{scan.sha256[:12]}.{ENDINGS[scan.media]}"
    return Response(
        content,
        media_type=scan.media,
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def _size(_: Messages, size: int) -> str:
    return f"{_.numerals.places(size / 1_000_000, 1)} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"
