"""During the meeting: who is there, who steps aside, what each says, what is settled, adjourning."""

from __future__ import annotations

from datetime import date

from domain.assembly import acts
from domain.assembly.acts import Attendee
from domain.assembly.file import Mailing, MeetingFile, Presence, Sitting
from domain.assembly.lifecycle import MeetingStage
from domain.assembly.phases.before import Rule, Ruled, known_point, named, own_unit
from domain.assembly.points import (
    OUTCOME_ZH,
    STAND_ZH,
    Point,
    PointOutcome,
    Recusal,
    Settled,
    Stand,
    Voice,
)
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, Role

_CHAIRS = (Role.CONVENER, Role.GENERAL_CONVENER)
_QUORUM, _CHAIR, _DECISION = "meeting.quorum", "meeting.chair", "escalation.decision"


def open_sitting(file: MeetingFile, act: acts.OpenSitting) -> Ruled:
    _on_the_day(file, act.on)
    _chair(file, act)
    who = _attendees(file, act.attended)
    units = tuple(a.unit for a in who)
    quorum = _quorum(file, units)
    absent = tuple(u for u in file.called if u not in units)
    sitting = Sitting(
        number=len(file.sittings) + 1,
        on=act.on,
        chair=act.chair,
        chair_role=act.chair_role,
        chair_post=act.chair_post,
        chair_mandate=act.chair_mandate,
        presences=tuple(Presence(who=a) for a in who),
        absent=None if file.body.incomplete else absent,
        quorum=quorum,
    )
    after = file.having(sittings=(*file.sittings, sitting), stage=MeetingStage.SITTING)
    rule = f"，到会不少于{quorum}个" if quorum else "，本地文件没有规定到会单位数"
    return after, f"{len(units)}个单位到会{rule}"


def _on_the_day(file: MeetingFile, on: date) -> None:
    call = file.call
    require(
        call is not None and call.meets_on == on,
        "not_the_day",
        f"会议通知的开会日期是{call.meets_on if call else '未定'}，不是{on}；改期的，请先发出改期通知。",
        "TR-50",
    )


def _chair(file: MeetingFile, act: acts.OpenSitting) -> None:
    only = file.law.has(_CHAIR) and file.law.text(_CHAIR) == "convener"
    lawful = (Role.CONVENER,) if only else _CHAIRS
    stands_in = any(file.body.stands_in(act.chair, role, act.on) for role in lawful)
    require(
        act.chair_role in lawful or act.chair_mandate.strip() or stands_in,
        "chair_not_allowed",
        f"会议应当由{'或者'.join(ROLE_ZH[r] for r in lawful)}主持；"
        "召集人不能到会的，应当写明委托他人主持的文件。",
        file.law.cite(_CHAIR) if only else "TR-50",
    )


def _attendees(file: MeetingFile, given: tuple[Attendee, ...]) -> tuple[Attendee, ...]:
    names = named(file, tuple(a.unit for a in given), "TR-50")
    by_unit = dict(zip((a.unit for a in _members_first(file, given)), names, strict=True))
    for attendee in given:
        require(
            not attendee.substitute or attendee.mandate.strip(),
            "mandate_missing",
            f"{by_unit[attendee.unit]}由他人代为参会的，应当写明委托书或者委派文件。",
            "TR-50; TR-56",
        )
    return tuple(a.model_copy(update={"unit": by_unit[a.unit]}) for a in given)


def _members_first(file: MeetingFile, given: tuple[Attendee, ...]) -> tuple[Attendee, ...]:
    """In the order in which `named` answers."""
    return (
        *(a for a in given if a.unit not in file.invited),
        *(a for a in given if a.unit in file.invited),
    )


