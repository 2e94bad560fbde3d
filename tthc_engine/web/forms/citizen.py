"""What somebody outside sends by themselves: a dossier with its papers, what was lacking, the wish to stop.

The same checklist as the desk's. What only an officer may say (identity checked, fee paid, another unit) is not read.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tthc_engine.domain.commands import PaperState, Registration
from tthc_engine.domain.procedure import Channel, Component, PaperForm, Procedure
from tthc_engine.web.forms import intake
from tthc_engine.web.forms.typed import Typed

OWN = frozenset(
    {
        *("key", "case", "relation", "owner_name", "owner_born_on", "owner_identifier"),
        *("submitter_name", "submitter_identifier", "authority", "address", "phone", "email", "content"),
    }
)
RECEIVES = frozenset({Channel.DIRECT.value, Channel.POSTAL.value, Channel.ONLINE.value})


def own(typed: Typed) -> Typed:
    """The form with nothing in it but what an applicant may say."""
    values = {
        name: value
        for name, value in typed.values.items()
        if name in OWN or name.startswith("have.") or (name == "receive_result" and value in RECEIVES)
    }
    return Typed(typed.says, values, typed.many, dict(typed.errors), typed.files)


def asked(procedure: Procedure, typed: Typed) -> list[Component]:
    """The papers of the chosen case that may be asked for."""
    every = intake.asked_of(procedure, intake.case_of(typed, procedure))
    return [one for one in every if not one.from_database]


def have_field(component: Component) -> str:
    return f"have.{component.key}"


def file_field(component: Component) -> str:
    return f"file.{component.key}"


def registration(typed: Typed, procedure: Procedure, *, today: date) -> Registration:
    """The dossier as it was sent; what is lacking is an error beside its paper, so that it is sent complete."""
    _ = typed.says
    values = dict(typed.values)
    form = Typed(_, values, typed.many, typed.errors, typed.files)
    for component in asked(procedure, typed):
        here = bool(typed.files.get(file_field(component))) or typed.chosen(have_field(component))
        if not here and component.required:
            typed.wrong(file_field(component), _("own.lacking", name=component.name))
        state = PaperState.PRESENT if here else PaperState.NOT_APPLICABLE
        values[intake.state_field(component)] = state.value
        if here and PaperForm.ELECTRONIC in component.forms and typed.files.get(file_field(component)):
            values[f"form.{component.key}"] = PaperForm.ELECTRONIC.value
    if not typed.text("phone") and not typed.text("email"):
        typed.wrong("phone", _("own.reach_missing"))
    made = intake.registration(form, procedure, today=today)
    return replace(made, channel=Channel.ONLINE)


def unanswered(typed: Typed, wanted: Iterable[Component]) -> None:
    """Each paper that was asked for comes with a file; what does not is an error beside it."""
    for component in wanted:
        if not typed.files.get(file_field(component)):
            typed.wrong(file_field(component), typed.says("own.lacking", name=component.name))
