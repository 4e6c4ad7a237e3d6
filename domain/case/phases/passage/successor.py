"""The case that is opened for whom another case hands on: everything known goes along (社会救助法 Art 62).

Nobody asks the family again for what the first case holds. The new case goes its own way through
every step; when it is confirmed it pays from the month after the last one paid before.
"""

from __future__ import annotations

from datetime import date

from domain.case.acts import Officer
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.passage import ONWARD, Origin, Outgoing, Passage
from domain.case.phases.passage.moving import with_passage
from domain.programme import Programme
from domain.window.requests import Claim

CHANNEL = "handover"


def to_open(file: CaseFile) -> Outgoing | None:
    """The next one a case is to be opened for."""
    return next((o for o in file.passage.outgoing if o.ready), None)


def successor(file: CaseFile, out: Outgoing, case_no: str) -> CaseFile:
    """The new case as it begins, in the window of the township where these people live now."""
    if out.paid_until is None:
        raise RuntimeError("nobody has let these people go yet")
    day = max(out.on, file.latest)
    kept = {m.key for m in out.household.members}
    onward = out.kind == ONWARD
    return CaseFile(
        case_no=case_no,
        place=out.place,
        township=out.township,
        village=out.village,
        programme=programme_of(file, out),
        single_person=single_of(file, out),
        channel=CHANNEL,
        received_by=Officer(
            id="system", role=Role.SYSTEM, unit="系统", place=out.place, township=out.township
        ),
        applied_on=day,
        declared=out.household,
        household=out.household,
        papers=unsigned(file) if onward else file.papers,
        carried=file.papers,
        authorisations=tuple(a for a in file.authorisations if a.person in kept),
        request_no=case_no,
        passed_on_from=file.case_no,
        claim=claim_of(file, out),
        unstable_income=file.unstable_income,
        stage_since=day,
        latest=day,
        passage=Passage() if onward else Passage(origin=_origin(file, out, out.paid_until)),
    )


def _origin(file: CaseFile, out: Outgoing, paid_until: date) -> Origin:
    """Who was let go while in aid is paid on without a gap; a new programme owes nothing backwards."""
    return Origin(
        case_no=file.case_no,
        place=file.place,
        kind=out.kind,
        on=out.on,
        paid_until=paid_until,
        monthly_fen=out.monthly_fen,
    )


def programme_of(file: CaseFile, out: Outgoing) -> Programme:
    return Programme(out.programme) if out.programme else file.programme


def single_of(file: CaseFile, out: Outgoing) -> bool:
    """Another programme is applied for by the whole family."""
    return file.single_person and not out.programme


def claim_of(file: CaseFile, out: Outgoing) -> Claim:
    return out.claim or file.claim


def unsigned(file: CaseFile) -> tuple[str, ...]:
    """The papers handed over: what is signed for one application is signed anew for the next."""
    law = file.law
    signed = law.items("commitment_required") if law.has("commitment_required") else ()
    return tuple(code for code in file.papers if code not in signed)


def opened(file: CaseFile, out: Outgoing, case_no: str) -> CaseFile:
    """The case knows where its people went; without a number, that none could be opened."""
    done = out.model_copy(update={"case_no": case_no, "failed": not case_no})
    return with_passage(
        file,
        outgoing=tuple(done if o.number == out.number else o for o in file.passage.outgoing),
    )
