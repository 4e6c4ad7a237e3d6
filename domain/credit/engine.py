"""What each act does in a matter of credit, what the calendar ends, and the procedure of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from domain.calendar import months_after
from domain.case.acts import Officer
from domain.case.file import require
from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from domain.complaint.acts import RefreshPolicy
from domain.credit import acts
from domain.credit.file import CreditFile, Found, Heard, Record, Referred
from domain.credit.lifecycle import (
    EXITS,
    GAINED,
    GROUND_ZH,
    POLICE_ZH,
    STAGE_ZH,
    STEPS,
    CreditStage,
    End,
)
from domain.journal import bound
from domain.proceeding import Procedure
from domain.task import Task

RECORD, MONTHS = "credit.record", "credit.months"
CONSEQUENCES, REPAIR = "credit.consequences", "credit.repair_months"
NEEDS = (RECORD, MONTHS, CONSEQUENCES, REPAIR)
OF_POLICE = "record_police_outcome:police"
"""The task of the police's own liaison, beside the county's."""
Ruled = tuple[CreditFile, str]
_DAY = timedelta(days=1)


def kept_here(file: CreditFile) -> bool:
    """Whether the place's document has a credit record at all; silence means no."""
    return file.law.has(RECORD) and file.law.flag(RECORD)


def hear_person(file: CreditFile, act: acts.HearPerson) -> Ruled:
    require(
        file.opened_on <= act.heard_on <= act.on,
        "date_not_lawful",
        f"听取陈述的日期应当在{file.opened_on}至{act.on}之间。",
        "YC-31",
    )
    heard = Heard(on=act.heard_on, statement=act.statement, by=act.officer.id)
    return file.having(heard=heard), f"{act.heard_on}"


def refer_to_police(file: CreditFile, act: acts.ReferToPolice) -> Ruled:
    """With what proves it. It changes nothing else: not the stage, not the aid."""
    require(
        not file.good,
        "nothing_to_refer",
        "守信事项不移送公安机关，请选择失信事项办理移送。",
        "HB-25; TR-30",
    )
    require(
        act.evidence or act.papers,
        "evidence_missing",
        "移送公安机关应当附证据材料，请选择案件中的材料或者写明另附的材料。",
        "HB-25; TR-30",
    )
    strange = [d for d in act.evidence if d not in act.known.evidence]
    require(
        not strange,
        "evidence_unknown",
        f"有{len(strange)}件材料不在该案件中，请重新选择。",
        "HB-25; TR-30",
    )
    referred = Referred(
        on=act.on,
        by=act.officer.id,
        facts=act.facts,
        evidence=act.evidence,
        papers=act.papers,
        receipt=act.receipt,
    )
    count = len(act.evidence) + len(act.papers)
    return file.having(police=(*file.police, referred)), f"附{count}件材料"


def record_police_outcome(file: CreditFile, act: acts.RecordPoliceOutcome) -> Ruled:
    require(
        file.waits_for_police,
        "nothing_referred",
        "没有等待处理结果的移送，请先移送公安机关。",
        "HB-25; TR-30",
    )
    *others, last = file.police
    told = last.model_copy(
        update={"outcome": act.outcome, "outcome_paper": act.paper, "outcome_on": act.on}
    )
    return file.having(police=(*others, told)), f"{POLICE_ZH[act.outcome]}（{act.paper}）"


