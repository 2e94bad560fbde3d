"""Several units in one engine: who may act on whose dossier, and one that receives for another that decides."""

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.domain.commands import (
    Assign,
    Complete,
    Refuse,
)
from tthc_engine.domain.errors import (
    NotYourUnit,
)
from tthc_engine.store import dossiers, letters

pytestmark = pytest.mark.integration


def test_an_officer_of_another_unit_is_refused_and_the_supervisor_above_is_not(tmp_path):
    app = an_app(tmp_path)
    commune = AnOffice(app, "commune", code="H99.58")
    school = AnOffice(app, "school", parent="commune")
    other = AnOffice(app, "other", code="H99.59")
    dossier = school.accept("2026-06-01 09:00").dossier_id
    with pytest.raises(NotYourUnit):
        other.do(Complete(dossier=dossier, by=other.officer("handler")), "2026-06-01 10:00")
    with pytest.raises(NotYourUnit):
        other.do(Complete(dossier=dossier, by=commune.officer("handler")), "2026-06-01 10:00")
    assigned = school.do(
        Assign(dossier=dossier, by=commune.officer("supervisor"), to="school.handler"), "2026-06-01 10:00"
    )
    assert assigned.dossier.assignee == "school.handler"


def test_a_commune_receives_for_the_department_that_decides(tmp_path):
    app = an_app(tmp_path)
    commune = AnOffice(app, "commune", code="H99.58")
    AnOffice(app, "department", code="H99")
    handled = commune.accept("2026-06-01 09:00", procedure="3.000466", competent_unit="department")
    assert handled.dossier.reference.startswith("H99-20260601-")
    with app.read() as session:
        line = dossiers.by_id(session, commune.scope, handled.dossier_id)
        receipt = letters.context(session, letters.letter_id(handled.dossier_id, "1"))
    assert (line.receiving_unit, line.competent_unit) == ("commune", "department")
    assert receipt.head.agency == "Cơ quan commune"


def test_what_another_unit_decides_is_not_decided_where_it_was_handed_in(tmp_path):
    app = an_app(tmp_path)
    commune = AnOffice(app, "commune", code="H99.58")
    department = AnOffice(app, "department", code="H99")
    dossier = commune.accept("2026-06-01 09:00", procedure="3.000466", competent_unit="department").dossier_id
    for command in (
        Complete(dossier=dossier, by=commune.officer("handler")),
        Refuse(dossier=dossier, by=commune.officer("approver"), reason="Không đủ điều kiện"),
        Assign(dossier=dossier, by=commune.officer("approver"), to="department.handler"),
    ):
        with pytest.raises(NotYourUnit):
            commune.do(command, "2026-06-01 10:00")
    department.do(Complete(dossier=dossier, by=department.officer("handler")), "2026-06-01 11:00")


def test_handed_in_with_the_unit_above_its_supervisor_steps_into_the_school_under_it(tmp_path):
    app = an_app(tmp_path)
    commune = AnOffice(app, "commune", code="H99.58")
    school = AnOffice(app, "school", code="H99.58.04", parent="commune")
    dossier = commune.accept("2026-06-01 09:00", competent_unit="school").dossier_id
    given = Assign(dossier=dossier, by=commune.officer("supervisor"), to="school.handler")
    assert school.do(given, "2026-06-01 10:00").dossier.assignee == "school.handler"
    with app.read() as session:
        refused = app.engine.permitted(
            session, dossier, "complete", commune.officer("handler"), at=hanoi("2026-06-01 10:05")
        )
    assert isinstance(refused, NotYourUnit)
