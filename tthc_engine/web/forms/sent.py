"""What an applicant sent in, as the desk's form shows it: typed once, by whoever typed it first."""

from tthc_engine.domain.commands import PaperState
from tthc_engine.domain.dossier import Dossier
from tthc_engine.web import wording
from tthc_engine.web.forms import intake


def values(dossier: Dossier, dossier_id: str) -> dict[str, str]:
    """Field to text. What the applicant says is there is still to be looked at: no such state is taken over."""
    found = {
        intake.SUBMITTED: dossier_id,
        "procedure": dossier.code,
        "case": dossier.case,
        "channel": dossier.channel.value,
        "receive_result": dossier.receive_result.value,
        "competent_unit": dossier.competent_unit,
    }
    for paper in dossier.papers:
        found[f"form.{paper.component}"] = paper.form.value
        found[f"copies.{paper.component}"] = str(paper.copies)
        found[f"remark.{paper.component}"] = paper.remark
        if paper.state in (PaperState.MISSING, PaperState.WRONG):
            found[f"paper.{paper.component}"] = paper.state.value
    scans: dict[str, list[str]] = {}
    for scan in dossier.scans:
        scans.setdefault(scan.component, []).append(scan.sha256)
    found |= {f"scan.{component}": ",".join(hashes) for component, hashes in scans.items()}
    return {name: text for name, text in (found | _people(dossier)).items() if text}


def _people(dossier: Dossier) -> dict[str, str]:
    who = dossier.personal
    if who is None:
        return {}
    found = {
        "owner_name": who.owner.name,
        "owner_identifier": who.owner.identifier,
        "owner_born_on": wording.day(who.owner.born_on) if who.owner.born_on else "",
        "content": who.content,
        "relation": who.relation or intake.SELF,
        "authority": who.authority,
        "phone": who.submitter.phone,
        "email": who.submitter.email,
        "address": who.submitter.address,
    }
    if who.relation:
        found |= {"submitter_name": who.submitter.name, "submitter_identifier": who.submitter.identifier}
    return found