def find_credit(file: CreditFile, act: acts.FindCredit) -> Ruled:
    """By a decision alone, after hearing, by somebody else than who brought it. Where aid was got by
    it, the stop is decided in the case and the recovery in its own matter first (YC-32)."""
    require(
        file.good or file.heard,
        "not_heard",
        "认定前应当听取当事人陈述并登记。",
        "YC-31",
    )
    require(
        bound(file.order.opened_by).isdisjoint(act.officer.accounts),
        "same_person",
        "本事项由您提出，应当由其他人认定。",
        "YC-06",
    )
    if file.order.ground in GAINED and kept_here(file):
        require(
            act.known.stopped,
            "stop_missing",
            "骗取救助的，应当先在案件中依法作出减发或者停发决定，再作认定。",
            "YC-32",
        )
        listed = "、".join(act.known.recoveries)
        require(
            act.recovery in act.known.recoveries,
            "recovery_missing",
            "骗取救助的，应当同时责令退回：请填写已经作出决定的追回事项。"
            + (f"本案的追回事项为：{listed}。" if listed else "本案尚无追回决定。"),
            "YC-32",
        )
    found = Found(
        paper=act.paper, facts=act.facts, on=act.on, by=act.officer.id, recovery=act.recovery
    )
    after = file.having(stage=CreditStage.DECIDED, found=found)
    if not kept_here(file):
        require(
            not file.waits_for_police,
            "police_awaited",
            "已移送公安机关，应当先登记处理结果，再作认定。",
            "HB-25; TR-30",
        )
        after = after.having(stage=CreditStage.ENDED, ended_as=End.NOT_RECORDED)
    return after, f"{GROUND_ZH[file.order.ground]}，{act.paper}"


def drop_credit(file: CreditFile, act: acts.DropCredit) -> Ruled:
    return file.having(stage=CreditStage.UNFOUNDED), act.reason


def enter_credit(file: CreditFile, act: acts.EnterCredit) -> Ruled:
    """With a duration, and with consequences only as the place's rule has them."""
    law = file.law
    require(
        kept_here(file),
        "no_record_here",
        "本地文件没有设立诚信记录，认定结果不记入诚信记录；需要设立的，请由政策管理员在政策参数中设定。",
        "YC-31",
    )
    months = law.table(MONTHS)["good" if file.good else "bad"]
    assert isinstance(months, int)  # noqa: S101  (the schema holds numbers in a table of months)
    known = law.table(CONSEQUENCES) if law.has(CONSEQUENCES) else {}
    lawful = {code: zh for code, zh in known.items() if _for(code, file.good)}
    strange = [c for c in act.consequences if c not in lawful]
    words = "、".join(str(zh) for zh in lawful.values())
    require(
        not strange,
        "consequence_not_ruled",
        f"诚信记录的后果只能是本地规定的：{words}。"
        if words
        else "本地没有规定诚信记录的后果，只作记录。",
        "YC-31",
    )
    until = months_after(act.on, months)
    entry = Record(since=act.on, until=until, consequences=act.consequences)
    after = file.having(stage=CreditStage.ENTERED, entry=entry)
    return after, f"自{act.on}至{until}"


def _for(code: str, good: bool) -> bool:
    """Consequences for the good begin with `good_`."""
    return code.startswith("good_") is good


def repair_credit(file: CreditFile, act: acts.RepairCredit) -> Ruled:
    assert file.entry is not None  # noqa: S101  (entered matters have their entry)
    require(not file.good, "nothing_to_repair", "守信记录无须修复。", "YC-31")
    earliest = months_after(file.entry.since, file.law.months(REPAIR))
    require(
        act.on >= earliest,
        "repair_too_early",
        f"信用修复应当在记入满规定期限之后，最早为{earliest}。",
        "YC-31",
    )
    owed = file.found.recovery if file.found else ""
    require(
        not owed or act.known.recoveries.get(owed, False),
        "not_repaid",
        "应当退回的救助金尚未全部退回，不能修复。",
        "YC-32",
    )
    after = file.having(stage=CreditStage.ENDED, ended_as=End.REPAIRED, end_paper=act.paper)
    return after, act.done


def correct_credit(file: CreditFile, act: acts.CorrectCredit) -> Ruled:
    """A record is not taken away by whoever brought it about: neither who found it nor who raised it."""
    found = (line.officer for line in file.journal if line.act == "find_credit")
    require(
        not act.second or bound(file.order.opened_by, *found).isdisjoint(act.officer.accounts),
        "same_person",
        "本事项由您提出或者认定，应当由其他人更正撤销。",
        "YC-06; YC-31",
    )
    after = file.having(stage=CreditStage.ENDED, ended_as=End.CORRECTED, end_paper=act.paper)
    return after, act.reason


def refresh_policy(file: CreditFile, act: RefreshPolicy) -> Ruled:
    return file.having(stale_policy=True), act.reason


