"""After the meeting: its minutes written, checked by one, signed by another, sent; never changed."""

from __future__ import annotations

from domain.assembly import acts
from domain.assembly.file import MeetingFile, Minutes
from domain.assembly.lifecycle import MeetingStage
from domain.assembly.phases.before import Rule, Ruled, named
from domain.case.file import require
from domain.journal import bound, doer

_CLAUSE = "HB-33"


def draft_minutes(file: MeetingFile, act: acts.DraftMinutes) -> Ruled:
    strange = tuple(a.number for a in act.amends if a.number not in act.known.minutes)
    require(
        not strange,
        "minutes_unknown",
        f"没有编号为{'、'.join(strange)}的会议纪要，请核对文号。",
        _CLAUSE,
    )
    twice = tuple(c for c in act.copies if act.copies.count(c) > 1)
    require(not twice, "unit_twice", "同一单位只能填写一次，请删除重复的单位。", _CLAUSE)
    minutes = Minutes(
        units=named(file, act.units, _CLAUSE) if act.units else file.called,
        copies=act.copies,
        amends=act.amends,
        drafted_by=act.officer.id,
        drafted_on=act.on,
    )
    after = file.having(minutes=minutes, stage=MeetingStage.CHECKING)
    copies = f"，抄送{'、'.join(act.copies)}" if act.copies else ""
    changed = "".join(f"，修改{a.number}" for a in act.amends)
    return after, f"分送{len(minutes.units)}个单位{copies}{changed}"


def check_minutes(file: MeetingFile, act: acts.CheckMinutes) -> Ruled:
    minutes = drafted(file)
    require(
        bound(doer(file.journal, "draft_minutes")).isdisjoint(act.officer.accounts),
        "same_person",
        "会议纪要由您提交，应当由另一名工作人员核对。",
        _CLAUSE,
    )
    checked = minutes.model_copy(update={"checked_by": act.officer.id, "checked_on": act.on})
    return file.having(minutes=checked, stage=MeetingStage.SIGNING), ""


def return_minutes(file: MeetingFile, act: acts.ReturnMinutes) -> Ruled:
    return file.having(minutes=None, stage=MeetingStage.MINUTES), act.reason


def sign_minutes(file: MeetingFile, act: acts.SignMinutes) -> Ruled:
    minutes = drafted(file)
    require(
        bound(doer(file.journal, "draft_minutes"), doer(file.journal, "check_minutes")).isdisjoint(
            act.officer.accounts
        ),
        "same_person",
        "会议纪要由您提交或者核对，应当由另一名召集人签发。",
        _CLAUSE,
    )
    signed = minutes.model_copy(update={"signed_by": act.officer.id, "signed_on": act.on})
    return file.having(minutes=signed, stage=MeetingStage.SENDING), ""


def drafted(file: MeetingFile) -> Minutes:
    if file.minutes is None:
        raise RuntimeError("there are no minutes to check or sign")
    return file.minutes


RULES: dict[str, Rule] = {
    "draft_minutes": draft_minutes,
    "check_minutes": check_minutes,
    "return_minutes": return_minutes,
    "sign_minutes": sign_minutes,
}
