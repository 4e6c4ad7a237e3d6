"""近亲属: a registered relation bars the officer; a suspected one does until somebody has looked.

Whenever it is found, at the window or years later, the case is looked at by others: the county
visits before a decision (57号 Art 20), what the relative himself did is done anew, and on a case
that draws aid a review is opened (JZ-50).
"""

from __future__ import annotations

from domain.case import acts
from domain.case.acts import ChangeCause
from domain.case.file import CaseFile, RelativeLead, Rulebook, require
from domain.case.lifecycle import Role
from domain.case.phases.living.opening import open_review
from domain.case.phases.window.intake import add_relative


def declare_relative(file: CaseFile, act: acts.DeclareRelative) -> CaseFile:
    registered = act.officer.role is Role.SYSTEM
    return _looked_at_anew(add_relative(file, act.relative, registered=registered), file, act)


def note_relative_lead(file: CaseFile, act: acts.NoteRelativeLead) -> CaseFile:
    require(
        file.household.member(act.member) is not None,
        "member_unknown",
        "线索所涉人员不是本户家庭成员，请核对成员编号。",
        "JZ-50",
    )
    if any(lead.key == act.key for lead in file.relative_leads):
        return file
    lead = RelativeLead(
        key=act.key,
        member=act.member,
        signal=act.signal,
        official=act.official,
        official_account=act.official_account,
        on=act.on,
    )
    return file.having(relative_leads=(*file.relative_leads, lead))


def settle_relative_lead(file: CaseFile, act: acts.SettleRelativeLead) -> CaseFile:
    lead = next((x for x in file.open_relative_leads() if x.key == act.lead), None)
    if lead is None:
        known = "、".join(x.key for x in file.open_relative_leads()) or "无"
        require(
            False,
            "lead_unknown",
            f"没有编号为“{act.lead}”的待核实近亲属线索，待核实的为：{known}。",
            "JZ-50",
        )
        raise AssertionError
    settled = file.having(
        relative_leads=tuple(
            x.model_copy(
                update={"verdict": act.verdict, "settled_on": act.on, "by": act.officer.id}
            )
            if x.key == lead.key
            else x
            for x in file.relative_leads
        )
    )
    if act.verdict is acts.Verdict.REFUTED:
        return settled
    relative = acts.Relative(
        member=lead.member,
        kinship=act.kinship,
        official=lead.official,
        official_account=lead.official_account,
    )
    return _looked_at_anew(add_relative(settled, relative), file, act)


def _looked_at_anew(found: CaseFile, before: CaseFile, act: acts.Act) -> CaseFile:
    """Aid that already runs is looked at again when a relation comes to light."""
    known = found.relatives == before.relatives
    if known or not found.living or found.review is not None or found.ending is not None:
        return found
    return open_review(found, ChangeCause.LEAD, act.on, act.on)


RULES: Rulebook = {
    "declare_relative": declare_relative,
    "note_relative_lead": note_relative_lead,
    "settle_relative_lead": settle_relative_lead,
}
