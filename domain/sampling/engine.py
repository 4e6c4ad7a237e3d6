"""What happens in a round of spot checks: the seed first, the population second, the draw third."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from domain.case.acts import Officer
from domain.case.file import require
from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from domain.complaint.acts import RefreshPolicy
from domain.journal import bound
from domain.proceeding import Done, Errand, Procedure
from domain.reporting.period import period_of
from domain.sampling import acts
from domain.sampling.drawing import (
    SHARE,
    STRATUM_ZH,
    Stratum,
    drawn,
    population_digest,
    seed_digest,
)
from domain.sampling.file import NOT_YET, Check, SpotFile
from domain.sampling.lifecycle import EXITS, FAULT_ZH, STAGE_ZH, STEPS, SpotStage
from domain.task import Task

PERIOD, DAYS = "spot.period_months", "spot.check_days"
NEEDS = (*SHARE.values(), PERIOD, DAYS)
Ruled = tuple[SpotFile, str]


def begins(file: SpotFile) -> SpotFile:
    """The period in whole months. CaseRefusal where the place has no share, no length of period, or
    the period is not over: it must not be known who will be in the population."""
    law = file.law
    if not any(law.has(name) for name in SHARE.values()):
        law.percent(SHARE[Stratum.GENERAL])  # says who must set it
    period = period_of(file.order.period, law.months(PERIOD))
    require(
        period.until < file.opened_on,
        "period_not_over",
        f"{period.zh}尚未结束，应当在{period.until}之后抽查。",
        "JZ-24",
    )
    unset = tuple(s for s in Stratum if not law.has(SHARE[s]))
    return file.having(period=period, unset=unset)


def seed_fixed(file: SpotFile, chance: str, on: date, at: datetime) -> SpotFile:
    """The seed stands in the record before anybody knows the population. `chance`: what was drawn by
    chance; the witness's words go in with it."""
    if file.seed:
        return file
    seed = "/".join(part for part in (chance, file.order.witness) if part)
    digest = seed_digest(seed)
    text = f"种子摘要{digest[:16]}"
    return file.noted("fix_seed", "先行确定随机种子", on, at, text, clause="JZ-24").having(
        seed=seed, seed_digest=digest
    )


def population_closed(file: SpotFile, lines: tuple[str, ...], on: date, at: datetime) -> SpotFile:
    """Whom the draw is from, closed with its digest; then the draw, from the record alone."""
    if not file.seed:
        raise RuntimeError("the population was closed before the seed was fixed")
    if file.population_digest:
        return file
    kept = tuple(sorted(set(lines)))
    digest = population_digest(kept)
    text = f"{len(kept)}件，名单摘要{digest[:16]}"
    closed = file.noted("close_population", "确定抽查范围", on, at, text, clause="JZ-24").having(
        population=kept, population_digest=digest, size=len(kept)
    )
    percents = {s: file.law.percent(SHARE[s]) for s in Stratum if file.law.has(SHARE[s])}
    draws = drawn(kept, file.seed, percents)
    count = len({case for d in draws for case in d.cases})
    told = closed.noted("draw", "随机抽取", on, at, f"抽中{count}件", clause="JZ-24")
    due = file.law.due(DAYS, on).on if file.law.has(DAYS) else None
    return told.having(draws=draws, stage=SpotStage.CHECKING, stage_since=on, due=due)


def record_spot_check(file: SpotFile, act: acts.RecordSpotCheck) -> Ruled:
    township = file.townships.get(act.case_no)
    require(
        township is not None,
        "not_drawn",
        "该案件不在本期抽中的案件之内，不能代替抽中的案件，请从抽中的案件中选择。",
        "JZ-24",
    )
    assert township is not None  # noqa: S101  (narrowing for the type checker)
    require(
        act.papers or act.visited_on,
        "nothing_done",
        "抽查应当入户或者查阅案卷，请填写入户日期或者选择已查阅案卷。",
        "JZ-24",
    )
    require(
        act.visited_on is None or act.visited_on <= act.on,
        "date_not_lawful",
        "入户日期不能晚于登记日期。",
        "JZ-24",
    )
    require(
        act.right == (act.fault is None),
        "fault_unclear",
        "决定有误的，应当选择错误类型；决定无误的，不填错误类型。",
        "JZ-24",
    )
    stands = file.of(act.case_no)
    require(
        stands is None or not stands.back or stands.back.startswith(NOT_YET),
        "sent_back_already",
        "该案件的抽查结果已经反馈案件，不能更改，请由案件办理程序处理。",
        "JZ-24",
    )
    check = Check(
        case_no=act.case_no,
        township=township,
        checkers=act.checkers,
        papers=act.papers,
        visited_on=act.visited_on,
        finding=act.finding,
        right=act.right,
        fault=act.fault,
        on=act.on,
        by=act.officer.id,
    )
    others = tuple(c for c in file.checks if c.case_no != act.case_no)
    after = file.having(checks=(*others, check))
    if act.fault is not None:
        facts = {
            "case_no": act.case_no,
            "fault": act.fault.value,
            "by": act.officer.id,
            "unit": act.officer.unit,
        }
        after = after.wanting(Errand(key=f"back-{act.case_no}", what="send_back", facts=facts))
    verdict = "决定无误" if act.fault is None else FAULT_ZH[act.fault]
    return after, f"{act.case_no}：{verdict}"


