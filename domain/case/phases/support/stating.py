"""特困 at the window: the written statements, who is bound to support, the papers they ask for.

What the statements hold becomes the facts of the test (`tekun_facts`). 43号 Art 9-11.
"""

from __future__ import annotations

from datetime import date
from itertools import count

from domain.base import CaseRefusal
from domain.case import acts
from domain.case.acts import ChangeCause
from domain.case.acts.tekun import RecordStatement
from domain.case.caring import Statement
from domain.case.file import CaseFile, require
from domain.case.lifecycle import Stage
from domain.case.moves.base import LIVING
from domain.identity import age_on, check_id
from domain.means.tekun_facts import ChildAid, Obligor, ObligorState, TekunFacts
from domain.programme import Programme

STATING_NEEDS = ("conditional_papers", "minor_stay_age")
_CAN_SIGN = (ObligorState.NORMAL, ObligorState.PRISON)


def tekun_facts(file: CaseFile) -> TekunFacts:
    """What the case has recorded beside the household; nothing for another programme."""
    if file.programme is not Programme.TEKUN:
        return TekunFacts()
    care, stated, looked = file.caring, file.caring.statement, file.review
    granted = file.decision is not None and file.decision.granted
    return TekunFacts(
        obligors=stated.obligors if stated else (),
        child_aid=stated.child_aid if stated else ChildAid.NONE,
        band=care.selfcare.band if care.selfcare else "",
        granted_on=file.decision.on if file.decision and granted else None,
        leaving=looked is not None and looked.cause is ChangeCause.VOLUNTARY,
    )


def record_statement(file: CaseFile, act: RecordStatement) -> CaseFile:
    if file.stage in LIVING:
        require(
            file.review is not None and file.review.verified_on is None,
            "no_review_open",
            "供养情况有变化的，请先登记变化报告，并在入户核实前登记变化后的情况。",
            "43号 Art 25",
        )
    require(
        bool(act.obligors) != act.no_obligors,
        "obligors_not_stated",
        "请逐一登记法定赡养、抚养、扶养义务人；确实没有的，请勾选“没有法定义务人”。",
        "43号 Art 4",
    )
    obligors = _numbered(act.obligors)
    _people(file, obligors, act.on)
    require(
        act.capacity == "full" or act.helper.strip() or file.agent is not None,
        "helper_missing",
        "申请人无民事行为能力或者限制民事行为能力的，乡镇（街道）、村（居）民委员会应当主动"
        "帮助其申请，请填写协助申请人。",
        "43号 Art 11",
    )
    grown = file.law.count("minor_stay_age")
    require(
        act.child_aid is ChildAid.NONE or age_on(file.household.applicant.id_no, act.on) < grown,
        "not_a_minor",
        "孤儿、事实无人抚养儿童基本生活保障只能由未成年人选择。",
        "43号 Art 9",
    )
    stated = Statement(
        on=act.on,
        obligors=obligors,
        child_aid=act.child_aid,
        capacity=act.capacity,
        helper=act.helper,
        speaks=act.speaks,
    )
    return file.having(caring=file.caring.model_copy(update={"statement": stated}))


def _numbered(obligors: tuple[Obligor, ...]) -> tuple[Obligor, ...]:
    """Who has no key yet gets the next free one."""
    taken = {o.key for o in obligors}
    free = (key for n in count(1) if (key := f"s{n}") not in taken)
    return tuple(o if o.key else o.model_copy(update={"key": next(free)}) for o in obligors)


def _people(file: CaseFile, obligors: tuple[Obligor, ...], on: date) -> None:
    """Numbers that can be, each person once, and not the applicant himself."""
    seen = {file.household.applicant.id_no: "申请人"}
    keys: set[str] = set()
    for who in obligors:
        try:
            number = check_id(who.id_no, on)
        except CaseRefusal as wrong:
            raise CaseRefusal(
                wrong.code, f"法定义务人{who.key}：{wrong.message}", "43号 Art 10"
            ) from None
        require(
            number not in seen and who.key not in keys,
            "obligor_twice",
            f"法定义务人{who.key}与{seen.get(number, '另一行')}重复，请核对。",
            "43号 Art 10",
        )
        seen[number] = who.key
        keys.add(who.key)


def conditional_papers(file: CaseFile) -> dict[str, str]:
    """Papers this application needs because of what was stated: code to Chinese name (Art 10)."""
    if not file.law.has("conditional_papers"):
        return {}
    stated = file.caring.statement
    obligors: tuple[Obligor, ...] = stated.obligors if stated else ()
    wanted = {
        "disability_certificate": bool(file.household.applicant.disability),
        "supporter_authorisation": any(o.state in _CAN_SIGN for o in obligors),
    }
    names = file.law.table("conditional_papers").items()
    return {code: str(zh) for code, zh in names if wanted.get(code)}


def stated(file: CaseFile, act: acts.Accept) -> None:
    """Before acceptance: the statements are part of the application."""
    require(
        file.caring.statement is not None,
        "statement_missing",
        "受理前请先登记申请人关于劳动能力、生活来源、财产状况和赡养、抚养、扶养情况的书面声明。",
        "43号 Art 10",
    )


def objection_surveyed(file: CaseFile, act: acts.RecordAppraisal) -> None:
    """An objection asks for a new investigation; an appraisal alone does not answer it (Art 15)."""
    open_one = any(o.resolved_on is None for o in file.objections)
    require(
        file.stage is not Stage.REVIEW or not open_one,
        "resurvey_needed",
        "对公示有异议的，应当重新组织调查核实，请先重新入户调查。",
        "43号 Art 15",
    )


RULES = {"record_statement": record_statement}
