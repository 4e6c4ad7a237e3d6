"""What happens in each golden history, from the application to the decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.check.answers import Kind, Record
from domain.household import Asset, AssetKind, Household, Income, IncomeKind
from tests.people import PAPERS, application, household, signed_by_each
from tests.replay.world import Clerk, Scene, Story

CAR = Record(item="DB-37/vehicles", person="m1", kind=Kind.FOUND, about="vehicle", count=1)


@dataclass(frozen=True)
class Told:
    """One story: its name, its place, how its application differs and how its world is set."""

    name: str
    place: str
    play: Story
    changes: dict[str, object] = field(default_factory=dict)
    scene: Callable[[Scene], None] = lambda scene: None

    def application(self, number: int, today: date) -> CaseFile:
        return application(self.place).having(
            **{
                "case_no": f"GD2026{number:06d}",
                "applied_on": today,
                "latest": today,
                **self.changes,
            }
        )


STORIES: dict[str, Told] = {}


def story(
    place: str = "jiaozuo",
    *,
    scene: Callable[[Scene], None] = lambda scene: None,
    **changes: object,
) -> Callable[[Story], Story]:
    """Registers a story under its function's name."""

    def take(play: Story) -> Story:
        name = play.__name__
        STORIES[name] = Told(name, place, play, changes, scene)
        return play

    return take


def in_every_place(name: str) -> Callable[[Story], Story]:
    """Registers the same story once for each of the five places."""

    def take(play: Story) -> Story:
        for place in ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng"):
            STORIES[f"{name}_{place}"] = Told(f"{name}_{place}", place, play)
        return play

    return take


def earning(home: Household, yuan: int) -> Household:
    """The household with one wage of so many yuan a year."""
    wage = Income(member="m1", kind=IncomeKind.WAGE, fen_year=yuan * 100)
    return home.model_copy(update={"incomes": (wage,)})


def _finds_a_car(scene: Scene) -> None:
    scene.records["police"] = (CAR,)


async def _lead(clerk: Clerk, verdict: str, **fields: object) -> None:
    file = await clerk.until(lambda f: f.open_leads())
    await clerk.do(
        "verify_lead",
        Role.SURVEYOR,
        lead=file.open_leads()[0].lead.key,
        verdict=verdict,
        **{"reason": "现场核实并查看登记证件", **fields},
    )


def _with_car(file: CaseFile) -> object:
    return file.household.model_copy(
        update={"assets": (Asset(member="m1", kind=AssetKind.VEHICLE),)}
    )


@in_every_place("plain")
async def plain(clerk: Clerk) -> None:
    await clerk.living()


@in_every_place("over_income")
async def over_income(clerk: Clerk) -> None:
    """Refused because the survey finds more than the family declared; the notice is left."""
    file = await clerk.accepted()
    await clerk.checked()
    await clerk.surveyed(household=earning(file.household, 60000))
    await clerk.until(lambda f: f.stage is Stage.REVIEW and f.assessment is not None)
    await clerk.opined()
    await clerk.until(lambda f: f.stage is Stage.APPROVAL)
    await clerk.refused()


# --- intake ---------------------------------------------------------------------------------------


@story(papers=PAPERS[:2])
async def correction(clerk: Clerk) -> None:
    await clerk.do("request_correction", Role.INTAKE)
    await clerk.until(lambda f: all(n.number for n in f.notices))
    await clerk.to(await clerk.today() + timedelta(days=2))
    await clerk.do("supply_papers", Role.INTAKE, papers=PAPERS[2:])
    await clerk.living()


@story(papers=PAPERS[:2])
async def declined(clerk: Clerk) -> None:
    await clerk.do("request_correction", Role.INTAKE)
    file = await clerk.until(lambda f: all(n.number for n in f.notices))
    assert file.correction is not None
    await clerk.past(file.correction.due)
    await clerk.until(lambda f: f.overdue)
    await clerk.do("decline", Role.INTAKE, reason="逾期未补正材料")
    await clerk.served()


@story(channel="agent", agent={"account": "jiaozuo.village.1", "mandate": "村协理员代办委托书"})
async def by_agent(clerk: Clerk) -> None:
    await clerk.investigated()


@story()
async def withdrawn_intake(clerk: Clerk) -> None:
    await clerk.do("withdraw", Role.INTAKE, reason="本人不再申请")
    await clerk.closed()


@story(scene=lambda s: s.down_for_days.update(medical=999))
async def withdrawn_investigation(clerk: Clerk) -> None:
    await clerk.accepted()
    await clerk.do("withdraw", Role.INTAKE, reason="本人不再申请")
    await clerk.closed()


