"""What is open beside the common tasks: in a 特困 case, and of the health department (ZH-14)."""

from __future__ import annotations

from datetime import date, timedelta

from domain.calendar import Due
from domain.case.acts import ChangeCause
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.moves.base import LIVING
from domain.case.phases.living.living import hearing_needed
from domain.case.phases.support import ending, placing, tekun
from domain.case.tasks.base import stage_due, task
from domain.programme import Programme
from domain.task import NextStep, Task

_DECISIONS = frozenset({"confirm", "refuse"})


def shaped(file: CaseFile, today: date, found: list[Task]) -> list[Task]:
    """The common tasks with those of this programme; what cannot be done yet is left out."""
    if file.programme is not Programme.TEKUN:
        return [*found, *_health(file)]
    own = _own(file, today)
    hidden: frozenset[str] = frozenset()
    if file.stage is Stage.INTAKE and file.caring.statement is None:
        hidden = frozenset({"accept"})
    if file.stage is Stage.APPROVAL and own:
        hidden = _DECISIONS
    if file.review is not None and file.stage in LIVING:
        hidden = _hidden_while_reviewing(file)
    return [*(t for t in found if t.code not in hidden), *own, *_health(file)]


def _hidden_while_reviewing(file: CaseFile) -> frozenset[str]:
    looked = file.review
    if looked is not None and looked.cause is ChangeCause.SELFCARE and looked.verified_on is None:
        return frozenset({"verify_change"})
    sheet = ending.hung(file)
    ready = sheet is not None and (sheet.completed_on is not None or sheet.objected_on is not None)
    return frozenset({"decide_change"}) if ending.ends(file) and not ready else frozenset()


def _own(file: CaseFile, today: date) -> list[Task]:
    if file.stage is Stage.INTAKE:
        return _statement(file)
    if file.stage is Stage.APPROVAL and file.decision is None:
        return _before_decision(file, today)
    if file.stage in LIVING:
        return [*_caring(file, today), *_reviewing(file), *_ending(file)]
    return []


def _statement(file: CaseFile) -> list[Task]:
    if file.caring.statement is not None:
        return []
    zh = "请登记申请人的书面声明和法定义务人"
    return [task(file, "record_statement", zh, Role.INTAKE, file.applied_on, None, "43号 Art 10")]


def _before_decision(file: CaseFile, today: date) -> list[Task]:
    due, county = stage_due(file, today), Role.COUNTY_REVIEWER
    found = []
    if tekun.spot_check_due(file):
        zh = "请按比例随机抽查"
        found.append(task(file, "draw_spot_check", zh, county, None, due, "43号 Art 16"))
    if tekun.visit_due(file):
        zh = "本案被随机抽中，请县级入户核查"
        found.append(task(file, "record_county_visit", zh, county, None, due, "43号 Art 16"))
    eligible = file.assessment is None or file.assessment.eligible
    if eligible and file.caring.selfcare is None:
        zh = "请评估生活自理能力"
        found.append(task(file, "assess_selfcare", zh, county, None, due, "43号 Art 20"))
    return found


def _caring(file: CaseFile, today: date) -> list[Task]:
    """Publication, placement, agreement and visits of a person who is supported."""
    if file.ending is not None or file.decision is None or not file.monthly_fen_now:
        return []
    care, since = file.caring, file.decision.on
    found = []
    if care.published_on is None:
        zh = "请在申请人所在村（社区）公布确认结果"
        found.append(task(file, "publish_result", zh, Role.VILLAGE, since, None, "43号 Art 17"))
    if care.placement is None:
        zh = "请落实集中供养或者分散供养"
        found.append(task(file, "place_person", zh, Role.REVIEWER, since, None, "JZ-11; JZ-15"))
    speaks = care.statement is None or care.statement.speaks
    if placing.should_be_offered(file) and speaks and placing.to_be_asked(file):
        zh = "属于高龄、失能半失能特困人员，请征询集中供养意愿"
        found.append(task(file, "offer_centralised", zh, Role.REVIEWER, since, None, "JZ-11"))
    if placing.should_be_offered(file) and not speaks and care.whole is None:
        zh = "本人无法准确表达意愿，请组织集中供养综合评估"
        found.append(task(file, "assess_whole", zh, Role.REVIEWER, since, None, "JZ-12"))
    return [*found, *_scattered(file, today)]


