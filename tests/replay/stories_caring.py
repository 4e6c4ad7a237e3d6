"""Golden histories of 特困: from the statement to the placement, the visits and the end."""

from __future__ import annotations

from datetime import timedelta

from domain.case.acts.base import Behalf
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.household import Asset, AssetKind, Household, Status
from domain.programme import Programme
from tests.people import officer
from tests.replay.stories import story
from tests.replay.world import Clerk
from tests.tekun import PAPERS, alone, obligor, six

_TEKUN = {"programme": Programme.TEKUN, "declared": alone(), "household": alone(), "papers": PAPERS}
_CAR = alone().model_copy(update={"assets": (Asset(member="m1", kind=AssetKind.VEHICLE),)})


async def _to_county(clerk: Clerk, **statement: object) -> CaseFile:
    await clerk.do("record_statement", Role.INTAKE, **(statement or {"no_obligors": True}))
    await clerk.investigated()
    await clerk.opined()
    return await clerk.publicised()


async def _looked_at_by_the_county(clerk: Clerk, file: CaseFile) -> None:
    if clerk.decider(file) is Role.COUNTY_APPROVER:
        drawn = {"batch": (file.case_no,), "seed": "公开抽签"}
        await clerk.do("draw_spot_check", Role.COUNTY_REVIEWER, **drawn)
        visit = {"visitors": ("甲",), "finding": "与调查一致", "agrees_with_survey": True}
        await clerk.do("record_county_visit", Role.COUNTY_REVIEWER, 2, **visit)


async def _granted(clerk: Clerk, failing: int) -> CaseFile:
    await _looked_at_by_the_county(clerk, await _to_county(clerk))
    fields = {**six(failing), "by": "county", "assessors": ("甲", "乙")}
    await clerk.do("assess_selfcare", Role.COUNTY_REVIEWER, 3, **fields)
    return await clerk.confirmed()


async def _supported(clerk: Clerk, failing: int = 1) -> CaseFile:
    file = await _granted(clerk, failing)
    await clerk.to(min(e.first for e in file.entitlements))
    return await clerk.until(lambda f: f.stage is Stage.SUPERVISION)


async def _looked(clerk: Clerk, home: Household) -> None:
    await clerk.reported("property")
    await clerk.verified(home)
    await clerk.heard()


@story("zhanhe", **_TEKUN)
async def tekun_scattered(clerk: Clerk) -> None:
    """At home, with a visitor; the result hangs, the health department answers (ZH-14)."""
    file = await _supported(clerk)
    await clerk.do("publish_result", Role.VILLAGE, place_posted="村务公开栏")
    answer = {"member": "m1", "has_record": True, "band": "partial", "reference": "卫健〔2026〕1号"}
    await clerk.do("record_health_answer", Role.REVIEWER, **answer)
    placed = {"manner": "scattered", "visitor": "乙", "visit_days": 20}
    await clerk.do("place_person", Role.REVIEWER, **placed)
    day = await clerk.today()
    await clerk.do(
        "sign_care_agreement", Role.COUNTY_REVIEWER,
        number="协议1号", carer="丙", since=day, until=day + timedelta(days=300),
    )  # fmt: skip
    await clerk.to(day + timedelta(days=19))
    await clerk.do("record_care_visit", Role.VILLAGE, visitor="乙", finding="身体状况稳定")
    await clerk.past((await clerk.today()) + timedelta(days=21))
    await clerk.until(lambda f: any(m.startswith("record_care_visit@") for m in f.overdue))
    assert file.monthly_fen_now


@story("jiaozuo", **_TEKUN)
async def tekun_visit_missed(clerk: Clerk) -> None:
    """A missed visit reaches the township, then the county; a new care level brings a new plan."""
    await _supported(clerk, 2)
    placed = {"manner": "scattered", "visitor": "乙", "visit_days": 20}
    await clerk.do("place_person", Role.REVIEWER, **placed)
    last = (await clerk.file()).caring.next_visit
    assert last is not None
    urge = {"finding": "已督促走访人上门"}
    await clerk.past(last)
    await clerk.until(lambda f: f.caring.missed == ("township",))
    await clerk.do("urge_care_visit", Role.REVIEWER, **urge)
    await clerk.past(last + timedelta(days=6))
    await clerk.until(lambda f: f.caring.missed == ("township", "county"))
    await clerk.do("urge_care_visit", Role.COUNTY_REVIEWER, **urge)
    await clerk.do("record_care_visit", Role.VILLAGE, visitor="乙", finding="身体状况变差")
    await clerk.reported("selfcare")
    fields = {**six(6), "by": "county", "assessors": ("甲", "乙")}
    await clerk.do("assess_selfcare", Role.COUNTY_REVIEWER, 3, **fields)


@story("jiaozuo", **_TEKUN)
async def tekun_visitor_covered(clerk: Clerk) -> None:
    """The visitor is ill and another visits; the reviewer is away and somebody stands in for him."""
    await _supported(clerk, 2)
    day = await clerk.today()
    place = clerk.case.place
    absent, deputy = officer(Role.REVIEWER, place), officer(Role.SURVEYOR, place, 2)
    behalf = Behalf(account=absent.id, number=1, since=day, until=day + timedelta(days=30))
    for_him = deputy.model_copy(update={"role": Role.REVIEWER, "behalf": behalf})
    placed = {"manner": "scattered", "visitor": "乙", "visit_days": 20}
    await clerk.do("place_person", Role.REVIEWER, officer=for_him, **placed)
    until = day + timedelta(days=10)
    cover = {"visitor": "丁", "since": day, "until": until, "reason": "走访人住院治疗"}
    await clerk.do("cover_visitor", Role.REVIEWER, officer=for_him, **cover)
    await clerk.do("record_care_visit", Role.VILLAGE, visitor="丁", finding="身体状况稳定")
    await clerk.past(until)
    await clerk.until(lambda f: f.caring.cover is not None and f.caring.cover.over)