@story()
async def withdrawn_review(clerk: Clerk) -> None:
    await clerk.investigated()
    await clerk.do("withdraw", Role.VILLAGE, reason="外出务工")
    await clerk.closed()


@story("hanbin")
async def withdrawn_publicity(clerk: Clerk) -> None:
    await clerk.investigated()
    await clerk.opined()
    await clerk.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
    await clerk.do("withdraw", Role.INTAKE)
    await clerk.closed()


@story("yicheng")
async def withdrawn_approval(clerk: Clerk) -> None:
    await clerk.to_approval()
    await clerk.do("withdraw", Role.INTAKE)
    await clerk.closed()


# --- investigation --------------------------------------------------------------------------------


@story(scene=_finds_a_car)
async def car_refused(clerk: Clerk) -> None:
    await clerk.accepted()
    file = await clerk.surveyed()
    await _lead(clerk, "confirmed", household=_with_car(file))
    await clerk.until(lambda f: f.assessment is not None)
    await clerk.opined()
    await clerk.until(lambda f: f.stage is Stage.APPROVAL)
    await clerk.refused()


@story("zhanhe", scene=_finds_a_car)
async def lead_refuted(clerk: Clerk) -> None:
    await clerk.accepted()
    await clerk.surveyed()
    await _lead(clerk, "refuted")
    await clerk.opined()
    await clerk.publicised()
    await clerk.confirmed()


@story(scene=_finds_a_car)
async def contested(clerk: Clerk) -> None:
    await clerk.accepted()
    file = await clerk.surveyed()
    await _lead(clerk, "confirmed", household=_with_car(file))
    file = await clerk.until(lambda f: f.stage is Stage.REVIEW and f.assessment is not None)
    key = file.leads[0].lead.key
    await clerk.do("contest_finding", Role.INTAKE, lead=key, grounds="车辆已于去年报废")
    await clerk.until(lambda f: f.stage is Stage.INVESTIGATION)
    await clerk.do(
        "verify_lead",
        Role.SURVEYOR,
        2,
        lead=key,
        verdict="refuted",
        reason="报废证明属实，车辆已注销",
        household=None,
    )
    await clerk.do("return_for_survey", Role.REVIEWER, reason="按核实结果重新登记财产")
    await clerk.surveyed(household=file.declared)
    await clerk.opined()


@story(scene=lambda s: s.down_for_days.update(medical=10))
async def department_down(clerk: Clerk) -> None:
    file = await clerk.accepted()
    await clerk.skip_check(16)
    await clerk.checked()
    await clerk.surveyed(on=file.accepted_on)
    await clerk.opined()


@story(scene=lambda s: s.down_for_days.update(medical=999))
async def department_waived(clerk: Clerk) -> None:
    await clerk.accepted()
    await clerk.answer_check(
        "raise_problem",
        Role.CHECKING_CENTRE,
        department="medical",
        problem="no_answer",
        description="接口没有应答，请研究数据共享",
    )
    await clerk.answer_check(
        "waive_reply",
        Role.CHECKING_CENTRE,
        department="medical",
        reason="系统升级，已电话核实无异常",
    )
    await clerk.checked()
    await clerk.surveyed()
    await clerk.opined()


@story("hanbin", scene=lambda s: s.nonsense.update({"hr", "police"}))
async def department_letter(clerk: Clerk) -> None:
    file = await clerk.accepted()
    check = await _check_file(clerk)
    for part in check.departments:
        if part.department in clerk.world.nonsense:
            await clerk.answer_check(
                "record_reply",
                Role.CHECKING_CENTRE,
                department=part.department,
                records=[{"item": part.items[0], "person": "m1", "kind": "nothing"}],
                reference="复函〔2026〕12号",
            )
        if part.department == "hr":
            await clerk.answer_check(
                "correct_reply",
                Role.CHECKING_CENTRE,
                department="hr",
                record={"item": part.items[0], "person": "m1", "kind": "refused"},
                reference="复函〔2026〕13号",
            )
    await clerk.checked()
    await clerk.surveyed(on=file.accepted_on)


@story("yicheng", authorisations=signed_by_each(household(), date(2026, 1, 1))[:1])
async def signed_in_mid_check(clerk: Clerk) -> None:
    """One member signs only when the departments have been asked about the other (YC-19)."""
    await clerk.accepted()
    paper = {"person": "m2", "signed_by": "m2", "paper": "授权书m2"}
    await clerk.do("sign_authorisation", Role.INTAKE, signatures=[paper])
    await clerk.checked()
    await clerk.surveyed()


