"""Whatever officers do in whatever order: nothing but refusals, every letter prints, the lists equal the log."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.asking import arguments
from tests.builders import OPENED, STAFF, AnOffice, an_app, facts, hanoi
from tthc_engine.documents.render import render
from tthc_engine.domain import commands as c
from tthc_engine.domain import timing
from tthc_engine.domain.decide import DECISIONS
from tthc_engine.domain.decide.matter import ROLES
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.office import LocalDay
from tthc_engine.domain.people import THE_CLOCK, Actor
from tthc_engine.domain.procedure import Channel, Role
from tthc_engine.domain.rules import Window
from tthc_engine.engine.rebuilding import check
from tthc_engine.store import hours, letters, offices
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.proof import seal, verify

pytestmark = pytest.mark.integration

STARTS = (
    ("2.002854", "2026-06-01 09:00"),
    ("2.002854", "2026-12-28 16:00"),
    ("3.000465", "2026-11-13 15:20"),
    ("1.004889", "2026-10-05 08:00"),
    ("1.005099", "2024-04-17 10:00"),
    ("1.005099", "2025-06-27 10:00"),
    ("1.014336", "2026-10-26 10:00"),
    ("1.000280", "2026-03-02 10:00"),
    ("2.001023", "2026-06-01 09:00"),
)
WORDS = sorted(set(DECISIONS) - {"submit", "apply_calendar", "accept", "import_dossier", "take_over"})
ENDINGS = frozenset({"refuse", "withdraw", "stop", "close_unanswered"})
"""Rarer than the rest, or no dossier would live long."""
SEQUENCES = 64
LENGTH = 40
PAUSES = (1, 30, 200, 700, 1440, 2880, 5000, 20000)
"""Minutes between two acts."""


class Desk:
    """Acts at random upon one dossier, in the roles of one office."""

    def __init__(self, office: AnOffice, seed: int, *, calendars: list[str]) -> None:
        self.office = office
        self.calendars = calendars
        self.chance = random.Random(seed)
        self.dossier = f"d{seed}"
        self.procedure, wall = STARTS[seed % len(STARTS)]
        self.at = hanoi(wall)
        registration = c.Registration(
            procedure=self.procedure,
            owner=c.Party(name="Lường Bảo Ngọc", identifier="099316001234"),
            submitter=self.chance.choice((None, c.Party(name="Lường Văn Hoà", email="hoa@example.org"))),
            relation="parent",
            channel=self.chance.choice(office.app.catalogue.in_force(self.procedure, self.at.date()).channels),
        )
        enter = c.Submit if registration.channel is Channel.ONLINE else c.Accept
        self.ask(enter(dossier=self.dossier, by=self.somebody(Role.DESK), registration=registration))

    def somebody(self, role: Role) -> Actor:
        return self.office.officer(role)

    def ask(self, command: c.Command) -> None:
        try:
            with self.office.app.transaction() as session:
                self.office.app.engine.handle(session, command, at=self.at)
        except Refusal:
            pass

    def act(self) -> None:
        self.at += timedelta(minutes=self.chance.choice(PAUSES))
        if self.chance.random() < 0.3:
            self.ask(c.CheckClock(dossier=self.dossier, by=THE_CLOCK))
            return
        if self.chance.random() < 0.1:
            calendar = self.chance.choice(self.calendars)
            self.ask(c.ApplyCalendar(dossier=self.dossier, by=THE_CLOCK, calendar=calendar, act="12/QĐ-UBND"))
        # A supplement is asked for within three working days or never: often enough that every run has some.
        word = "request_supplement" if self.chance.random() < 0.05 else self.chance.choice(WORDS)
        if word in ENDINGS and self.chance.random() < 0.8:
            return
        entitled = sorted(ROLES[word] & set(STAFF)) or STAFF
        role = self.chance.choice(entitled if self.chance.random() < 0.8 else STAFF)
        self.ask(self.command(word, self.somebody(role)))
        with self.office.app.read() as session:
            dossier, rules = self.office.app.engine.dossier(session, self.dossier)
        step = timing.current_step(dossier, rules)
        if step is not None and self.chance.random() < 0.5:
            self.ask(c.Complete(dossier=self.dossier, by=self.somebody(step.owner)))
        if not dossier.accepted:
            self.ask(c.Accept(dossier=self.dossier, by=self.somebody(Role.DESK)))

    def command(self, word: str, by: Actor) -> c.Command:
        with self.office.app.read() as session:
            dossier, rules = self.office.app.engine.dossier(session, self.dossier)
        then = self.at + timedelta(days=self.chance.randint(0, 9))
        closing = rules.calendar.closing(rules.calendar.working_day_on_or_after(rules.calendar.local(then).date()))
        body = self.chance.choice([one.body for one in dossier.parts] or ["civil_status"])
        letter = str(self.chance.randint(1, max(1, len(dossier.letters))))
        more = {
            "request_supplement": {"items": (c.Item(text="Đơn"),), "reason": "Thiếu"},
            "refuse": {"reason": "Không đủ điều kiện"},
            "assign": {"to": "school.handler"},
            "reassign": {"to": "school.handler", "reason": "Bận"},
            "send_back": {"to_step": rules.procedure.handling[0].key, "reason": "Xem lại"},
            "record_start": {
                "phase": timing.limit_of(dossier, rules).phases[-1].key,
                "started_at": self.at,
                "document": "Báo cáo của đoàn",
            },
            "declare_delay": {"reason": "Chờ xác minh"},
            "notify_onestop": {"reason": "Chậm"},
            "explain": {"reason_code": "R06", "reason": "Chậm"},
            "return_explanation": {"reason": "Chưa rõ"},
            "issue_apology": {"new_appointment": closing if then > self.at else None, "reason": "Chậm"},
            "extend": {"until": closing, "reason": "Xác minh ở nước ngoài", "legal_basis": "TT 13/2021"},
            "override": {"reason": "Giấy tờ giả"},
            "number_letter": {"letter": letter},
            "dispatch": {"letter": letter},
            "file_letter": {"letter": letter, "sha256": "0", "template": "receipt@1"},
            "void_number": {"letter": letter, "reason": "Ghi nhầm"},
            "answer_online": {"answer": "Đang kiểm tra"},
            "adjust_content": {"content": "Chuyển trường cho hai con"},
            "consult": {"body": "Công an xã", "question": "Nơi thường trú?", "until": closing},
            "chase": {"body": "Công an xã"},
            "answer_consultation": {"body": "Công an xã", "answer": "Đúng"},
            "record_verification": {"place": "Trường", "content": "Đúng hồ sơ"},
            "suspend": {"since": min(self.at, then), "until": closing, "act": "QĐ 12/QĐ-UBND", "reason": "Bão"},
            "request_payment": {"reason": "Lệ phí", "amount": 20_000},
            "correct_result": {"reason": "Sai tên"},
            "reopen": {"reason": "Đóng nhầm"},
            "report_loss": {"reason": "Mất học bạ", "cost": 50_000},
            "transfer": {"unit": "school", "to": "bhxh", "act": "QĐ 15/QĐ-UBND"},
            "move_version": {"to": "2026-05-10", "reason": "Thông tư mới", "legal_basis": "Điều khoản chuyển tiếp"},
            "send_part": {"body": body, "reason": "Nhầm người"},
            "return_part": {"body": body, "answer": "Đã cấp"},
            "explain_part": {"body": body, "reason": "Hệ thống gián đoạn", "new_date": closing},
        }
        return c.REQUESTS[word](dossier=self.dossier, by=by, **arguments(word, more.get(word, {}), then=then))


def prepared(office: AnOffice) -> list[str]:
    """An intake window, and two calendars between which a dossier may be moved."""
    AnOffice(office.app, "bhxh", code="H99.90")
    at_work = facts().model_copy(update={"bodies": {"social_insurance": "bhxh"}})
    storm = [LocalDay(on=day, reason="Bão") for day in (date(2026, 6, 4), date(2026, 10, 7), date(2026, 11, 16))]
    window = Window(procedure="1.014336", opens=date(2026, 9, 7), closes=date(2026, 11, 6))
    with office.app.transaction() as session:
        offices.put_window(session, "school", window, by="admin", at=hanoi("2026-09-01 08:00"))
        return [
            hours.open_office(session, office.app.catalogue, "school", with_these, by="admin", at=OPENED)
            for with_these in (at_work.model_copy(update={"closures": tuple(storm)}), at_work)
        ]


def test_any_sequence_leaves_proven_logs_equal_lists_and_letters_that_print(tmp_path: Path):
    office = AnOffice(an_app(tmp_path))
    calendars = prepared(office)
    for seed in range(SEQUENCES):
        desk = Desk(office, seed, calendars=calendars)
        for _ in range(LENGTH):
            desk.act()
    with office.app.transaction() as session:
        seal(session, date(2026, 12, 31), at=hanoi("2026-12-31 23:00"))
    with office.app.read() as session:
        assert check(session, office.app.engine.rulebook).differences == []
        assert verify(session).problems == []
        found = [
            one
            for row in session.rows("SELECT id FROM dossier")
            for one in letters.of_dossier(session, EVERYTHING, row[0])
        ]
        contexts = {one.id: letters.context(session, one.id) for one in found}
        kinds = {one.kind for one in found}
    assert kinds >= {
        "receipt",
        "supplement_request",
        "refusal",
        "apology",
        "onestop_notice",
        "explanation_report",
        "appointment_notice",
        "stop_notice",
        "consultation_request",
        "handover",
    }
    for context in contexts.values():
        assert render(context).pdf.startswith(b"%PDF")
