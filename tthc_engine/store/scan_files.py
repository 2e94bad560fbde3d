"""The bytes of scans: one file each, named by its SHA-256, in the office's data folder.

A file is written whole or not at all, readable by its owner only, and never changed: the name proves the content.
"""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from tthc_engine.store.sealing import SEALED, CannotUnseal, Passphrase, seal, unseal

_HASH = re.compile(r"[0-9a-f]{64}")


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(folder: Path, sha256: str) -> Path:
    """Where the bytes lie. Raises ValueError for what is no hash: a path is never made of what somebody typed."""
    if not _HASH.fullmatch(sha256):
        raise ValueError("not a SHA-256")
    return folder / sha256[:2] / sha256


def keep(folder: Path, content: bytes) -> str:
    """Write the bytes and return their hash; the same bytes again change nothing."""
    sha256 = name_of(content)
    path = path_of(folder, sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{sha256}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    return sha256


def read(folder: Path, sha256: str) -> bytes | None:
    """The bytes; None where they are gone or are not what their name says."""
    path = path_of(folder, sha256)
    if not path.exists():
        return None
    content = path.read_bytes()
    return content if name_of(content) == sha256 else None


def remove(folder: Path, hashes: Iterable[str]) -> int:
    """Remove these files for ever, sealed ones as well; how many there were."""
    gone = 0
    for one in hashes:
        path = path_of(folder, one)
        for file in (path, path.with_name(path.name + SEALED)):
            if file.exists():
                file.unlink()
                gone += 1
    return gone


def mirror(source: Path, target: Path, *, passphrase: Passphrase | None = None) -> int:
    """Copy to `target` what it does not have yet, sealed where there is a passphrase; how many. Removes nothing."""
    copied = 0
    for file in files(source):
        other = path_of(target, file.name)
        if passphrase is not None:
            other = other.with_name(other.name + SEALED)
        if not other.exists():
            other.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = other.with_name(f".{file.name}.{secrets.token_hex(4)}")
            if passphrase is None:
                shutil.copyfile(file, draft)
                draft.chmod(0o600)
            else:
                seal(file, draft, passphrase)
            draft.replace(other)
            copied += 1
    return copied


def lacking(source: Path, target: Path) -> int:
    """Bytes of the scans that `target` does not have, plain or sealed."""
    found = 0
    for file in files(source):
        other = path_of(target, file.name)
        if not other.exists() and not other.with_name(other.name + SEALED).exists():
            found += file.stat().st_size
    return found


def bring_back(source: Path, target: Path, *, passphrase: Passphrase | None) -> int:
    """Copy a backup's scans, plain and sealed, to where they are missing; how many.

    Raises CannotUnseal for a sealed one that the passphrase does not open or that is not what its name says.
    """
    brought = mirror(source, target)
    if passphrase is None:
        return brought
    for file in sorted(source.glob(f"??/*{SEALED}")):
        sha256 = file.name.removesuffix(SEALED)
        if not _HASH.fullmatch(sha256) or path_of(target, sha256).exists():
            continue
        place = path_of(target, sha256)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = place.with_name(f".{sha256}.{secrets.token_hex(4)}")
        unseal(file, draft, passphrase)
        if name_of(draft.read_bytes()) != sha256:
            draft.unlink()
            raise CannotUnseal(f"{file} does not hold the scan its name says; it was put there by somebody.")
        draft.replace(place)
        brought += 1
    return brought


def files(folder: Path) -> Iterator[Path]:
    """Every scan's file in the folder."""
    if folder.is_dir():
        yield from (file for file in sorted(folder.glob("??/*")) if _HASH.fullmatch(file.name))