async def _check_file(clerk: Clerk):  # type: ignore[no-untyped-def]
    await clerk.until(lambda f: clerk.world.checks)
    return next(iter(clerk.world.checks.values()))


@story("zhanhe", scene=lambda s: s.promised.update(medical=5))
async def department_later(clerk: Clerk) -> None:
    file = await clerk.accepted()
    await clerk.skip_check(9)
    await clerk.checked()
    await clerk.surveyed(on=file.accepted_on)


@story()
async def survey_overdue(clerk: Clerk) -> None:
    await clerk.accepted()
    await clerk.checked()
    await clerk.to(await clerk.today() + timedelta(days=12))
    await clerk.until(lambda f: f.overdue)
    await clerk.surveyed()
    await clerk.opined()
    await clerk.to(await clerk.today() + timedelta(days=30))
    await clerk.until(lambda f: len(f.overdue) > 1)


# --- review and publicity -------------------------------------------------------------------------


@story()
async def return_for_survey(clerk: Clerk) -> None:
    await clerk.investigated()
    await clerk.do("return_for_survey", Role.REVIEWER, reason="家庭成员情况有出入")
    await clerk.surveyed()
    await clerk.opined()


@story()
async def returned_from_approval(clerk: Clerk) -> None:
    await clerk.to_approval()
    await clerk.do("return_for_survey", Role.TOWNSHIP_LEADER, reason="收入证明需要补充核实")
    await clerk.surveyed()
    await clerk.opined()


async def _objected(clerk: Clerk) -> CaseFile:
    await clerk.investigated()
    await clerk.opined()
    await clerk.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
    await clerk.to(await clerk.today() + timedelta(days=3))
    await clerk.do("object", Role.VILLAGE, content="群众反映该户有其他收入", named=True)
    return await clerk.until(lambda f: f.stage is Stage.REVIEW)


@story("tongren")
async def objection_resurvey(clerk: Clerk) -> None:
    """Publicised again, because the place says so; the county visits because of the objection."""
    await _objected(clerk)
    await clerk.surveyed()
    await clerk.opined()
    await clerk.publicised()
    await _visited(clerk)
    await clerk.confirmed()


@story("tongren")
async def objection_appraisal(clerk: Clerk) -> None:
    await _objected(clerk)
    await clerk.opined()
    await clerk.publicised()
    await _visited(clerk)
    await clerk.confirmed()


@story()
async def objection_once(clerk: Clerk) -> None:
    """Where the place asks for no second period the case goes on to the decision."""
    await _objected(clerk)
    await clerk.surveyed()
    await clerk.opined()
    await _visited(clerk)
    await clerk.confirmed()


async def _visited(clerk: Clerk) -> None:
    await clerk.do(
        "record_county_visit",
        Role.COUNTY_REVIEWER,
        visitors=("jiaozuo.county_reviewer.1",),
        finding="入户核查与调查一致",
        agrees_with_survey=True,
    )


@story()
async def relative_county_visit(clerk: Clerk) -> None:
    relative = {"member": "m2", "kinship": "spouse", "official": "某乡镇干部"}
    file = await clerk.file()
    relative["kinship"] = file.law.items("dibao.relative_kinship")[0]
    await clerk.accepted(relatives=(relative,))
    await clerk.checked()
    await clerk.surveyed()
    await clerk.opined()
    await clerk.publicised()
    await _visited(clerk)
    await clerk.confirmed()


@story("zhanhe")
async def relative_declared_later(clerk: Clerk) -> None:
    await clerk.to_approval()
    file = await clerk.file()
    kinship = file.law.items("dibao.relative_kinship")[0]
    relative = {"member": "m1", "kinship": kinship, "official": "某村干部"}
    await clerk.do("declare_relative", Role.COUNTY_REVIEWER, relative=relative)
    await _visited(clerk)
    await clerk.confirmed()


@story("zhanhe")
async def complaint_county_visit(clerk: Clerk) -> None:
    await clerk.to_approval()
    await clerk.do("register_complaint", Role.INTAKE, channel="hotline", content="反映收入不实")
    await _visited(clerk)
    await clerk.confirmed()


@story("hanbin")
async def refused_with_reason(clerk: Clerk) -> None:
    await clerk.to_approval()
    await clerk.refused(reason="拒不配合入户核查", clause="57号 Art 29")
