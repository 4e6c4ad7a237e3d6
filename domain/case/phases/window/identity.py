"""Who and from where: identities found out later, and what the place of registration pays (JZ-07)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.base import CaseRefusal
from domain.case import acts
from domain.case.file import CaseFile, Rulebook, require
from domain.identity import check_id
from domain.window.identity import provisional_members

CLAUSE = "社会救助法 Art 51-52"
HUKOU_CLAUSE = "JZ-07; 57号 Art 5"


def identify_person(file: CaseFile, act: acts.IdentifyPerson) -> CaseFile:
    member = file.household.member(act.member)
    if member is None or not member.provisional or member.id_no:
        raise CaseRefusal(
            "not_provisional", "该成员的身份已经登记，不需要查明；信息有误的，请办理更正。", CLAUSE
        )
    number = check_id(act.id_no, act.on)
    require(
        all(m.id_no != number for m in file.household.members),
        "same_person_twice",
        "这个身份证号码已经是本户其他成员的，请核对。",
        CLAUSE,
    )
    require(
        not act.known.case_no,
        "person_in_other_case",
        f"查明的人员已在案件{act.known.case_no}中申请或者享受救助，不能合并到本案；"
        "请先查看该案件，由其中一案撤回或者办结后再登记。",
        "57号 Art 4; " + CLAUSE,
    )
    known = member.model_copy(update={"name": act.name, "id_no": number, "provisional": ""})
    return file.having(household=file.household.with_member(known))


def record_hukou_answer(file: CaseFile, act: acts.RecordHukouAnswer) -> CaseFile:
    hukou = file.hukou
    if hukou is None:
        raise CaseRefusal("hukou_is_here", "申请人户籍在本地，不需要向户籍地核实。", HUKOU_CLAUSE)
    answered = {"answered_on": act.on, "drawing": act.drawing, "reference": act.reference}
    return file.having(hukou=hukou.model_copy(update=answered))


def must_be_paid_nowhere_else(file: CaseFile) -> None:
    """Before a confirmation: the place of registration has said that it pays no 低保."""
    hukou = file.hukou
    if hukou is None:
        return
    require(
        hukou.answered_on is not None,
        "hukou_not_asked",
        "申请人在居住地申请，应当先向户籍地核实没有领取最低生活保障金，再作出确认。",
        HUKOU_CLAUSE,
    )
    require(
        not hukou.drawing,
        "drawing_elsewhere",
        "户籍地正在发放最低生活保障金，不能在居住地重复享受；请家庭先在户籍地办理停发。",
        HUKOU_CLAUSE,
    )


OCCASION: Mapping[str, Callable[[CaseFile], bool]] = {
    "identify_person": lambda f: bool(provisional_members(f.household)),
    "record_hukou_answer": lambda f: f.hukou is not None,
}
RULES: Rulebook = {
    "identify_person": identify_person,
    "record_hukou_answer": record_hukou_answer,
}
