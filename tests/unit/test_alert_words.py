"""Whatever alerts somebody has its words in the mail, in both languages."""

import pytest

from notifications.message import Language, Message
from notifications.wording import word
from tthc_engine.domain import events as e
from tthc_engine.domain.alerts import ALERTED
from tthc_engine.domain.obligations import ObligationKind

KINDS = [
    *(str(event.model_fields["kind"].default) for event in (*ALERTED, e.DossierSubmitted)),
    *(f"owed.{kind.value}" for kind in ObligationKind if kind is not ObligationKind.LATENESS_QUESTION),
]
NOT_SAID = {Language.VI: "Hồ sơ cần xem lại", Language.EN: "A dossier wants looking at"}


@pytest.mark.parametrize("language", list(Language))
def test_every_alert_says_what_it_is_about(language):
    subjects = {kind: _alert(kind, language).subject for kind in KINDS}
    assert [kind for kind, subject in subjects.items() if NOT_SAID[language] in subject] == []
    assert len(set(subjects.values())) == len(KINDS)


def _alert(kind, language):
    one = {
        "kind": kind,
        "reference": "H99.58-20261116-0001",
        "procedure": "Chuyển trường",
        "at": "2026-11-16T00:30:00.000000Z",
        "why": "role",
        "role": "handler",
        "whose": "",
        "url": "http://motcua.example.org/ho-so/H99.58-20261116-0001",
    }
    office = {"home": "http://motcua.example.org", "onestop": "Bộ phận Một cửa", "demo": False, "reference": ""}
    context = {"items": [one], **office}
    return word(Message(key="k", kind="alert", to="a@example.org", to_name="Hùng", language=language, context=context))
