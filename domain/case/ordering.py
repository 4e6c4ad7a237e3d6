"""What a case orders from others: an information check, a joint-meeting item; and its flags."""

from __future__ import annotations

from datetime import date

from domain.authorisation import ALL, valid_for
from domain.base import CaseRefusal
from domain.case.file import CaseFile
from domain.case.freshness import stale_items
from domain.case.phases.deciding.investigation import unchecked_members
from domain.case.phases.living import duties
from domain.case.phases.relief import hardship
from domain.check.answers import Person
from domain.check.asking import Consent
from domain.check.demand import parts_of, purpose_of
from domain.check.file import CheckOrder
from domain.check.progress import Unobtainable
from domain.programme import Programme
from domain.raising.order import ItemOrder

ASSISTANCE = "assistance"
"""The purpose of every check a case orders (ZH-07)."""
FAMILY_PAPER = "authorisation"
"""The paper on which the whole family lets the county ask (57号 Art 9)."""


def check_order(file: CaseFile, today: date) -> CheckOrder:
    """Exactly the items the place demands, of every member, under their own authorisations.

    A relative who lives apart is asked about only with his consent (DB-37). CaseRefusal for a case
    that is closed: nobody asks about people who are no longer checked persons (YC-18).
    """
    if file.closed is not None:
        raise CaseRefusal(
            "case_closed",
            "案件已经办结，不得再查询其家庭成员的信息；重新申请后方可查询。",
            "YC-18",
        )
    law = file.law
    persons = _checked_persons(file, today)
    keys = tuple(p.key for p in persons)
    return CheckOrder(
        case_no=file.case_no,
        place=file.place,
        township=file.township,
        number=file.checks,
        persons=persons,
        departments=parts_of(law, file.programme, file.household, keys, today),
        purpose=purpose_of(law, ASSISTANCE),
        consent=consent_of(file),
        ordered_on=today,
        retry_days=law.count("check_retry_days"),
        calendar=law.calendar,
    )


def check_wanted(file: CaseFile, today: date) -> bool:
    """Whether the departments must be asked (anew): never asked, answers too old, or somebody has
    joined the household since. A family already recognised is not asked about (LS-07)."""
    if hardship.means_known(file):
        return False
    if file.check is None or not file.check.done:
        return True
    return bool(stale_items(file, today) or unchecked_members(file))


def consent_of(file: CaseFile) -> Consent:
    """The signatures on record; where there are none, the family's paper stands for them."""
    held = FAMILY_PAPER in file.papers
    return Consent(
        authorisations=file.authorisations,
        family_paper=f"{file.case_no}-授权书" if held else "",
        own_signature=file.law.on_and_set("check.own_signature"),
    )


def unobtainable(file: CaseFile, check: int) -> tuple[Unobtainable, ...]:
    """The departments of that check whose answer two people found cannot be had, oldest first."""
    return tuple(
        Unobtainable(
            department=one.department,
            repair=one.number,
            on=one.ended_on or one.on,
            by=(one.by, one.ended_by),
            said_by=one.said_by,
            otherwise=one.otherwise,
        )
        for one in file.repairs.skipped(check)
    )


def signatures_missing(file: CaseFile, today: date) -> tuple[str, ...]:
    """Keys of members about whom an item of this case's check may not be asked yet."""
    if file.check is None or file.check.done or not file.law.has("check.items"):
        return ()
    consent, law = consent_of(file), file.law
    everybody = tuple(m.key for m in file.household.members)
    parts = parts_of(law, file.programme, file.household, everybody, today)
    return tuple(
        key
        for key in everybody
        if any(
            not consent.paper(key, item, item in part.written, today)
            for part in parts
            for item in part.items
            if key in part.persons_of(item, everybody)
        )
    )


def _checked_persons(file: CaseFile, today: date) -> tuple[Person, ...]:
    """All members (ZH-13), and the relatives apart who have signed."""
    members = tuple(Person(key=m.key, name=m.name, id_no=m.id_no) for m in file.household.members)
    relatives = tuple(
        Person(key=f"s{n}", name=one.name, id_no=one.id_no)
        for n, one in enumerate(file.household.supporters, start=1)
        if one.id_no and valid_for(file.authorisations, f"s{n}", ALL, today)
    )
    return members + relatives


def item_order(file: CaseFile) -> ItemOrder:
    escalation = file.escalation
    if escalation is None:
        raise RuntimeError("the case is in escalation without an escalation")
    return ItemOrder(
        case_no=file.case_no,
        place=file.place,
        township=file.township,
        number=escalation.number,
        cause=escalation.cause,
        need_fen=escalation.need_fen,
        gap_fen=escalation.gap_fen,
        tried=escalation.tried,
        summary=escalation.summary,
        ordered_on=escalation.opened_on,
        cause_text=escalation.cause_text,
        barred=tuple(sorted({r.official_account for r in file.relatives if r.official_account})),
    )


def period_is_over(file: CaseFile) -> bool:
    return file.review is None and file.ending is None


def flags(file: CaseFile) -> tuple[str, ...]:
    """Codes for the supervisors' lists, sorted; nothing that tells about a person's health."""
    found = {
        "relative": bool(file.relatives or file.open_relative_leads()),
        "complaint": bool(file.complaints),
        "objection": bool(file.objections),
        "escalated": file.escalations > 0,
        "leads_open": bool(file.open_leads()),
        "correction": file.correction is not None and file.correction.supplied_on is None,
        "transition": file.transition is not None,
        "rescue": hardship.is_rescue(file),
        "care_scattered": file.caring.scattered and file.monthly_fen_now > 0,
        "care_unsigned": file.caring.unsigned and file.monthly_fen_now > 0,
        "care_missed": bool(file.caring.missed) and file.monthly_fen_now > 0,
        "custody_unfiled": duties.custody_unfiled(file),
        "reported_late": duties.reported_late(file),
        "edge_ended": file.duties.edge_ended_on is not None,
        "rigid": file.programme is Programme.RIGID and file.recognition is not None,
        "demo_policy": bool(file.policy and file.policy.rests_on_demo),
    }
    return tuple(sorted(code for code, true in found.items() if true))