def answer_spot_check(file: SpotFile, act: acts.AnswerSpotCheck) -> Ruled:
    check = file.of(act.case_no)
    wrong = "、".join(c.case_no for c in file.checks if not c.right)
    require(
        check is not None and not check.right,
        "no_fault_there",
        f"本期抽查认定有误的案件为：{wrong}。" if wrong else "本期抽查没有认定有误的案件。",
        "JZ-16",
    )
    assert check is not None  # noqa: S101  (narrowing for the type checker)
    require(
        check.township == act.officer.township,
        "not_your_township",
        "该案件不属于您所在的乡镇（街道），应当由其办理的乡镇（街道）反馈。",
        "JZ-16",
    )
    told = check.model_copy(update={"answer": act.text})
    checks = tuple(told if c.case_no == act.case_no else c for c in file.checks)
    after = file.having(checks=checks)
    if file.stage is SpotStage.FOLLOWING and not after.unanswered:
        after = after.having(stage=SpotStage.REPORTED)
    return after, f"{act.case_no}：{act.text}"


def report_spot_checks(file: SpotFile, act: acts.ReportSpotChecks) -> Ruled:
    """Fails while the completed checks of any stratum of any township are below the number."""
    short = [s for s in file.shares if not s.kept]
    told = "；".join(
        f"{s.township}{STRATUM_ZH[s.stratum]}应查{s.required}件、已查{s.done}件" for s in short
    )
    require(
        not short,
        "share_not_reached",
        f"抽查比例未达到，应当完成抽查后再报告：{told}。",
        "JZ-24; JZ-25",
    )
    makers = [bound(e.officer) for e in file.journal if e.act == "record_spot_check" and e.officer]
    require(
        not makers or any(one.isdisjoint(act.officer.accounts) for one in makers),
        "same_person",
        "本期抽查结果均由您登记，应当由其他人报告。",
        "JZ-24",
    )
    stage = SpotStage.FOLLOWING if file.unanswered else SpotStage.REPORTED
    after = file.having(
        stage=stage, conclusion=act.conclusion, reported_on=act.on, due=None
    ).wanting(Errand(key="report", what="issue_report"))
    return after, act.conclusion


def refresh_policy(file: SpotFile, act: RefreshPolicy) -> Ruled:
    return file.having(stale_policy=True), act.reason


def after(file: SpotFile, done: Done) -> SpotFile:
    """The report has its number; a wrong decision is where it is dealt with."""
    if done.key == "report":
        return file.having(paper=done.ref)
    case_no = done.key.removeprefix("back-")
    checks = tuple(
        c.model_copy(update={"back": done.ref or done.trouble}) if c.case_no == case_no else c
        for c in file.checks
    )
    return file.having(checks=checks)


def tasks(file: SpotFile) -> list[Task]:
    p = PROCEDURE
    if file.stage is SpotStage.FOLLOWING:
        return [
            p.task(
                file,
                "answer_spot_check",
                f"反馈抽查有误案件{c.case_no}的整改情况",
                Role.REVIEWER,
                code=f"answer_spot_check:{c.case_no}",
            )
            for c in file.unanswered
        ]
    if file.stage is not SpotStage.CHECKING:
        return []
    if file.open_cases:
        zh = f"完成本期抽查，尚有{len(file.open_cases)}件"
        return [p.task(file, "record_spot_check", zh, Role.COUNTY_REVIEWER, due=file.due)]
    zh = "报告本期抽查情况"
    return [p.task(file, "report_spot_checks", zh, Role.COUNTY_APPROVER, due=file.due)]


def may_read(file: SpotFile, officer: Officer) -> bool:
    """The county and those who supervise read all; a township what concerns its own cases."""
    if officer.role not in TOWNSHIP_ROLES:
        return True
    return bool(officer.township) and officer.township in file.townships.values()


def covered(file: SpotFile, officer: Officer) -> SpotFile:
    """What a township sees: its own cases, and not before they were looked at; nobody's seed or
    population while the checks run."""
    if officer.role not in TOWNSHIP_ROLES:
        return file
    own = officer.township
    return file.having(
        seed="",
        population=(),
        draws=tuple(d.model_copy(update={"cases": ()}) for d in file.draws if d.township == own),
        checks=tuple(c for c in file.checks if c.township == own),
        journal=tuple(e for e in file.journal if e.act != "record_spot_check"),
    )


RULES: dict[str, Any] = {
    "record_spot_check": record_spot_check,
    "answer_spot_check": answer_spot_check,
    "report_spot_checks": report_spot_checks,
    "refresh_policy": refresh_policy,
}

PROCEDURE: Procedure[SpotFile] = Procedure(
    code="spot",
    zh="抽查",
    clause="JZ-24",
    stage_zh=STAGE_ZH,
    exits=EXITS,
    acts=acts.ACTS,
    steps=STEPS,
    rules=RULES,
    needs=NEEDS,
    tasks=tasks,
    after=after,
    begins=begins,
    timed=(SpotStage.CHECKING,),
)