def watched(file: CreditFile, today: date, at: datetime) -> CreditFile:
    """An entry ends by the calendar, on the day after its last."""
    if file.stage is not CreditStage.ENTERED or file.entry is None or today <= file.entry.until:
        return file
    told = file.noted("expired", "记录期满，自动终止", today, at, clause="YC-31")
    return told.having(stage=CreditStage.ENDED, stage_since=today, ended_as=End.EXPIRED)


def next_mark(file: CreditFile, today: date) -> date | None:
    if file.stage is not CreditStage.ENTERED or file.entry is None:
        return None
    return max(file.entry.until + _DAY, today + _DAY)


def tasks(file: CreditFile) -> list[Task]:
    p, found = PROCEDURE, []
    township = Role.REVIEWER if file.order.opened_by.role is Role.REVIEWER else Role.COUNTY_REVIEWER
    if file.stage is CreditStage.SUSPECTED and not file.good and file.heard is None:
        found.append(p.task(file, "hear_person", "听取当事人陈述", township))
    elif file.stage is CreditStage.SUSPECTED:
        found.append(p.task(file, "find_credit", "认定诚信事项", Role.COUNTY_APPROVER))
    elif file.stage is CreditStage.DECIDED and kept_here(file):
        found.append(p.task(file, "enter_credit", "记入诚信记录", Role.COUNTY_REVIEWER))
    if file.waits_for_police:
        zh = "登记公安机关处理结果"
        found.append(p.task(file, "record_police_outcome", zh, Role.COUNTY_REVIEWER))
    return found


def police_tasks(file: CreditFile) -> tuple[Task, ...]:
    """What the police themselves are asked for: to tell what became of it. The county may enter it
    for them; whoever does ends both."""
    if not file.waits_for_police or PROCEDURE.over(file):
        return ()
    mine = PROCEDURE.task(
        file, "record_police_outcome", "办理移送的线索并登记处理结果", Role.UNIT_LIAISON
    )
    return (mine.model_copy(update={"code": OF_POLICE, "since": file.police[-1].on}),)


def not_theirs(file: CreditFile, act: str, officer: Officer) -> str:
    if officer.role in TOWNSHIP_ROLES and officer.township != file.township:
        return "本事项不属于您所在的乡镇（街道）。"
    if officer.role is Role.UNIT_LIAISON and "公安" not in officer.unit:
        return "处理结果由公安机关登记。"
    return ""


def may_read(file: CreditFile, officer: Officer) -> bool:
    """The county and who supervises; the township whose case it is; the police once referred."""
    if officer.role in TOWNSHIP_ROLES:
        return bool(officer.township) and officer.township == file.township
    if officer.role is Role.UNIT_LIAISON:
        return bool(file.police) and "公安" in officer.unit
    return True


def covered(file: CreditFile, officer: Officer) -> CreditFile:
    """The police read what was referred to them, not what the person said or what was decided."""
    if officer.role is not Role.UNIT_LIAISON:
        return file
    lines = ("refer_to_police", "record_police_outcome")
    return file.having(
        heard=None,
        found=None,
        entry=None,
        journal=tuple(e for e in file.journal if e.act in lines),
    )


RULES: dict[str, Any] = {
    "hear_person": hear_person,
    "refer_to_police": refer_to_police,
    "record_police_outcome": record_police_outcome,
    "find_credit": find_credit,
    "drop_credit": drop_credit,
    "enter_credit": enter_credit,
    "repair_credit": repair_credit,
    "correct_credit": correct_credit,
    "refresh_policy": refresh_policy,
}

PROCEDURE: Procedure[CreditFile] = Procedure(
    code="credit",
    zh="诚信事项",
    clause="YC-31",
    stage_zh=STAGE_ZH,
    exits=EXITS,
    acts=acts.ACTS,
    steps=STEPS,
    rules=RULES,
    needs=NEEDS,
    tasks=tasks,
    whose=not_theirs,
    occasions={
        "hear_person": lambda file: file.heard is None,
        "find_credit": lambda file: file.good or file.heard is not None,
        "record_police_outcome": lambda file: file.waits_for_police,
    },
    ends=watched,
    mark=next_mark,
)
