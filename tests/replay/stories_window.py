"""Golden histories of what may happen to a family, its papers and its file before the decision."""

from __future__ import annotations

from datetime import date, timedelta

from domain.case.file import Agent
from domain.case.lifecycle import Role, Stage
from domain.household import Household, Member, Relation, Status
from domain.identity import synthetic_id
from domain.programme import Programme
from domain.window.identity import Hukou
from tests.people import PAPERS, household, officer, signed_by_each
from tests.replay.stories import story
from tests.replay.world import Clerk, Scene

_ALONE = household(members=1)
_ELSEWHERE = {"hukou": Hukou(place="河南省某县"), "papers": (*PAPERS, "residence_proof")}


async def _visited(clerk: Clerk) -> None:
    file = await clerk.file()
    await clerk.do(
        "record_county_visit",
        Role.COUNTY_REVIEWER,
        visitors=(f"{file.place}.county_reviewer.1",),
        finding="入户核查与调查一致",
        agrees_with_survey=True,
    )


# --- the family changes ---------------------------------------------------------------------------


@story()
async def member_died_midway(clerk: Clerk) -> None:
    await clerk.investigated()
    today = await clerk.today()
    await clerk.do("report_event", Role.VILLAGE, kind="died", happened_on=today, member="m2")
    file = await clerk.until(lambda f: f.stage is Stage.INVESTIGATION)
    gone = file.household.members[1].model_copy(update={"status": Status.DEAD})
    await clerk.surveyed(household=file.household.with_member(gone))
    await clerk.opined()


@story("zhanhe")
async def applicant_died_midway(clerk: Clerk) -> None:
    await clerk.accepted()
    await clerk.checked()
    today = await clerk.today()
    await clerk.do("report_event", Role.INTAKE, kind="died", happened_on=today, member="m1")
    await clerk.do("replace_applicant", Role.INTAKE, member="m2", commitment="承诺书9号")
    file = await clerk.file()
    assert file.household.applicant.key == "m2"
    await clerk.surveyed(family_signature="m2")


@story("hanbin", household=_ALONE, declared=_ALONE)
async def nobody_left(clerk: Clerk) -> None:
    await clerk.accepted()
    today = await clerk.today()
    await clerk.do("report_event", Role.VILLAGE, kind="died", happened_on=today, member="m1")
    await clerk.do("close_application", Role.REVIEWER, reason="申请人去世，没有其他家庭成员")
    await clerk.closed()


@story()
async def moved_midway(clerk: Clerk) -> None:
    await clerk.accepted()
    await clerk.checked()
    today = await clerk.today()
    await clerk.do("report_event", Role.REVIEWER, kind="moved", happened_on=today)
    await clerk.do(
        "transfer_case", Role.REVIEWER,
        to_township="jz-second", to_village="新村", reason="已迁往第二街道居住",
    )  # fmt: skip
    file = await clerk.until(lambda f: f.township == "jz-second")
    clerk.case = file
    await clerk.surveyed()


@story("zhanhe")
async def no_cooperation(clerk: Clerk) -> None:
    await clerk.accepted()
    await clerk.checked()
    await clerk.do("warn_cooperation", Role.REVIEWER, asked="请配合入户调查并提供材料")
    await clerk.to(await clerk.today() + timedelta(days=3))
    role = Role.COUNTY_APPROVER
    await clerk.do("end_for_no_cooperation", role, 5, reason="两次告知后仍拒绝入户调查")
    await clerk.until(lambda f: all(n.number for n in f.notices))
    await clerk.served()


@story("yicheng")
async def survey_begun_in_time(clerk: Clerk) -> None:
    """Begun within its days, done later: not late (57号 Art 15)."""
    await clerk.accepted()
    await clerk.checked()
    await clerk.to(await clerk.today() + timedelta(days=1))
    await clerk.do("start_survey", Role.SURVEYOR)
    await clerk.to(await clerk.today() + timedelta(days=6))
    await clerk.surveyed()
    await clerk.opined()


# --- papers ---------------------------------------------------------------------------------------


def _without_civil_affairs(scene: Scene) -> None:
    scene.down_for_days["civil_affairs"] = 999


async def _civil_affairs_in_vain(clerk: Clerk) -> None:
    """The marriage register does not answer and is waived: only then is the family asked."""
    await clerk.accepted()
    await clerk.answer_check(
        "waive_reply",
        Role.CHECKING_CENTRE,
        department="civil_affairs",
        reason="系统升级，无法按时答复",
    )
    await clerk.checked()
    await clerk.do("request_proof", Role.SURVEYOR, paper="marriage_certificate")


@story("yicheng", scene=_without_civil_affairs)
async def proof_supplied(clerk: Clerk) -> None:
    await _civil_affairs_in_vain(clerk)
    await clerk.do("supply_proof", Role.INTAKE, paper="marriage_certificate")
    await clerk.surveyed()
    await clerk.opined()


@story("yicheng", scene=_without_civil_affairs)
async def promise_instead_of_proof(clerk: Clerk) -> None:
    """告知承诺制 (YC-11): the promise stands until somebody has verified it."""
    await _civil_affairs_in_vain(clerk)
    await clerk.do(
        "make_promise",
        Role.INTAKE,
        paper="marriage_certificate",
        commitment="本人承诺未婚，如有不实愿承担责任",
        signed_by="m1",
        notice_read=True,
    )
    await clerk.do(
        "verify_promise",
        Role.SURVEYOR,
        paper="marriage_certificate",
        verdict="confirmed",
        reason="与婚姻登记档案一致",
    )
    await clerk.surveyed()
    await clerk.opined()


@story("yicheng", authorisations=signed_by_each(household(), date(2026, 1, 1)),
       scene=lambda s: s.down_for_days.update(bank=999))  # fmt: skip
