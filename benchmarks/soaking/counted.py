"""Afterwards: the hands' own journal against the office's rows, and the office against itself.

Nothing lost: every acknowledged form is one answered request whose events are in the log. Nothing doubled: no form was
answered by two, no officer's event belongs to none, no code, number, obligation or letter is there twice; a second
envelope is allowed only where a kill may have fallen between the mail server's acceptance and our record of it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from benchmarks.soaking.house import House
from benchmarks.soaking.journal import ACKNOWLEDGED, REFUSED, Journal
from notifications.mail import fingerprint
from tthc_engine.store.sql import Session
from tthc_engine.work.invariants import look

NOBODY = "('', 'clock', 'admin', 'init')"
_CODE = re.compile(r"^(.+)-(\d{8})-(\d+)$")


@dataclass(slots=True)
class Count:
    """What was counted, in words, and every doubt."""

    said: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def holds(self, sentence: str, wrong: object) -> None:
        """`wrong` empty or zero: `sentence` is so; else it is a doubt that shows what is wrong."""
        if wrong:
            shown = str(wrong)
            self.doubts.append(f"NOT SO: {sentence}: {shown[:600]}")
        else:
            self.said.append(sentence)


def count(house: House, journal: Journal) -> Count:
    """Everything that the soak promises. The worker must have come to rest; the machines may still run."""
    found = Count()
    with house.app.read() as session:
        _answers(session, journal, found)
        _codes(session, journal, found)
        _numbers(session, found)
        _apologies(session, journal, found)
        _messages(session, house, found)
    found.holds("no page broke while its database was there", house.broken_pages())
    broken = look(house.app, house.app.now()).failed
    found.holds("every standing invariant holds", broken)
    for words in (("verify",), ("rebuild", "--check")):
        ended = house.cli(*words)
        last = (ended.stdout.strip().splitlines() or [""])[-1]
        found.holds(
            f"tthc {' '.join(words)}: {last}", ended.stderr[-400:] + ended.stdout[-400:] if ended.returncode else ""
        )
    return found


def _answers(session: Session, journal: Journal, found: Count) -> None:
    """Forms against answered requests, and these against the log."""
    kept: dict[tuple[str, ...], list[tuple[str, int, int]]] = {}
    for key, dossier, first, last in session.rows("SELECT key, dossier_id, first_seq, last_seq FROM handled"):
        # `<person>:<word>:<key>:<hash of what was said>`
        kept.setdefault(tuple(key.rsplit(":", 1)[0].split(":", 2)), []).append((dossier, first, last))
    events = {(row[0], row[1]) for row in session.rows("SELECT dossier_id, seq FROM event")}
    lost, twice, phantom, torn = [], [], [], []
    for form, one in journal.sent.items():
        answered = kept.get(form, [])
        if one.outcome == ACKNOWLEDGED and not answered:
            lost.append(one)
        if one.outcome != ACKNOWLEDGED and answered:
            phantom.append(one)
        if len(answered) > 1:
            twice.append(one)
        torn += [
            one
            for dossier, first, last in answered
            if any((dossier, seq) not in events for seq in range(first, last + 1))
        ]
    acknowledged = sum(one.outcome == ACKNOWLEDGED for one in journal.sent.values())
    refused = sum(one.outcome == REFUSED for one in journal.sent.values())
    found.holds(f"{acknowledged} acknowledged commands, each one answered request", lost or twice)
    found.holds(f"{refused} refused ones and {_open(journal)} unanswered left nothing behind", phantom)
    found.holds("every event of an answered request is in the log", torn)
    unknown = [form for form in kept if form not in journal.sent]
    found.holds("no request was answered that nobody sent", unknown)
    spans: Counter[tuple[str, int]] = Counter(
        (dossier, seq) for spans in kept.values() for dossier, first, last in spans for seq in range(first, last + 1)
    )
    officers = session.rows(f"SELECT dossier_id, seq, kind FROM event WHERE by_person NOT IN {NOBODY}")
    # The scans of an online dossier are attached inside its submission's own transaction, without keys of their own.
    astray = [row for row in officers if spans[row[0], row[1]] != 1 and row[2] != "scan_attached"]
    found.holds(f"{len(officers)} events by people, each of exactly one request", astray)


def _open(journal: Journal) -> int:
    return sum(not one.outcome for one in journal.sent.values())


def _codes(session: Session, journal: Journal, found: Count) -> None:
    codes = [row[0] for row in session.rows("SELECT reference FROM dossier WHERE reference <> ''")]
    named = {one.dossier for one in journal.sent.values() if one.word == "accept" and _CODE.match(one.dossier)}
    found.holds(f"{len(codes)} dossiers have a code of their own", len(codes) - len(set(codes)))
    found.holds(f"{len(named)} codes that were printed are there", named - set(codes))
    by_day: dict[tuple[str, str], list[int]] = {}
    for code in codes:
        if (parts := _CODE.match(code)) is not None:
            by_day.setdefault((parts[1], parts[2]), []).append(int(parts[3]))
    gaps = {day: numbers for day, numbers in by_day.items() if sorted(numbers) != list(range(1, len(numbers) + 1))}
    found.holds(f"the codes of {len(by_day)} days count from 1 without a gap", gaps)


def _numbers(session: Session, found: Count) -> None:
    numbered = session.rows("SELECT unit, symbol, substr(issued_at, 1, 4), number FROM letter WHERE number <> ''")
    doubled = [row for row, times in Counter(numbered).items() if times > 1]
    found.holds(f"{len(numbered)} letters have a number of their own", doubled)
    registers: dict[tuple[Any, ...], list[int]] = {}
    for unit, symbol, year, number in numbered:
        if symbol:
            registers.setdefault((unit, symbol, year), []).append(int(number))
    gaps = {register for register, taken in registers.items() if sorted(taken) != list(range(1, len(taken) + 1))}
    found.holds(f"{len(registers)} registers of letters count from 1 without a gap", gaps)


def _apologies(session: Session, journal: Journal, found: Count) -> None:
    issued = session.value("SELECT COUNT(*) FROM letter WHERE kind = 'apology'")
    asked = sum(one.word == "issue_apology" and one.outcome == ACKNOWLEDGED for one in journal.sent.values())
    found.holds(f"{asked} apologies were issued, each one letter", issued - asked)
    twice = session.rows("SELECT dossier_id FROM letter WHERE kind = 'apology' GROUP BY dossier_id HAVING COUNT(*) > 1")
    found.holds("no dossier has two of them", twice)
    breached = session.value("SELECT COUNT(*) FROM event WHERE kind = 'deadline_breached'")
    again = session.rows(
        "SELECT dossier_id FROM event WHERE kind = 'deadline_breached' GROUP BY dossier_id HAVING COUNT(*) > 1"
    )
    found.holds(f"{breached} dossiers became overdue, each once", again)
    forgotten = session.rows(
        "SELECT d.id FROM dossier d WHERE d.breached_at IS NOT NULL AND"
        " (SELECT COUNT(DISTINCT o.kind) FROM obligation o"
        " WHERE o.dossier_id = d.id AND o.kind IN ('apology', 'explanation')) <> 2"
    )
    found.holds("each of them owes an apology and an explanation", forgotten)


def _messages(session: Session, house: House, found: Count) -> None:
    rows = session.rows("SELECT key, state, kind FROM outbox")
    by_state = Counter(row[1] for row in rows)
    sent = {row[0] for row in session.rows("SELECT key FROM delivery_attempt WHERE outcome = 'delivered'")}
    arrived: dict[str, list[EmailMessage]] = {}
    for file in house.post.taken("smtp"):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        arrived.setdefault(str(mail["Message-ID"]).strip("<>").partition("@")[0], []).append(mail)
    wanted = {fingerprint(key) for key in sent}
    found.holds(f"{len(sent)} mails recorded as delivered, all arrived", wanted - set(arrived))
    found.holds("nothing arrived that nobody wrote", set(arrived) - {fingerprint(row[0]) for row in rows} - wanted)
    doubled = {one: mails for one, mails in arrived.items() if len(mails) > 1}
    second = sum(len(mails) - 1 for mails in doubled.values())
    kills = house.killed.get("worker", 0) + house.killed.get("postgres", 0)
    found.holds(
        f"{second} second envelopes, at most one for each of the {kills} kills of worker and database",
        second if second > kills else 0,
    )
    different = [one for one, mails in doubled.items() if len({_content(mail) for mail in mails}) > 1]
    found.holds("a second envelope says what the first said", different)
    found.holds(f"messages by state: {dict(sorted(by_state.items()))}, none failed", by_state.get("failed", 0))


def _content(mail: EmailMessage) -> bytes:
    """Body and attachments, without the headers and boundaries that differ between two envelopes."""
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    return b"\x00".join(part for part in parts if isinstance(part, bytes))


def report(found: Count) -> Iterator[str]:
    yield from found.said
    yield from found.doubts
