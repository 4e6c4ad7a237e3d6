"""Between application and decision: a death, a household that splits, a move, no cooperation.

Each leaves one clear next step, and until it is taken nobody gives an opinion or decides. What
was surveyed before is surveyed anew, what was publicised is publicised anew; the clock runs on.
"""

from __future__ import annotations

from domain.case import acts
from domain.case.acts import EVENT_ZH, EventKind, Reason
from domain.case.file import (
    CaseFile,
    Closing,
    MidEvent,
    NoticeDue,
    Posting,
    Rulebook,
    Warned,
    require,
)
from domain.case.lifecycle import Stage
from domain.case.notices import owed
from domain.household import Household, Relation, Status

_LEFT = {EventKind.DIED: Status.DEAD, EventKind.SPLIT: Status.MARRIED_OUT}
_BACK = (Stage.REVIEW, Stage.PUBLICITY, Stage.APPROVAL)


def report_event(file: CaseFile, act: acts.ReportEvent) -> CaseFile:
    require(
        file.passes(Stage.INVESTIGATION),
        "no_investigation",
        "本类救助没有入户调查环节，家庭情形有变化的，请重新登记困难情形。",
        "57号 Art 4",
    )
    require(
        file.event is None,
        "event_open",
        f"“{EVENT_ZH[file.event.kind]}”尚未处理，请先办理后再登记。" if file.event else "",
        "57号 Art 4",
    )
    require(
        act.happened_on <= act.on,
        "change_in_future",
        "变化发生日期不得晚于登记日期。",
        "57号 Art 30",
    )
    leaves = act.kind in _LEFT
    require(
        leaves == bool(act.member) and (not leaves or file.household.member(act.member)),
        "member_unknown",
        "家庭成员死亡、离开的，应当填写该成员编号；其他变化不填写成员。",
        "57号 Art 30",
    )
    event = MidEvent(
        kind=act.kind, happened_on=act.happened_on, member=act.member, reported_on=act.on
    )
    return _surveyed_anew(file.having(event=event), act)


def _surveyed_anew(file: CaseFile, act: acts.Act) -> CaseFile:
    """What rested on the family as it was is done again; a sheet on the board comes down."""
    cleared = file.having(survey=None, opinion=None, assessment=None)
    if file.stage not in _BACK:
        return cleared
    return cleared.having(
        stage=Stage.INVESTIGATION,
        publicity=None,
        rounds=0,
        clock=file.clock.hand_to("乡镇（街道）", act.on),
    )


def applicant_gone(file: CaseFile) -> bool:
    return file.event is not None and file.event.member == file.household.applicant.key


def successors(file: CaseFile) -> tuple[str, ...]:
    """Keys of those who could go on with the application of somebody who died or left."""
    gone = file.household.applicant.key
    return tuple(m.key for m in file.household.counted if m.key != gone)


def replace_applicant(file: CaseFile, act: acts.ReplaceApplicant) -> CaseFile:
    require(
        applicant_gone(file),
        "applicant_there",
        "只有申请人死亡或者离开家庭时才能变更申请人，请先登记家庭变化。",
        "57号 Art 4",
    )
    able = successors(file)
    require(
        act.member in able,
        "member_unknown",
        f"新的申请人应当是其他共同生活的家庭成员：{'、'.join(able) or '无'}。",
        "57号 Art 4",
    )
    if file.event is None:
        raise AssertionError
    home = _led_by(file.household, act.member, _LEFT[file.event.kind])
    return file.having(household=home, event=None)


def _led_by(home: Household, key: str, left_as: Status) -> Household:
    old = home.applicant
    return home.model_copy(
        update={
            "members": tuple(
                m.model_copy(update={"relation": Relation.SELF})
                if m.key == key
                else m.model_copy(update={"relation": Relation.OTHER, "status": left_as})
                if m.key == old.key
                else m
                for m in home.members
            ),
            "account": None if home.account and home.account.holder == old.key else home.account,
        }
    )


def transfer_case(file: CaseFile, act: acts.TransferCase) -> CaseFile:
    require(
        file.event is not None and file.event.kind is EventKind.MOVED,
        "not_moved",
        "只有登记家庭迁往其他乡镇（街道）后才能移交。",
        "57号 Art 5",
    )
    require(
        act.to_township != file.township,
        "same_township",
        "接收的乡镇（街道）与现办理单位相同，无需移交。",
        "57号 Art 5",
    )
    moved = file.having(township=act.to_township, village=act.to_village, event=None)
    reason = Reason(code="moved", text=act.reason, clause="57号 Art 5")
    return owed(
        moved,
        NoticeDue(
            key="transfer",
            kind="transfer",
            reasons=(reason,),
            facts={
                "移交单位": file.township,
                "接收单位": act.to_township,
                "移交日期": act.on.isoformat(),
            },
        ),
    )


def close_application(file: CaseFile, act: acts.CloseApplication) -> CaseFile:
    require(
        applicant_gone(file) and not successors(file),
        "somebody_left",
        "只有申请人死亡或者离开且没有其他共同生活成员时才能终结申请。",
        "57号 Art 4",
    )
    reason = Reason(code="applicant_gone", text=act.reason, clause="57号 Art 4")
    return file.having(
        stage=Stage.CLOSED,
        closed=Closing(outcome="applicant_gone", on=act.on, reasons=(reason,)),
        clock=file.clock.stop(act.on),
    )


