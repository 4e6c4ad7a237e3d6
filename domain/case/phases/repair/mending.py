"""提出纠正、复核: what may be proposed, who may confirm it, and what it then does.

Four eyes: whoever confirms did not propose, and has no part in what is corrected (YC-06). Nothing
is decided by a repair: what follows from a corrected fact is computed again, and whoever decides
decides again.
"""

from __future__ import annotations

from datetime import date

from domain.case.acts import Act
from domain.case.acts.repair import (
    ConfirmRepair,
    ProposeCorrection,
    ProposeReturn,
    ProposeSkip,
    RefuseRepair,
    WithdrawRepair,
)
from domain.case.file import CaseFile, Rulebook, different, require
from domain.case.lifecycle import STAGE_ZH, Stage
from domain.case.phases.repair import effects
from domain.case.phases.repair.facts import fact_of, facts_of
from domain.case.repairs import REPAIR_ZH, Ending, Repair, RepairKind
from domain.check.demand import parts_of

_CLAUSE = "YC-06"
HELD = ("give_opinion", "confirm", "refuse", "decide_change")
"""Acts that wait while somebody says that what they would rest on is wrong."""
_RECORDERS = (
    "accept",
    "record_survey",
    "verify_lead",
    "record_hardship",
    "record_statement",
    "verify_change",
    "report_event",
)
"""Acts that put facts of the family on record."""


def asked_departments(file: CaseFile) -> dict[str, str]:
    """The departments of the check that is under way, by code, with their Chinese names."""
    if file.check is None or file.check.done or file.policy is None:
        return {}
    if not file.law.has("check.items"):
        return {}
    keys = tuple(m.key for m in file.household.members)
    parts = parts_of(file.law, file.programme, file.household, keys, file.check.started_on)
    gone = {one.department for one in file.repairs.skipped(file.check.number)}
    return {p.department: p.zh for p in parts if p.department not in gone}


def stages_back(file: CaseFile) -> tuple[Stage, ...]:
    """Where an application that is not decided yet may be sent back to."""
    order = (Stage.INVESTIGATION, Stage.REVIEW, Stage.PUBLICITY)
    if file.stage not in (*order, Stage.APPROVAL) or file.decision is not None:
        return ()
    before = order[: order.index(file.stage)] if file.stage in order else order
    return tuple(s for s in before if file.passes(s) and effects.was_in(file, s))


def may_be_corrected(file: CaseFile) -> bool:
    return (file.decision is None or file.passes(Stage.SUPERVISION)) and bool(facts_of(file))


def propose_skip(file: CaseFile, act: ProposeSkip) -> CaseFile:
    known = asked_departments(file)
    require(
        act.department in known,
        "department_not_asked",
        "只能就正在进行的信息核对中尚未处理的部门提出，"
        f"现在可以提出的部门为：{'、'.join(known.values()) or '无'}。",
        "ZH-20",
    )
    number = file.check.number if file.check else 0
    return _proposed(
        file,
        act,
        RepairKind.SKIP,
        act.until,
        act.reason,
        department=act.department,
        check=number,
        said_by=act.said_by,
        otherwise=act.otherwise,
    )


def propose_correction(file: CaseFile, act: ProposeCorrection) -> CaseFile:
    require(
        may_be_corrected(file),
        "decided",
        "一次性救助作出决定后不再更正登记事实；决定有误的，请按差错追回或者裁决恢复办理。",
        "57号 Art 18",
    )
    fact = fact_of(file, act.fact)
    value = fact.read(act.value)
    require(
        value != fact.value,
        "nothing_to_correct",
        f"“{fact.zh}”登记的就是{fact.show(fact.value)}，无需更正。",
        "57号 Art 18",
    )
    fact.put(file, value)
    return _proposed(
        file,
        act,
        RepairKind.CORRECT,
        act.until,
        act.reason,
        fact=act.fact,
        fact_zh=fact.zh,
        old=fact.show(fact.value),
        new=fact.show(value),
        value=act.value,
        paper=act.paper,
    )


def propose_return(file: CaseFile, act: ProposeReturn) -> CaseFile:
    lawful = stages_back(file)
    words = "、".join(STAGE_ZH[stage] for stage in lawful)
    require(
        act.to_stage in lawful,
        "stage_not_earlier",
        f"只能退回本案经过的前一环节，现在可以退回：{words or '无'}。",
        "57号 Art 20",
    )
    return _proposed(file, act, RepairKind.RETURN, act.until, act.reason, to_stage=act.to_stage)


def _proposed(
    file: CaseFile, act: Act, kind: RepairKind, until: date, reason: str, **what: object
) -> CaseFile:
    pending = file.repairs.open
    require(
        pending is None,
        "repair_open",
        f"本案第{pending.number}号纠正（{REPAIR_ZH[pending.kind]}）尚待复核，请待复核或者撤回后再提出。"
        if pending
        else "",
        _CLAUSE,
    )
    require(
        until >= act.on,
        "until_passed",
        f"复核的最后日期不得早于提出日期{act.on}，请填写提出日期或者以后的日期。",
        _CLAUSE,
    )
    repair = Repair.model_validate(
        {
            "number": file.repairs.count + 1,
            "kind": kind,
            "reason": reason,
            "on": act.on,
            "by": act.officer.id,
            "by_for": act.officer.whose,
            "by_role": act.officer.role,
            "until": until,
            "stage": file.stage,
            **what,
        }
    )
    return file.having(repairs=file.repairs.with_new(repair))


