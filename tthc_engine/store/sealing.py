"""A file sealed by a passphrase: nobody reads it without, nobody changes it unseen, however large it is.

    magic | salt 16 | number 32 | check 16 | piece, piece, …

scrypt makes the passphrase and the salt one key for a whole backup; HKDF makes of it and the file's number the file's
own key and the check, by which a wrong passphrase is told from a damaged file. Each piece of a mebibyte is AES-256-GCM
with its place and whether it is the last as nonce: pieces cannot be left out, put elsewhere or cut off at the end.
"""

import os
import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tthc_engine.domain.errors import TthcError

SEALED = ".sealed"
"""What a sealed file's name ends with."""

_MAGIC = b"tthc-sealed-1\n"
_SALT, _NUMBER, _CHECK, _TAG = 16, 32, 16, 16
PIECE = 1 << 20
# 32 MiB and about a tenth of a second on an old PC: dear for who guesses, cheap for who knows.
_COST = {"n": 1 << 15, "r": 8, "p": 1}
LEAST_CHARACTERS = 12


class CannotSeal(TthcError):
    """There is no passphrase to seal or unseal with."""


class CannotUnseal(TthcError):
    """The file is not sealed by us, not by this passphrase, or not as it was made."""


class Passphrase:
    """The words that open a backup; one object seals all files of one backup."""

    __slots__ = ("_keys", "_salt", "_words")

    def __init__(self, words: str) -> None:
        """Raises CannotSeal for words that are too few to keep anybody out."""
        if len(words) < LEAST_CHARACTERS:
            raise CannotSeal(f"The passphrase is too short: at least {LEAST_CHARACTERS} characters.")
        self._words = words.encode()
        self._salt = secrets.token_bytes(_SALT)
        self._keys: dict[bytes, bytes] = {}

    @classmethod
    def read(cls, file: Path) -> "Passphrase":
        """The first line of `file`. Raises CannotSeal where there is none."""
        try:
            words = file.read_text(encoding="utf-8").partition("\n")[0].strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CannotSeal(f"The passphrase's file {file} cannot be read: {error}") from error
        return cls(words)

    def new_header(self) -> bytes:
        return _MAGIC + self._salt + secrets.token_bytes(_NUMBER)

    def keys_of(self, header: bytes) -> tuple[bytes, bytes]:
        """The file's own key, and the check that its header carries."""
        salt = header[len(_MAGIC) : len(_MAGIC) + _SALT]
        if salt not in self._keys:
            self._keys[salt] = Scrypt(salt=salt, length=32, **_COST).derive(self._words)
        made = HKDF(algorithm=SHA256(), length=32 + _CHECK, salt=None, info=header).derive(self._keys[salt])
        return made[:32], made[32:]


def is_sealed(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(_MAGIC)) == _MAGIC


def seal(source: Path, target: Path, passphrase: Passphrase) -> None:
    """Write `source` sealed to `target`, readable by its owner alone; a mebibyte at a time is in memory."""
    header = passphrase.new_header()
    key, check = passphrase.keys_of(header)
    cipher = AESGCM(key)
    with source.open("rb") as plain, _private(target) as sealed:
        sealed.write(header + check)
        for place, piece, is_last in _pieces(plain, PIECE):
            sealed.write(cipher.encrypt(_nonce(place, is_last=is_last), piece, None))
        sealed.flush()
        os.fsync(sealed.fileno())


def unseal(source: Path, target: Path, passphrase: Passphrase) -> None:
    """Write what `source` holds to `target`; raises CannotUnseal, and then `target` is not there."""
    try:
        with source.open("rb") as sealed, _private(target) as plain:
            key = _key(sealed, source, passphrase)
            cipher = AESGCM(key)
            for place, piece, is_last in _pieces(sealed, PIECE + _TAG):
                plain.write(cipher.decrypt(_nonce(place, is_last=is_last), piece, None))
            plain.flush()
            os.fsync(plain.fileno())
    except InvalidTag as error:
        target.unlink(missing_ok=True)
        raise CannotUnseal(f"{source} was changed or damaged after it was made; use another backup.") from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _key(sealed: BinaryIO, source: Path, passphrase: Passphrase) -> bytes:
    header = sealed.read(len(_MAGIC) + _SALT + _NUMBER)
    check = sealed.read(_CHECK)
    if not header.startswith(_MAGIC) or len(check) < _CHECK:
        raise CannotUnseal(f"{source} is no file that `tthc backup --encrypt` made.")
    key, expected = passphrase.keys_of(header)
    if not secrets.compare_digest(check, expected):
        raise CannotUnseal(f"The passphrase is not the one {source} was sealed with.")
    return key


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Place, content and whether nothing follows; an empty file is one empty piece."""
    place, piece = 0, file.read(size)
    while True:
        following = file.read(size)
        yield place, piece, not following
        if not following:
            return
        place, piece = place + 1, following


def _nonce(place: int, *, is_last: bool) -> bytes:
    return struct.pack(">3xQ?", place, is_last)


def _private(file: Path) -> BinaryIO:
    return os.fdopen(os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600), "wb")