def _quorum(file: MeetingFile, units: tuple[str, ...]) -> int | None:
    """The least number of member units, None where the place sets none."""
    if not file.law.has(_QUORUM):
        return None
    require(
        not file.body.incomplete,
        "members_uncertain",
        "本地成员单位名单不完整，不能计算到会单位数，请先由管理员确认名单。",
        "ZH-01",
    )
    members = file.body.names
    least = -(-len(members) * file.law.percent(_QUORUM) // 100)
    there = sum(u in members for u in units)
    require(
        there >= least,
        "no_quorum",
        f"应到成员单位{len(members)}个，至少{least}个到会才能开会，现在到会{there}个。",
        file.law.cite(_QUORUM),
    )
    return least


def record_presence(file: MeetingFile, act: acts.RecordPresence) -> Ruled:
    sitting = running(file)
    came, left = _attendees(file, act.came), named(file, act.left, "TR-50")
    require(came or left, "nobody_named", "请写明到会或者离会的单位。", "TR-50")
    strangers = tuple(u for u in left if u not in sitting.present)
    require(
        not strangers,
        "not_present",
        f"以下单位不在会场，不能登记离会：{'、'.join(strangers)}，请核对到会登记。",
        "TR-50",
    )
    stay = tuple(
        p.model_copy(update={"here": p.here and p.who.unit not in left})
        for p in sitting.presences
        if p.who.unit not in {a.unit for a in came}
    )
    presences = (*stay, *(Presence(who=a, late=True) for a in came))
    units = tuple(p.who.unit for p in presences)
    absent = None if sitting.absent is None else tuple(u for u in sitting.absent if u not in units)
    after = file.with_sitting(sitting.model_copy(update={"presences": presences, "absent": absent}))
    words = [f"到会：{'、'.join(a.unit for a in came)}"] if came else []
    words += [f"离会：{'、'.join(left)}"] if left else []
    return after, "；".join(words)


def record_recusal(file: MeetingFile, act: acts.RecordRecusal) -> Ruled:
    point = _open_point(file, act.point)
    [unit] = named(file, (act.unit,), "57号 Art 11")
    require(
        unit not in point.recused_units,
        "already_recused",
        f"{unit}已经在本项议题回避，无需再次登记。",
        "57号 Art 11",
    )
    recusal = Recusal(unit=unit, post=act.post, reason=act.reason)
    voices = tuple(v for v in point.voices if v.unit != unit)
    after = point.model_copy(update={"recused": (*point.recused, recusal), "voices": voices})
    return file.with_point(after), f"{point.key} {unit}回避"


def record_voices(file: MeetingFile, act: acts.RecordVoices) -> Ruled:
    point, sitting = _open_point(file, act.point), running(file)
    own = own_unit(file, act.officer)
    voices: list[Voice] = []
    for given in act.voices:
        [unit] = named(file, (given.unit,), "TR-56")
        require(
            not own or unit == own,
            "not_your_unit",
            f"联络员只能记录本单位（{own}）的意见。",
            "TR-56",
        )
        require(
            unit in sitting.present,
            "not_present",
            f"{unit}不在会场，不能记录其意见；会前的书面意见请在议题中出具。",
            "TR-56",
        )
        require(
            unit not in point.recused_units,
            "recused",
            f"{unit}在本项议题回避，不发表意见、不参加表决，请删去其意见后提交。",
            "57号 Art 11",
        )
        voices.append(given.model_copy(update={"unit": unit}))
    units = [v.unit for v in voices]
    require(
        len(set(units)) == len(units),
        "unit_twice",
        "同一单位只能填写一次，请删除重复的单位。",
        "TR-56",
    )
    kept = tuple(v for v in point.voices if v.unit not in units)
    after = point.model_copy(update={"voices": (*kept, *voices)})
    text = "、".join(f"{v.unit}{STAND_ZH[v.stand]}" for v in voices)
    return file.with_point(after), f"{point.key} {text}"


def decide_point(file: MeetingFile, act: acts.DecidePoint) -> Ruled:
    point, sitting = _open_point(file, act.point), running(file)
    rule = file.law.text(_DECISION)
    tally = point.tally(sitting.present)
    if act.outcome is PointOutcome.APPROVED and rule == "consensus":
        _consensus(file, point, sitting)
    if act.outcome in (PointOutcome.REJECTED, PointOutcome.SUGGESTION):
        _said(act)
    if act.outcome is PointOutcome.SUGGESTION:
        require(
            act.addressee.strip() and not point.item,
            "no_addressee",
            "决策建议只用于政策和工作事项，并应当写明向谁提出。",
            "HB-02",
        )
    if act.outcome is PointOutcome.GOVERNMENT:
        require(
            file.law.has("escalation.major_decider"),
            "major_not_ruled",
            "本地文件没有规定重大问题报请政府决定，请由会议议定。",
            "HB-34",
        )
    settled = Settled(
        outcome=act.outcome,
        on=act.on,
        text=act.text,
        addressee=act.addressee,
        tally=tally,
        dissent=tuple(v.unit for v in point.voices if v.stand is Stand.DISAGREE),
        by=act.officer.id,
    )
    changes = _household(point, act) if point.item else _policy_matter(file, act)
    done = point.model_copy(update={"settled": settled.model_copy(update=changes)})
    return file.with_point(done), f"{point.key} {point.head()}：{OUTCOME_ZH[act.outcome]}"


def _said(act: acts.DecidePoint) -> None:
    require(
        len(act.text.strip()) > 3,
        "reason_missing",
        "不同意的应当写明理由，提出建议的应当写明建议内容。",
        "TR-13; HB-02",
    )


def _consensus(file: MeetingFile, point: Point, sitting: Sitting) -> None:
    """Every unit at the meeting that does not step aside has said yes (HB-33)."""
    others = tuple(
        unit
        for unit in sitting.present
        if unit not in point.recused_units
        and ((voice := point.heard(unit)) is None or voice.stand is not Stand.AGREE)
    )
    require(
        not others,
        "no_consensus",
        f"本地规定须形成一致意见，以下到会单位尚未表示同意：{'、'.join(others)}。",
        file.law.cite(_DECISION),
    )


def _household(point: Point, act: acts.DecidePoint) -> dict[str, object]:
    """What the item itself has recorded is what the meeting has settled (TR-13)."""
    if act.outcome is PointOutcome.GOVERNMENT:
        return {}
    found = act.known.resolution
    require(
        found is not None
        and found.item == point.item
        and found.approved == (act.outcome is PointOutcome.APPROVED),
        "item_not_decided",
        f"{point.head()}尚未按本次会议的议定结果登记，请重新提交。",
        "TR-13",
    )
    return {"resolution": found}


def _policy_matter(file: MeetingFile, act: acts.DecidePoint) -> dict[str, object]:
    require(
        not act.measures,
        "measures_without_household",
        "政策和工作事项不列救助措施，请写明由哪个单位落实和期限。",
        "TR-10",
    )
    require(
        len(act.text.strip()) > 3 or act.outcome is PointOutcome.GOVERNMENT,
        "text_missing",
        "请写明议定的内容。",
        "TR-10",
    )
    require(
        act.due is None or act.due >= act.on,
        "due_in_the_past",
        f"落实期限不能早于议定日期{act.on}。",
        "TR-19",
    )
    [owner] = named(file, (act.owner,), "TR-10") if act.owner else ("",)
    return {"owner": owner, "due": act.due}


def put_off_point(file: MeetingFile, act: acts.PutOffPoint) -> Ruled:
    point = _open_point(file, act.point)
    done = point.model_copy(update={"put_off": act.reason})
    return file.with_point(done), f"{point.key} {point.head()}：{act.reason}"


def adjourn_meeting(file: MeetingFile, act: acts.AdjournMeeting) -> Ruled:
    """The units are told the new day by itself; what is open is taken up there."""
    require(
        act.continue_on > act.on,
        "continues_in_the_past",
        f"继续开会的日期应当晚于{act.on}。",
        "TR-50",
    )
    require(
        file.open_points,
        "nothing_left",
        "本次会议的议题已经全部议完，请宣布散会。",
        "TR-50",
    )
    sitting = running(file).model_copy(
        update={"adjourned_until": act.continue_on, "adjourned_because": act.reason}
    )
    number = len(file.calls) + 1
    before = file.calls[-1]
    call = before.model_copy(update={"number": number, "meets_on": act.continue_on})
    mail = Mailing(key=f"continued{number}", kind="continued", units=file.called)
    after = file.with_sitting(sitting).having(
        stage=MeetingStage.ADJOURNED, calls=(*file.calls, call), mail=(*file.mail, mail)
    )
    return after, f"{act.continue_on}继续，尚有{len(file.open_points)}项议题：{act.reason}"


def close_sitting(file: MeetingFile, act: acts.CloseSitting) -> Ruled:
    open_ = "、".join(p.key for p in file.open_points)
    require(
        not open_,
        "points_open",
        f"以下议题尚未议定：{open_}。请议定、缓议，或者休会改日继续。",
        "TR-50",
    )
    return file.having(stage=MeetingStage.MINUTES), f"{len(file.points)}项议题"


def running(file: MeetingFile) -> Sitting:
    if file.sitting is None:
        raise RuntimeError("a meeting that sits has no sitting")
    return file.sitting


def _open_point(file: MeetingFile, key: str) -> Point:
    point = known_point(file, key)
    require(
        not point.done,
        "point_done",
        f"议题{key}在本次会议已经议定或者缓议，不能再改；需要变更的，应当由以后的会议另行议定。",
        "HB-33",
    )
    return point


RULES: dict[str, Rule] = {
    "open_sitting": open_sitting,
    "record_presence": record_presence,
    "record_recusal": record_recusal,
    "record_voices": record_voices,
    "decide_point": decide_point,
    "put_off_point": put_off_point,
    "adjourn_meeting": adjourn_meeting,
    "close_sitting": close_sitting,
}
