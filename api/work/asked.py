"""What a request asks for: its programmes at that place, the papers they need, what cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel, Field

from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, of_refusal
from api.scope import Caller
from api.work.hygiene import fault
from api.work.window import catalogue_at, rules_at
from domain.authorisation import Authorisation, Signature, signed
from domain.base import CaseRefusal, Frozen
from domain.case.file import Agent
from domain.case.lifecycle import ROLE_ZH, Role
from domain.case.phases.window.intake import RESIDENCE_PROOF, RESIDENCE_PROOF_ZH
from domain.household import Household
from domain.policy import PolicyNotSet, Snapshot
from domain.programme import PROGRAMME_ZH, Programme
from domain.rules import Rules, qualified
from domain.window.catalogue import NO_AID, Catalogue
from domain.window.identity import IDENTITY_NEEDS, provisional_members
from domain.window.requests import (
    REQUEST_NEEDS,
    Claim,
    claim_of,
    claimed,
    excluded,
    must_go_together,
)
from domain.window.residence import SAME_PROVINCE, Elsewhere, must_be_applied_for_here
from store.intake import Asked, Duplicate

AGE = "papers.adult_age"
ONLINE = "online"
_ONLINE_PAPERS = ("identity", "commitment", "authorisation", "honesty_commitment")
_CODE_LENGTH = 12
_OF_HUKOU = ("means", "single")
"""Groups whose programmes are applied for where the family is registered."""


class IntakeBody(Frozen):
    """一次受理登记：家庭成员、收入、支出、财产、账户和已交材料；可以同时申请多个救助项目。"""

    place: str = Field(default="", max_length=20, description="县（市、区）代码；不填为本人所在地")
    township: str = Field(
        default="", max_length=40, description="乡镇（街道）代码；不填为本人所在地"
    )
    village: str = Field(default="", max_length=40, description="村（社区）")
    programmes: tuple[Programme, ...] = Field(
        default=(), max_length=15, description="申请的救助项目，可以多选"
    )
    group: str = Field(
        default="",
        max_length=10,
        description="救助群体代码；不选救助项目时，按该群体的救助类型立案",
    )
    programme: Programme = Field(
        default=Programme.DIBAO, description="只申请一个救助项目时也可以写在这里"
    )
    urgent: bool = Field(default=False, description="救急难")
    channel: str = Field(
        default="",
        pattern="^(window|online)?$",
        description="申请渠道：窗口（window）或者政务服务网（online）；不填为窗口或者代办",
    )
    single_person: bool = Field(default=False, description="低保按单人户申请")
    agent: Agent | None = Field(default=None, description="代办人账号和委托书编号")
    applied_on: date | None = Field(default=None, description="申请日期；不填为当日")
    household: Household = Field(description="申报的家庭情况，金额以分为单位")
    papers: tuple[str, ...] = Field(default=(), max_length=30, description="已交材料代码")
    signatures: tuple[Signature, ...] = Field(
        default=(), max_length=30, description="家庭成员签署的核对授权书"
    )
    hukou_place: str = Field(
        default="", max_length=80, description="户籍地（省、市、县）；户籍在本地的不填"
    )
    registered_elsewhere: tuple[Elsewhere, ...] = Field(
        default=(), max_length=30, description="户籍不在本地的家庭成员；全家户籍都在本地的不填"
    )
    passed_on_from: str = Field(
        default="", pattern=r"^([A-Z]{2}\d{10})?$", description="由哪一个案件转办而来"
    )


class OpenedCase(BaseModel):
    """请求中的一个案件。"""

    case_no: str = Field(description="案件编号")
    programme: str
    programme_zh: str
    href: str
    query_code: str = Field(description="查询码：申请人凭案件编号和查询码查询进度")


class CaseOpened(BaseModel):
    """登记的结果。`case_no` 是第一个案件，也是整次登记的编号。"""

    case_no: str = Field(description="案件编号")
    stage: str
    stage_zh: str
    href: str
    request_no: str = Field(description="受理登记编号")
    cases: list[OpenedCase] = Field(description="本次登记的各个案件")


class Wish(Frozen):
    """One programme of a request: how its case will hold its people."""

    programme: Programme
    single_person: bool
    claim: Claim

    @property
    def of_hukou(self) -> bool:
        """Applied for where the family is registered, unless its place of residence allows it."""
        return self.claim.group in _OF_HUKOU

    def asked(self, home: Household) -> Asked:
        return self.claim, [(m.key, m.id_no) for m in claimed(home, self.single_person)]


def wishes_of(door: Door, place: str, body: IntakeBody, on: date) -> tuple[Wish, ...]:
    """The programmes asked for, from the basic to the supplement.

    Problem when the place offers one not at all, when a group has no aid of its own, or when two
    exclude each other.
    """
    found = catalogue_at(door, place, on)
    programmes = _programmes(found, body)
    for programme in programmes:
        if programme not in found.programmes:
            raise Problem(
                409,
                "not_offered",
                f"{found.place_zh}没有列明开展{PROGRAMME_ZH[programme]}，不能在本地受理。"
                f"可以申请的救助项目为：{'、'.join(found.names.values())}。",
                clause="ZH-02; ZH-03",
                errors=(FieldFault(field="programmes", message="本地未开展这个救助项目"),),
            )
    law = rules_at(door, place, on, (*REQUEST_NEEDS, *IDENTITY_NEEDS))
    wishes = tuple(
        Wish(
            programme=programme,
            single_person=single,
            claim=claim_of(law, programme, single),
        )
        for programme in found.programmes
        if programme in programmes
        for single in [body.single_person and programme is Programme.DIBAO]
    )
    _identities(law, body, wishes)
    _registered(door, place, body, wishes, on)
    try:
        must_go_together(law, [wish.claim for wish in wishes])
    except CaseRefusal as refusal:
        raise _at(refusal, "programmes") from None
    return wishes


def _identities(law: Snapshot, body: IntakeBody, wishes: tuple[Wish, ...]) -> None:
    """Somebody without a known identity may ask for what cannot wait, and for nothing else."""
    if not provisional_members(body.household):
        return
    allowed = law.items("window.provisional") if law.has("window.provisional") else ()
    for wish in wishes:
        if wish.programme not in allowed:
            raise Problem(
                409,
                "identity_needed",
                f"{PROGRAMME_ZH[wish.programme]}须先查明身份；身份不明的人员可以先申请："
                f"{'、'.join(PROGRAMME_ZH[Programme(code)] for code in allowed) or '无'}。",
                clause="GRP-12; 社会救助法 Art 51-52",
                errors=(FieldFault(field="programmes", message="须先查明身份"),),
            )


def _registered(
    door: Door, place: str, body: IntakeBody, wishes: tuple[Wish, ...], on: date
) -> None:
    """A family registered elsewhere applies where its place of residence allows it."""
    _members_elsewhere(door, place, body, wishes, on)
    if not body.hukou_place.strip():
        return
    for wish in wishes:
        if not wish.of_hukou:
            continue
        name = qualified(wish.programme, "residence_application")
        law = Rules(rules_at(door, place, on, (name,)), wish.programme)
        if not law.on_and_set("residence_application"):
            raise Problem(
                409,
                "apply_at_hukou",
                f"本地没有规定在居住地办理{PROGRAMME_ZH[wish.programme]}，"
                "申请人应当向户籍所在地的乡镇（街道）提出申请。",
                clause="57号 Art 4-5",
                errors=(FieldFault(field="hukou_place", message="应当向户籍所在地申请"),),
            )


def _members_elsewhere(
    door: Door, place: str, body: IntakeBody, wishes: tuple[Wish, ...], on: date
) -> None:
    """Of a family registered in several places each may not choose where to apply (DB-03)."""
    for wish in wishes:
        if not wish.of_hukou or not body.registered_elsewhere:
            continue
        name = qualified(Programme.DIBAO, SAME_PROVINCE)
        law = Rules(rules_at(door, place, on, (name,)), Programme.DIBAO)
        try:
            must_be_applied_for_here(
                body.household, body.registered_elsewhere, door.place(place).zh, law
            )
        except CaseRefusal as refusal:
            raise _at(refusal, "registered_elsewhere") from None


def _programmes(found: Catalogue, body: IntakeBody) -> tuple[Programme, ...]:
    if body.programmes:
        return body.programmes
    if not body.group:
        return (body.programme,)
    group = found.group(body.group)
    if group is None:
        raise Problem(
            422,
            "group_unknown",
            f"{found.place_zh}的文件没有列名这个救助群体，请核对群体代码。",
            errors=(FieldFault(field="group", message="没有这个救助群体"),),
        )
    if not group.programmes:
        raise Problem(
            409,
            "no_aid_defined",
            f"“{group.zh}”{NO_AID}，请按家庭的实际情况选择救助项目，或者提请一事一议。",
            clause=group.clause,
            errors=(FieldFault(field="group", message=NO_AID),),
        )
    return group.programmes


def signatures_of(
    door: Door, place: str, body: IntakeBody, home: Household, on: date
) -> tuple[Authorisation, ...]:
    """The authorisations handed in with the request. Problem when one is not lawful."""
    if not body.signatures:
        return ()
    try:
        age = rules_at(door, place, on, (AGE,)).count(AGE)
        return signed(home, body.signatures, on, age)
    except (CaseRefusal, PolicyNotSet) as refusal:
        raise _at(refusal, "signatures") from None


def known_papers(
    door: Door, place: str, on: date, programmes: tuple[Programme, ...] = ()
) -> dict[str, str]:
    """The papers applications for these programmes (default: any of the place) need there: code
    to Chinese name."""
    asked = programmes or catalogue_at(door, place, on).programmes
    names = tuple(f"{programme.value}.required_papers" for programme in asked)
    law = rules_at(door, place, on, names)
    always = {RESIDENCE_PROOF: RESIDENCE_PROOF_ZH}
    return {
        code: str(zh) for name in names if law.has(name) for code, zh in law.table(name).items()
    } | always


def query_code(door: Door, case_no: str) -> str:
    """What an applicant proves himself with when he asks how his case stands."""
    return door.keyring.blind_index(f"query:{case_no}")[:_CODE_LENGTH]


def faults_of_request(
    caller: Caller,
    body: IntakeBody,
    known: dict[str, str],
    today: date,
) -> Iterator[FieldFault]:
    """What is wrong with a request beside its household."""
    if body.channel == ONLINE:
        yield from _faults_of_online(body, known)
    if (body.applied_on or today) > today:
        yield fault(("applied_on",), f"申请日期不能晚于今天（{today}）。")
    if caller.role is Role.VILLAGE and body.agent is None:
        yield fault(("agent",), f"{ROLE_ZH[caller.role]}代为申请的，应当填写代办人和委托书编号。")
    if len(body.household.counted) == 0:
        yield fault(("household", "members"), "家庭中没有共同生活的成员。")
    if any(code not in known for code in body.papers):
        listed = "、".join(f"{zh}（{code}）" for code, zh in known.items())
        yield fault(("papers",), f"有不认识的材料代码。可以登记的材料为：{listed}。")


def _faults_of_online(body: IntakeBody, known: dict[str, str]) -> Iterator[FieldFault]:
    """Online a request is equal to one at the window: identity, commitment, and everybody's
    authorisation come with it, since nobody stands at a counter to be asked (YC-15)."""
    lacking = [known[code] for code in _ONLINE_PAPERS if code in known and code not in body.papers]
    if lacking:
        yield fault(("papers",), f"网上申请应当同时提交：{'、'.join(lacking)}。")
    signed_for = {signature.person for signature in body.signatures}
    missing = [m.key for m in body.household.counted if m.key not in signed_for]
    if missing:
        yield fault(
            ("signatures",), f"网上申请应当同时提交家庭成员的授权书，尚缺：{'、'.join(missing)}。"
        )


def already_held(
    door: Door, place: str, home: Household, duplicate: Duplicate, on: date
) -> Problem:
    """A member is in a living case that excludes what is asked for now."""
    at = next(n for n, m in enumerate(home.members) if m.key == duplicate.member_key)
    law = rules_at(door, place, on, REQUEST_NEEDS)
    same = duplicate.asked == duplicate.holds
    refusal = excluded(law, duplicate.asked, duplicate.holds)
    why = (
        "不得重复申请。请先查看该案件；如该成员已不在原家庭，请先在原案件办理变更。"
        if same
        else refusal.message
    )
    return Problem(
        409,
        "duplicate_person",
        f"成员{duplicate.member_key}已在案件{duplicate.case_no}中申请或者享受救助，{why}",
        clause="57号 Art 4" if same else refusal.clause,
        case_no=duplicate.case_no,
        errors=(
            FieldFault(
                field=f"household.members.{at}.id_no",
                message=f"已在案件{duplicate.case_no}中",
            ),
        ),
    )


def _at(refusal: CaseRefusal, field: str) -> Problem:
    problem = of_refusal(refusal)
    problem.errors = (FieldFault(field=field, message=refusal.message),)
    return problem
