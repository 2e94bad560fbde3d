"""How an officer wishes to be told of alerts: posted from the page Tài khoản."""

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from tthc_engine.store import wishes
from tthc_engine.store.wishes import Preference
from tthc_engine.web.access import Inside
from tthc_engine.web.forms.typed import Posted
from tthc_engine.web.view import app_of, at_of, go, says

router = APIRouter()
UNPROCESSABLE = 422


@router.post("/tai-khoan/cach-nhan")
def preferred(request: Request, officer: Inside, typed: Posted) -> Response:
    """From the next message on."""
    chosen = Preference(
        language=typed.values.get("ngon_ngu", ""), way=typed.values.get("bang", ""), digest_only="gop" in typed.values
    )
    try:
        with app_of(request).transaction() as session:
            unit, by, at = officer.actor.unit, officer.person, at_of(request)
            wishes.prefer(session, officer.person, chosen, unit=unit, by=by, at=at)
    except ValueError as none_such:
        # Only a form that somebody made themselves says such a thing.
        raise HTTPException(UNPROCESSABLE, says(request)("preference.no_such")) from none_such
    return go("/tai-khoan?da=preference")