def settled_by_survey(file: CaseFile, found: Household) -> CaseFile:
    """The survey after an event shows the family as it is now; another finding is no answer to it."""
    event = file.event
    if event is None:
        return file
    require(
        event.kind is not EventKind.MOVED and not applicant_gone(file),
        "event_open",
        "请先移交现居住地乡镇（街道）或者变更申请人，再重新入户调查。",
        "57号 Art 4",
    )
    member = found.member(event.member) if event.member else None
    require(
        member is None or not member.counted,
        "event_not_found",
        f"已登记“{EVENT_ZH[event.kind]}”，调查结果中该成员仍为共同生活，请核对后填写。",
        "57号 Art 7",
    )
    return file.having(event=None)


def undisturbed(file: CaseFile) -> None:
    """Refuses an opinion or a decision on a family that is not what it was."""
    require(
        file.event is None,
        "event_open",
        f"“{EVENT_ZH[file.event.kind]}”尚未处理，请先重新入户调查、变更申请人或者移交。"
        if file.event
        else "",
        "57号 Art 4; Art 7",
    )


def warn_cooperation(file: CaseFile, act: acts.WarnCooperation) -> CaseFile:
    warned = Warned(
        on=act.on,
        by=act.officer.id,
        by_for=act.officer.whose,
        asked=act.asked,
        evidence=act.evidence,
    )
    return file.having(warnings=(*file.warnings, warned))


def end_for_no_cooperation(file: CaseFile, act: acts.EndForNoCooperation) -> CaseFile:
    """May, not must: a person with the power to decide writes why (57号 Art 29)."""
    require(
        file.warnings,
        "not_warned",
        "终止前应当告知申请家庭需要配合的事项和不配合的后果，请先登记告知。",
        "57号 Art 29",
    )
    require(
        {who for w in file.warnings for who in (w.by, w.by_for)}.isdisjoint(act.officer.accounts),
        "same_person",
        "登记告知的人员不能同时决定终止，请由其他工作人员办理。",
        "57号 Art 29",
    )
    told = "、".join(w.on.isoformat() for w in file.warnings)
    reason = Reason(code="no_cooperation", text=act.reason, clause="57号 Art 29")
    due = file.law.due("refusal_notice", act.on)
    return owed(
        file.having(
            ending=Closing(outcome="no_cooperation", on=act.on, reasons=(reason,)),
            clock=file.clock.stop(act.on),
        ),
        NoticeDue(
            key="ended_no_cooperation",
            kind="ended_no_cooperation",
            reasons=(reason,),
            facts={"终止日期": act.on.isoformat(), "告知配合日期": told},
            must_serve=True,
            due=due.on,
        ),
    )


def start_survey(file: CaseFile, act: acts.StartSurvey) -> CaseFile:
    require(
        file.survey_started_on is None,
        "already_started",
        f"入户调查已于{file.survey_started_on}启动，无需重复登记。",
        "57号 Art 15",
    )
    return file.having(survey_started_on=act.on)


def receive_file(file: CaseFile, act: acts.ReceiveFile) -> CaseFile:
    require(
        file.decider == "county",
        "not_the_county",
        "本地由乡镇（街道）审核确认，无需登记县级收到材料。",
        "57号 Art 20",
    )
    require(
        file.county_received_on is None,
        "already_received",
        f"县级已于{file.county_received_on}收到材料，无需重复登记。",
        "57号 Art 20",
    )
    return file.having(county_received_on=act.on)


def to_take_down(file: CaseFile) -> bool:
    """A sheet whose period is over, or was broken, still hangs as far as the case knows."""
    sheet = file.publicity
    over = sheet is not None and bool(sheet.completed_on or sheet.stopped_on)
    return over and sheet is not None and sheet.taken_down_on is None


def take_down_publicity(file: CaseFile, act: acts.TakeDownPublicity) -> CaseFile:
    sheet = file.publicity
    require(
        to_take_down(file),
        "not_on_the_board",
        "没有需要撤除的公示：公示期未满，或者已经登记撤除；公示期满后方可登记。",
        "57号 Art 19",
    )
    if sheet is None:
        raise AssertionError
    require(
        sheet.stopped_on is not None or act.on > sheet.until,
        "publicity_running",
        f"公示期至{sheet.until}，期间不得撤除。",
        file.law.cite("publicity") if file.law.has("publicity") else "57号 Art 19",
    )
    down = sheet.model_copy(
        update={"taken_down_on": act.on, "evidence": (*sheet.evidence, *act.evidence)}
    )
    return file.having(publicity=down)


def post_result(file: CaseFile, act: acts.PostResult) -> CaseFile:
    require(
        file.decision is not None and file.decision.granted,
        "not_granted",
        "只有确认同意的案件才张贴确认结果。",
        "57号 Art 24",
    )
    posted = Posting(on=act.on, by=act.officer.id, place=act.place_posted, evidence=act.evidence)
    return file.having(result_posted=posted)


RULES: Rulebook = {
    "report_event": report_event,
    "replace_applicant": replace_applicant,
    "transfer_case": transfer_case,
    "close_application": close_application,
    "warn_cooperation": warn_cooperation,
    "end_for_no_cooperation": end_for_no_cooperation,
    "start_survey": start_survey,
    "receive_file": receive_file,
    "take_down_publicity": take_down_publicity,
    "post_result": post_result,
}
