"""Asking other bodies, and putting a verification on record. Neither stops the clock (NĐ 61 Đ19.5, NĐ 118 Đ19.4)."""

from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain.decide.matter import Matter
from tthc_engine.domain.decide.posting import issued
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.errors import AlreadyConsulted, EndNotLater, NotConsulted, ReceivedInFuture
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.regime import LetterKind


def may_consult(matter: Matter) -> None:
    matter.check_running()
    matter.check_assignee_of_handling()


def consult(matter: Matter, command: c.Consult) -> list[e.AnyEvent]:
    """One body is asked one thing at a time; its answer has a day of its own."""
    dossier, body = matter.known, command.body.strip()
    matter.check_text("body", body)
    matter.check_text("question", command.question)
    asked = next((one for one in dossier.consulted if one.body == body), None)
    if asked is not None:
        raise AlreadyConsulted(body=body, until=asked.until)
    if command.until <= matter.at:
        raise EndNotLater(until=command.until, than=matter.at)
    number = len(dossier.consultations) + 1
    requested = e.ConsultationRequested(
        **matter.said(), number=number, body=body, question=command.question, until=command.until
    )
    letter = issued(evolve(dossier, requested), matter, LetterKind.CONSULTATION_REQUEST, epoch=str(number))
    return [requested, letter]


def may_answer(matter: Matter) -> None:
    """The answer is entered whenever it comes, also while the applicant is waited for."""
    dossier = matter.check_stage(Stage.HANDLING)
    matter.check_assignee_of_handling()
    if not dossier.consulted:
        raise matter.wrong_stage()


def answer(matter: Matter, command: c.AnswerConsultation) -> list[e.AnyEvent]:
    body = command.body.strip()
    asked = next((one for one in matter.known.consulted if one.body == body), None)
    if asked is None:
        raise NotConsulted(body=body)
    matter.check_text("answer", command.answer)
    return [e.ConsultationAnswered(**matter.said(), number=asked.number, body=body, answer=command.answer)]


def may_chase(matter: Matter) -> None:
    """Who is late is reminded, as often as it needs; nobody else is (NĐ 118 Đ19.4)."""
    dossier = matter.check_stage(Stage.HANDLING)
    matter.check_assignee_of_handling()
    if not _late(dossier, matter):
        raise NotConsulted(body="…")


def _late(dossier: Dossier, matter: Matter) -> list[tuple[str, e.BodyChased]]:
    """What each late body is called in a command, and the reminder it would get."""
    opinions = [one for one in dossier.consulted if one.until < matter.at]
    parts = [(one, one.late_for) for one in dossier.at_work if one.late_for is not None]
    said = matter.said()
    return [
        *((one.body, e.BodyChased(**said, number=one.number, body=one.body, until=one.until)) for one in opinions),
        *(
            (one.body, e.BodyChased(**said, number=one.number, part=True, body=one.name, until=until))
            for one, until in parts
        ),
    ]


def chase(matter: Matter, command: c.Chase) -> list[e.AnyEvent]:
    dossier, body = matter.known, command.body.strip()
    found = next((event for key, event in _late(dossier, matter) if key == body), None)
    if found is None:
        raise NotConsulted(body=body)
    if command.answer_by is not None and command.answer_by <= matter.at:
        raise EndNotLater(until=command.answer_by, than=matter.at)
    chased = found.model_copy(update={"answer_by": command.answer_by})
    return [chased, issued(evolve(dossier, chased), matter, LetterKind.REMINDER)]


def may_verify(matter: Matter) -> None:
    matter.check_running()
    matter.check_assignee_of_handling()


def verify(matter: Matter, command: c.RecordVerification) -> list[e.AnyEvent]:
    """Time, place, who took part and what was found (NĐ 61 and NĐ 118, Điều 19)."""
    matter.check_text("place", command.place)
    matter.check_text("content", command.content)
    verified_at = command.verified_at or matter.at
    if verified_at > matter.at:
        raise ReceivedInFuture(received_at=verified_at)
    return [
        e.VerificationRecorded(
            **matter.said(),
            verified_at=verified_at,
            place=command.place,
            participants=command.participants,
            content=command.content,
        )
    ]