async def authorisation_withdrawn(clerk: Clerk) -> None:
    """A paper withdrawn in mid-check: the silent bank is asked no more about that person (YC-19)."""
    await clerk.accepted()
    await clerk.do("withdraw_authorisation", Role.INTAKE, person="m2", reason="本人要求撤回")
    await clerk.skip_check(9)
    await clerk.answer_check(
        "waive_reply",
        Role.CHECKING_CENTRE,
        department="bank",
        reason="本人撤回授权，按未核对处理",
    )
    await clerk.checked()


@story(papers=PAPERS[:2])
async def reminded_of_papers(clerk: Clerk) -> None:
    """The one list, a reminder, the papers."""
    await clerk.do("request_correction", Role.INTAKE)
    await clerk.until(lambda f: all(n.number for n in f.notices))
    await clerk.do("issue_paper", Role.INTAKE, kind="late_reminder", text="请尽快补交材料")
    await clerk.until(lambda f: len(f.notices) > 1 and all(n.number for n in f.notices))
    await clerk.do("supply_papers", Role.INTAKE, papers=PAPERS[2:])
    await clerk.accepted()


@story(**_ELSEWHERE)
async def registered_elsewhere(clerk: Clerk) -> None:
    """Nothing is confirmed before the place of registration has answered (JZ-07)."""
    await clerk.to_approval()
    answer = {"reference": "复函1号", "drawing": False}
    await clerk.do("record_hukou_answer", Role.REVIEWER, 3, **answer)
    await clerk.confirmed()


@story("hanbin", programme=Programme.MEDICAL, urgent=True,
       **dict.fromkeys(
           ("household", "declared"),
           Household(members=(Member(
               key="m1", name="无名氏", id_no="", relation=Relation.SELF,
               provisional="约五十岁男性，昏迷，市医院急诊"),)),
       ))  # fmt: skip
async def identified_later(clerk: Clerk) -> None:
    """Taken in without a name, named when the police know it (GRP-12)."""
    await clerk.do("accept", Role.INTAKE)
    await clerk.until(lambda f: f.stage is Stage.REFERRAL)
    await clerk.do(
        "identify_person",
        Role.INTAKE,
        member="m1",
        name="张一一",
        id_no=synthetic_id(date(1975, 5, 1), 11),
        found_by="公安机关指纹比对",
    )


# --- relatives, reports, the board, the counter ---------------------------------------------------


@story()
async def relative_lead_refuted(clerk: Clerk) -> None:
    """A suspicion stops the decision until another has looked (JZ-50)."""
    file = await clerk.to_approval()
    noted = officer(Role.SYSTEM, file.place, 1, file.township).model_dump()
    await clerk.do(
        "note_relative_lead",
        Role.SYSTEM,
        officer=noted,
        key="o1-m1-address",
        member="m1",
        signal="address",
        official="某工作人员",
        official_account="village.worker",
    )
    await clerk.do(
        "settle_relative_lead",
        Role.COUNTY_REVIEWER,
        9,
        lead="o1-m1-address",
        verdict="refuted",
        reason="同住一院，没有亲属关系",
    )
    await clerk.confirmed()


@story("hanbin")
async def named_report_answered(clerk: Clerk) -> None:
    await clerk.investigated()
    said = {"channel": "letter", "content": "反映该户有车未报", "named": True}
    await clerk.do("register_complaint", Role.INTAKE, **said)
    answer = {"number": 1, "true": False, "text": "经入户核查，没有机动车。"}
    await clerk.do("answer_complaint", Role.REVIEWER, **answer)
    await clerk.until(lambda f: all(n.number for n in f.notices))


@story("yicheng")
async def hard_to_serve(clerk: Clerk) -> None:
    """Tried in person and by post before it is left with a witness."""
    await clerk.to_approval()
    file = await clerk.file()
    if file.law.on_and_set("collective_review"):
        both = {"present": ("甲", "乙"), "opinion": "不同意"}
        await clerk.do("record_collective_review", Role.REVIEWER, 2, **both)
    why = {"reason": "家庭情况与申报不符", "clause": "57号 Art 21"}
    await clerk.do("refuse", clerk.decider(file), **why)
    file = await clerk.until(lambda f: f.notices and all(n.number for n in f.notices))
    [number] = [n.number for n in file.notices if n.open]
    for manner, reason in (("in_person", "家中无人"), ("post", "查无此人")):
        tried = {"number": number, "manner": manner, "reason": reason}
        await clerk.do("fail_service", Role.VILLAGE, **tried)
        await clerk.to(await clerk.today() + timedelta(days=2))
    await clerk.do("serve_notice", Role.VILLAGE, number=number, manner="left")
    await clerk.closed()


@story("zhanhe")
async def board_and_counter(clerk: Clerk) -> None:
    """Taken down from the board, received by the county, the result hung."""
    await clerk.investigated()
    await clerk.opined()
    await clerk.publicised()
    await clerk.do("take_down_publicity", Role.VILLAGE)
    await clerk.do("receive_file", Role.COUNTY_REVIEWER)
    await clerk.confirmed()
    file = await clerk.until(lambda f: f.notices and all(n.number for n in f.notices))
    await clerk.to(min(e.first for e in file.entitlements))
    await clerk.until(lambda f: f.stage is Stage.SUPERVISION)
    await clerk.do("post_result", Role.VILLAGE, place_posted="村务公开栏")


@story(channel="agent", agent=Agent(account="jiaozuo.village.1", mandate="村协理员代办委托书"))
async def refused_after_agent(clerk: Clerk) -> None:
    await clerk.to_approval()
    await clerk.refused(reason="家庭情况与申报不符", clause="57号 Art 21")
