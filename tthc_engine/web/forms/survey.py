"""A sheet of answers as its form says it; every question is answered."""

from collections.abc import Mapping

from tthc_engine.catalogue.feedback import survey
from tthc_engine.domain.feedback import Rating
from tthc_engine.web.forms.typed import Typed


def answers(typed: Typed) -> Mapping[str, Rating]:
    """Question to rating; a question left open or answered with what is not on offer is an error."""
    found = {}
    for one in survey().questions:
        text = typed.text(one.key)
        if text in set(Rating):
            found[one.key] = Rating(text)
        else:
            typed.wrong(one.key, typed.says("survey.unanswered", question=one.words(typed.says.language)))
    return found