def confirm_repair(file: CaseFile, act: ConfirmRepair) -> CaseFile:
    repair = _second_person(file, act, act.number)
    after = effects.EFFECTS[repair.kind](file, repair, act.on)
    return _ended(after, act, Ending.CONFIRMED, act.opinion)


def refuse_repair(file: CaseFile, act: RefuseRepair) -> CaseFile:
    _second_person(file, act, act.number)
    return _ended(file, act, Ending.REFUSED, act.reason)


def withdraw_repair(file: CaseFile, act: WithdrawRepair) -> CaseFile:
    repair = _pending(file, act.number)
    require(
        not repair.proposers.isdisjoint(act.officer.accounts),
        "not_the_proposer",
        "纠正只能由提出人撤回；您是其他工作人员，不同意的请由复核人登记不同意。",
        _CLAUSE,
    )
    return _ended(file, act, Ending.WITHDRAWN, act.reason)


def _pending(file: CaseFile, number: int) -> Repair:
    repair = file.repairs.open
    require(
        repair is not None and repair.number == number,
        "repair_not_open",
        f"第{number}号纠正不在待复核之列，"
        f"待复核的为：{f'第{repair.number}号' if repair else '无'}。",
        _CLAUSE,
    )
    if repair is None:
        raise AssertionError
    return repair


def _second_person(file: CaseFile, act: Act, number: int) -> Repair:
    """Neither who proposed it nor whoever did what is corrected, and in time."""
    repair = _pending(file, number)
    require(
        repair.proposers.isdisjoint(act.officer.accounts),
        "same_person",
        "提出纠正的人员不能复核本人提出的事项，请由其他工作人员复核。",
        _CLAUSE,
    )
    different(act.officer, concerned(file, repair), "复核纠正", file, _CLAUSE)
    require(
        act.on <= repair.until,
        "repair_lapsed",
        f"第{number}号纠正应当于{repair.until}前复核，已经失效，请重新提出。",
        _CLAUSE,
    )
    return repair


def concerned(file: CaseFile, repair: Repair) -> frozenset[str]:
    """Accounts of those whose work the repair corrects."""
    if repair.kind is RepairKind.CORRECT:
        team = file.survey.surveyors if file.survey else ()
        looked = file.review.verified_by if file.review else ()
        return file.actors(*_RECORDERS) | {*team, *looked}
    if repair.kind is RepairKind.RETURN and repair.to_stage is not None:
        return effects.did_since(file, repair.to_stage)
    return frozenset()


def _ended(file: CaseFile, act: Act, ending: Ending, said: str) -> CaseFile:
    repair = file.repairs.open
    if repair is None:
        raise AssertionError
    done = repair.model_copy(
        update={
            "ending": ending,
            "ended_on": act.on,
            "ended_by": act.officer.id,
            "ended_for": act.officer.whose,
            "ended_role": act.officer.role,
            "said": said,
        }
    )
    return file.having(repairs=file.repairs.with_changed(done))


def lapsed(file: CaseFile, today: date) -> CaseFile:
    """A proposal nobody confirmed by its day is void."""
    repair = file.repairs.open
    if repair is None or today <= repair.until:
        return file
    over = repair.model_copy(update={"ending": Ending.LAPSED, "ended_on": today})
    return file.having(repairs=file.repairs.with_changed(over))


def none_pending(file: CaseFile) -> None:
    """Nobody decides while a second person has still to say whether what it rests on is right."""
    repair = file.repairs.open
    require(
        repair is None or repair.kind in (RepairKind.SKIP, RepairKind.RESET),
        "repair_open",
        f"第{repair.number}号纠正（{REPAIR_ZH[repair.kind]}）待复核，最后日期{repair.until}，"
        "请复核、撤回或者待其失效后再办理。"
        if repair
        else "",
        _CLAUSE,
    )


RULES: Rulebook = {
    "propose_skip": propose_skip,
    "propose_correction": propose_correction,
    "propose_return": propose_return,
    "confirm_repair": confirm_repair,
    "refuse_repair": refuse_repair,
    "withdraw_repair": withdraw_repair,
}
OCCASION = {
    "propose_skip": lambda f: f.repairs.open is None and bool(asked_departments(f)),
    "propose_correction": lambda f: f.repairs.open is None and may_be_corrected(f),
    "propose_return": lambda f: f.repairs.open is None and bool(stages_back(f)),
    "confirm_repair": lambda f: f.repairs.open is not None,
    "refuse_repair": lambda f: f.repairs.open is not None,
    "withdraw_repair": lambda f: f.repairs.open is not None,
}