def _scattered(file: CaseFile, today: date) -> list[Task]:
    care = file.caring
    placed, agreed = care.placement, care.agreement
    if placed is None:
        return []
    found = []
    if placing.agreement_wanted(file) and not care.agreed_on(today):
        over = agreed is not None and agreed.until < today
        since = agreed.until + timedelta(days=1) if agreed and over else placed.on
        zh = "委托照料服务协议已到期，请重新签订" if over else "请组织签订委托照料服务协议"
        county = Role.COUNTY_REVIEWER
        found.append(task(file, "sign_care_agreement", zh, county, since, None, "JZ-14"))
    if care.next_visit is not None:
        since = care.visit.on if care.visit else placed.on
        due = Due(on=care.next_visit)
        cover = care.cover
        zh = "请入户走访"
        if cover is not None and not cover.over:
            zh += f"（{cover.since}至{cover.until}由指定人员代为走访）"
        found.append(task(file, "record_care_visit", zh, Role.VILLAGE, since, due, "JZ-15"))
    return [*found, *_missed(file)]


_HEARS = {
    "township": (Role.REVIEWER, "走访已逾期，请督促走访人或者另行安排走访", "JZ-15"),
    "county": (
        Role.COUNTY_REVIEWER,
        "走访逾期仍未办理，请督促乡镇（街道）落实走访",
        "JZ-15; JZ-16",
    ),
}


def _missed(file: CaseFile) -> list[Task]:
    found = []
    for level in placing.to_urge(file):
        role, zh, clause = _HEARS[level]
        code = f"urge_care_visit:{level}"
        since = file.caring.next_visit
        found.append(task(file, code, zh, role, since, None, clause, act="urge_care_visit"))
    return found


def _reviewing(file: CaseFile) -> list[Task]:
    looked = file.review
    if looked is None or looked.cause is not ChangeCause.SELFCARE or looked.verified_on is not None:
        return []
    zh = "生活自理能力变化：请组织复核评估"
    due = Due(on=looked.due) if looked.due else None
    county = Role.COUNTY_REVIEWER
    return [task(file, "assess_selfcare", zh, county, looked.opened_on, due, "43号 Art 23")]


def _ending(file: CaseFile) -> list[Task]:
    found = []
    looked = file.review
    if ending.owes_repeat(file):
        zh = "对异议作出的决定请重新公示"
        found.append(task(file, "post_ending", zh, Role.VILLAGE, None, None, "43号 Art 26"))
    elif looked is not None and ending.ends(file) and ending.hung(file) is None:
        heard = looked.heard_on is not None or not hearing_needed(file)
        if heard:
            zh = "拟终止救助供养，请张贴公示"
            since = looked.heard_on or looked.verified_on
            found.append(task(file, "post_ending", zh, Role.VILLAGE, since, None, "43号 Art 26"))
    return found


def _health(file: CaseFile) -> list[Task]:
    return [
        task(
            file,
            f"record_health_answer:{r.member}",
            f"等待卫生健康部门反馈成员{r.member}的健康档案和生活自理能力评估",
            Role.REVIEWER,
            r.asked_on,
            Due(on=r.due) if r.due else None,
            "ZH-14",
            act="record_health_answer",
        )
        for r in file.caring.health
        if r.answered_on is None
    ]


def next_step(file: CaseFile) -> NextStep | None:
    """The end of the publicity of an ending, if one hangs."""
    sheet = file.caring.ending
    if sheet is None or sheet.objected_on is not None or sheet.completed_on is not None:
        return None
    return NextStep(zh="终止供养公示期满", on=sheet.until + timedelta(days=1))


def marks(file: CaseFile) -> tuple[date, ...]:
    """Days on which a task opens by itself: a care agreement is over, a missed visit is passed up."""
    if file.programme is not Programme.TEKUN or file.stage not in LIVING or file.ending is not None:
        return ()
    agreed, passed = file.caring.agreement, placing.passing_up(file)
    cover = file.caring.cover
    if cover is not None and not cover.over:
        passed = (*passed, cover.until + timedelta(days=1))
    if agreed is None or not placing.agreement_wanted(file):
        return passed
    return (agreed.until + timedelta(days=1), *passed)
