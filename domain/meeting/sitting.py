"""Who sat there when the meeting dealt with an item: typed by the office, or read from a meeting
that has a record of its own."""

from __future__ import annotations

from domain.base import CaseRefusal
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, Role
from domain.meeting.acts import HeldMeeting, HoldMeeting, Known
from domain.meeting.item import ItemFile, Meeting

CHAIRS = (Role.CONVENER, Role.GENERAL_CONVENER)


def held(file: ItemFile, act: HoldMeeting, known: Known, number: str) -> ItemFile:
    """The file with its meeting and the members of that day. Raises CaseRefusal.

    `number` names a meeting with a record of its own; the door has read it into `known.held`.
    """
    body = known.members or file.body
    sat = _of_record(known, number) if number else _typed(act)
    guests = tuple(u for u in sat.attended if number and body.unit(u) is None)
    attended = body.named((u for u in sat.attended if u not in guests), "TR-50")
    require(attended, "nobody_attended", "请写明到会单位。", "TR-50")
    require(
        sat.chair_role in CHAIRS,
        "chair_not_allowed",
        f"会议应当由{'或者'.join(ROLE_ZH[r] for r in CHAIRS)}主持，"
        f"{ROLE_ZH[sat.chair_role]}不能主持。",
        "TR-50",
    )
    require(
        sat.chair not in (*file.barred, *known.related),
        "recused",
        "主持人是本议题所涉家庭的近亲属或者已经登记回避，请由其他召集人主持。",
        "57号 Art 11",
    )
    require(
        file.stage_since <= sat.on <= act.on,
        "date_not_lawful",
        f"会议日期{sat.on}不符合要求，应当在{file.stage_since}至{act.on}之间。",
        "TR-50",
    )
    require(
        not act.major or file.law.has("escalation.major_decider"),
        "major_not_ruled",
        "本地文件没有规定重大问题报请政府决定，请由会议审定。",
        "HB-34",
    )
    require(
        not (act.major and known.asks_why) or len(act.major_because.strip()) > 3,
        "major_reason_missing",
        "报请政府决定的重大问题，应当写明为什么属于重大问题（不少于四个字）。",
        "HB-34",
    )
    absent = tuple(u for u in body.names if u not in attended)
    meeting = Meeting(
        on=sat.on,
        chair=sat.chair,
        chair_role=sat.chair_role,
        attended=attended,
        absent=None if body.incomplete else absent,
        major=act.major,
        major_because=act.major_because.strip() if act.major else "",
        number=sat.number,
        stand_in=body.stands_in(sat.chair, sat.chair_role, sat.on),
        recused=tuple(u for u in sat.recused if u not in guests),
        guests=guests,
    )
    return file.having(meeting=meeting, members=body)


def _of_record(known: Known, number: str) -> HeldMeeting:
    if known.held is None or known.held.number != number:
        raise CaseRefusal(
            "meeting_unknown",
            f"没有编号为“{number}”的会议，或者会议尚未召开，请核对会议编号。",
            "TR-50",
        )
    return known.held


def _typed(act: HoldMeeting) -> HeldMeeting:
    require(act.chair.strip(), "chair_missing", "请写明会议主持人。", "TR-50")
    return HeldMeeting(
        number="",
        on=act.on,
        chair=act.chair,
        chair_role=act.chair_role,
        attended=act.attended,
    )
