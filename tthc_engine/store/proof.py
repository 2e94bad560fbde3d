"""Proving the log: every chain, every personal digest, every daily root, and that the lists end where the chains do."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from tthc_engine.store import log
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.offices import audit_hash
from tthc_engine.store.sql import Row, Session

_EVENT = (
    "dossier_id, seq, kind, at, by_person, stands_for, procedure, regime, calendar, payload, personal_digest,"
    " prev_hash, hash"
)
_BATCH = 2_000


@dataclass(slots=True)
class Proof:
    """What was looked at, and everything that does not hold, each in one sentence."""

    events: int = 0
    dossiers: int = 0
    purged: int = 0
    """Personal parts that were removed; their digests still prove the chain."""
    roots: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.problems


def seal(session: Session, day: date, *, at: datetime) -> str:
    """Store the root of `day`: H(previous root, heads changed since, in log order). The same day again changes nothing.

    Print it, or send it to somebody who keeps it: from then on nothing before it can be altered unseen.
    """
    known = session.value("SELECT root FROM daily_root WHERE day = ?", (day.isoformat(),))
    if known is not None:
        return str(known)
    log.hold_appenders(session)
    last = session.row("SELECT root, until_position FROM daily_root ORDER BY until_position DESC, day DESC LIMIT 1")
    previous, after = (str(last[0]), int(last[1])) if last is not None else (log.GENESIS, 0)
    until = int(session.value("SELECT MAX(position) FROM event") or 0)
    root = _root(session, previous, after=after, until=until)
    session.insert(
        "daily_root", {"day": day.isoformat(), "until_position": until, "root": root, "at": instant_text(at)}
    )
    return root


def log_digest(session: Session) -> str:
    """One number for the whole log, the same in whatever order a database gives its events and in every later shape."""
    total, after = 0, ("", 0)
    while found := session.rows(
        "SELECT dossier_id, seq, hash FROM event WHERE dossier_id > ? OR (dossier_id = ? AND seq > ?)"
        " ORDER BY dossier_id, seq LIMIT ?",
        (after[0], *after, _BATCH),
    ):
        for dossier, seq, kept in found:
            total += int.from_bytes(hashlib.sha256(f"{dossier} {seq} {kept}".encode()).digest(), "big")
        after = (found[-1][0], found[-1][1])
    return f"{total % (1 << 256):064x}"


def verify(session: Session) -> Proof:
    """Prove the whole log from its rows alone; needs no declarations, no calendar and no network."""
    proof = Proof()
    heads = dict[str, tuple[int, str]]()
    for chain in _chains(session):
        proof.dossiers += 1
        heads[chain[0][0]] = _prove_chain(session, chain, proof)
    _prove_lists(session, heads, proof)
    _prove_roots(session, proof)
    _prove_office(session, proof)
    return proof


def _chains(session: Session) -> Iterator[list[Row]]:
    """The rows of one dossier after another."""
    after = ("", 0)
    chain: list[Row] = []
    while True:
        found = session.rows(
            f"SELECT {_EVENT} FROM event WHERE dossier_id > ? OR (dossier_id = ? AND seq > ?)"
            " ORDER BY dossier_id, seq LIMIT ?",
            (after[0], *after, _BATCH),
        )
        for row in found:
            if chain and chain[-1][0] != row[0]:
                yield chain
                chain = []
            chain.append(row)
        if not found:
            break
        after = (found[-1][0], found[-1][1])
    if chain:
        yield chain


def _prove_chain(session: Session, chain: list[Row], proof: Proof) -> tuple[int, str]:
    dossier = chain[0][0]
    kept = {
        row[0]: (row[1], row[2])
        for row in session.rows("SELECT seq, salt, payload FROM personal WHERE dossier_id = ?", (dossier,))
    }
    previous, expected = log.GENESIS, 1
    for row in chain:
        proof.events += 1
        where = f"dossier {dossier}, event {row[1]}"
        if row[1] != expected:
            proof.problems.append(f"{where}: event {expected} is missing")
        if row[-2] != previous or log.chained(row[-2], row[:-2]) != row[-1]:
            proof.problems.append(f"{where}: its content does not give its hash")
        proof.problems += [f"{where}: {what}" for what in _contradictions(row)]
        _prove_personal(row, kept, proof, where=where)
        previous, expected = row[-1], row[1] + 1
    proof.problems += [f"dossier {dossier}: personal part {seq} belongs to no event" for seq in sorted(kept)]
    return chain[-1][1], previous


def _prove_personal(row: Row, kept: dict[int, tuple[str, str]], proof: Proof, *, where: str) -> None:
    digest = row[10]
    personal = kept.pop(row[1], None)
    if personal is not None and log.personal_digest(*personal) != digest:
        proof.problems.append(f"{where}: its personal part does not give its digest")
    if personal is None and digest:
        proof.purged += 1


def _contradictions(row: Row) -> list[str]:
    """Columns that stand beside the payload for searching must say what it says."""
    said = json.loads(row[9])
    pairs = (
        ("kind", row[2], said["kind"]),
        ("at", instant_of(row[3]), datetime.fromisoformat(said["at"])),
        ("by", row[4], said["by"]),
        ("stands_for", row[5], said["stands_for"]),
    )
    return [f"{name} is not what its payload says" for name, column, payload in pairs if column != payload]


def _prove_lists(session: Session, heads: dict[str, tuple[int, str]], proof: Proof) -> None:
    """A removed tail leaves a whole chain; the list remembers where it ended."""
    for dossier, version, head in session.rows("SELECT id, version, head_hash FROM dossier"):
        if heads.get(dossier) != (version, head):
            proof.problems.append(f"dossier {dossier}: the list knows {version} events, the log ends elsewhere")


def _prove_roots(session: Session, proof: Proof) -> None:
    previous, after = log.GENESIS, 0
    for day, until, root in session.rows(
        "SELECT day, until_position, root FROM daily_root ORDER BY until_position, day"
    ):
        proof.roots += 1
        if _root(session, previous, after=after, until=until) != root:
            proof.problems.append(f"daily root {day}: the heads of its day do not give it")
        previous, after = root, until


def _prove_office(session: Session, proof: Proof) -> None:
    previous = ""
    for position, unit, kind, at, by, payload, before, kept in session.rows(
        "SELECT position, unit, kind, at, by_person, payload, prev_hash, hash FROM office_event ORDER BY position"
    ):
        if before != previous or audit_hash(previous, unit, kind, at, by, payload) != kept:
            proof.problems.append(f"office event {position}: its content does not give its hash")
        previous = kept


def _root(session: Session, previous: str, *, after: int, until: int) -> str:
    """H(previous root, the last hash of each dossier that changed in (after, until], in log order)."""
    changed = session.rows(
        "SELECT dossier_id, hash FROM event WHERE position IN"
        " (SELECT MAX(position) FROM event WHERE position > ? AND position <= ? GROUP BY dossier_id) ORDER BY position",
        (after, until),
    )
    said = "\n".join([previous, *(f"{dossier} {head}" for dossier, head in changed)])
    return hashlib.sha256(said.encode()).hexdigest()