@story("tongren", **_TEKUN)
async def tekun_centralised(clerk: Clerk) -> None:
    await _supported(clerk, 4)
    await clerk.do("offer_centralised", Role.REVIEWER, agrees=True, opinion="愿意集中供养")
    placed = {"manner": "centralised", "institution": "示范敬老院"}
    await clerk.do("place_person", Role.REVIEWER, **placed)


@story("hanbin", **_TEKUN)
async def tekun_assessed_as_a_whole(clerk: Clerk) -> None:
    """Who cannot say what he wants is assessed as a whole before a place is chosen."""
    await clerk.do("record_statement", Role.INTAKE, no_obligors=True, speaks=False, helper="邻居丁")
    await clerk.investigated()
    await clerk.opined()
    file = await clerk.publicised()
    if clerk.decider(file) is Role.COUNTY_APPROVER:
        drawn = {"batch": (file.case_no,), "seed": "公开抽签"}
        await clerk.do("draw_spot_check", Role.COUNTY_REVIEWER, **drawn)
    fields = {**six(6), "by": "county", "assessors": ("甲", "乙")}
    await clerk.do("assess_selfcare", Role.COUNTY_REVIEWER, 3, **fields)
    file = await clerk.confirmed()
    await clerk.to(min(e.first for e in file.entitlements))
    await clerk.until(lambda f: f.stage is Stage.SUPERVISION)
    await clerk.do(
        "assess_whole", Role.REVIEWER,
        assessors=("甲",), signed_by=("甲",), finding="无法表达意愿，适宜集中供养", recommends=True,
    )  # fmt: skip
    placed = {"manner": "centralised", "institution": "示范敬老院"}
    await clerk.do("place_person", Role.REVIEWER, **placed)


@story("zhanhe", **_TEKUN)
async def tekun_ended(clerk: Clerk) -> None:
    """Hung out before it ends; the person is moved over to what may fit (TK-22, TK-23)."""
    await _supported(clerk)
    await _looked(clerk, _CAR)
    await clerk.do("post_ending", Role.VILLAGE, place_posted="村务公开栏")
    sheet = (await clerk.file()).caring.ending
    assert sheet is not None
    await clerk.to(sheet.until + timedelta(days=1))
    await clerk.until(lambda f: f.caring.ending is not None and f.caring.ending.completed_on)
    await clerk.changed("stop", monthly_fen=0)
    file = await clerk.until(lambda f: all(n.number for n in f.notices))
    [paper] = [n.number for n in file.notices if n.open]
    await clerk.do("serve_notice", Role.VILLAGE, number=paper, manner="in_person")
    why = {"answer": "not_fit", "reason": "财产超过其他救助的规定"}
    await clerk.do("settle_handover", Role.INTAKE, **why)
    await clerk.closed()


@story("jiaozuo", **_TEKUN)
async def tekun_kept_after_objection(clerk: Clerk) -> None:
    await _supported(clerk)
    await _looked(clerk, _CAR)
    await clerk.do("post_ending", Role.VILLAGE, place_posted="村务公开栏")
    await clerk.to(await clerk.today() + timedelta(days=3))
    await clerk.do("object_ending", Role.VILLAGE, content="车辆已经报废")
    await clerk.verified(alone())
    await clerk.heard()
    now = (await clerk.file()).monthly_fen_now
    await clerk.changed("keep", monthly_fen=now)
    await clerk.do("post_ending", Role.VILLAGE, place_posted="村务公开栏")
    sheet = (await clerk.file()).caring.ending
    assert sheet is not None
    await clerk.to(sheet.until + timedelta(days=1))


@story(
    "yicheng", **{**_TEKUN, "papers": (*PAPERS, "honesty_commitment", "supporter_authorisation")}
)
async def tekun_refused(clerk: Clerk) -> None:
    """A child who can support the person."""
    await clerk.do("record_statement", Role.INTAKE, obligors=(obligor(),))
    await clerk.investigated()
    await clerk.opined()
    file = await clerk.until(lambda f: f.stage is Stage.APPROVAL)
    await _looked_at_by_the_county(clerk, file)
    await clerk.refused()


@story("jiaozuo", **_TEKUN)
async def tekun_withdrawn(clerk: Clerk) -> None:
    await clerk.do("record_statement", Role.INTAKE, no_obligors=True)
    await clerk.accepted()
    await clerk.do("withdraw", Role.INTAKE, reason="由亲属接去赡养")
    await clerk.closed()


@story("hanbin", **_TEKUN)
async def tekun_recheck_kept(clerk: Clerk) -> None:
    await _supported(clerk)
    await clerk.rechecked()


@story("tongren", **_TEKUN)
async def tekun_died(clerk: Clerk) -> None:
    file = await _supported(clerk)
    await clerk.reported("death", member="m1")
    gone = file.household.applicant.model_copy(update={"status": Status.DEAD})
    await clerk.verified(file.household.with_member(gone))
