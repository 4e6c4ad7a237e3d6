"""救助关系迁移: a living case goes from one township, or one county, to another.

Within the county the case goes on under its number and the new township confirms that it has the
file. To another county it ends with the month that runs; the new case is paid from the month after,
so that no month is paid twice and none is lost.
"""

from __future__ import annotations

from domain.case.acts import ChangeCause
from domain.case.acts.passage import MoveCase, ReceiveMoved, RetryHandover
from domain.case.file import ROLE_OF_DECIDER, CaseFile, Closing, NoticeDue, Rulebook, require
from domain.case.lifecycle import ROLE_ZH
from domain.case.notices import owed
from domain.case.passage import MOVED, Moved, Outgoing, Passage
from domain.case.phases.living.opening import open_review
from domain.case.phases.living.outcomes import from_month, month_of, next_month
from domain.means.result import Reason

OUT = "moved_out"
_CLAUSE = "57号 Art 5; JZ-07"


def with_passage(file: CaseFile, **changes: object) -> CaseFile:
    passage: Passage = file.passage.model_copy(update=changes)
    return file.having(passage=passage)


def move_case(file: CaseFile, act: MoveCase) -> CaseFile:
    require(
        act.known.township_zh,
        "township_unknown",
        "没有这个县（市、区）或者乡镇（街道），请从列表中选择接收单位。",
        _CLAUSE,
    )
    member_must_be_known(file, act.asked_by, _CLAUSE)
    if act.to_place in ("", file.place):
        return _within(file, act)
    return _away(file, act)


def member_must_be_known(file: CaseFile, key: str, clause: str) -> None:
    who = file.household.member(key)
    require(
        who is not None and who.counted,
        "member_unknown",
        "提出申请的人应当是共同生活的家庭成员，请核对成员编号。",
        clause,
    )


def _within(file: CaseFile, act: MoveCase) -> CaseFile:
    require(
        act.to_township != file.township,
        "same_township",
        "接收的乡镇（街道）与现办理单位相同，无需迁移。",
        _CLAUSE,
    )
    require(
        file.passage.to_receive is None,
        "not_received_yet",
        "上一次迁移尚未由接收的乡镇（街道）确认，请先办理接收。",
        _CLAUSE,
    )
    moved = Moved(
        on=act.on,
        from_township=file.township,
        from_village=file.village,
        to_township=act.to_township,
        to_village=act.to_village,
        by=act.officer.id,
    )
    gone = with_passage(file, moves=(*file.passage.moves, moved))
    gone = gone.having(township=act.to_township, village=act.to_village)
    facts = {
        "转出单位": act.known.from_zh,
        "转入单位": act.known.township_zh,
        "迁移日期": act.on.isoformat(),
    }
    return owed(gone, _paper(act.reason, facts))


def receive_moved(file: CaseFile, act: ReceiveMoved) -> CaseFile:
    moved = file.passage.to_receive
    require(
        moved is not None,
        "nothing_to_receive",
        "本案没有待接收的迁移，无需办理。",
        _CLAUSE,
    )
    if moved is None:
        raise AssertionError
    done = moved.model_copy(update={"received_on": act.on, "received_by": act.officer.id})
    taken = with_passage(file, moves=(*file.passage.moves[:-1], done))
    if taken.review is not None:
        return taken
    return open_review(taken, ChangeCause.MOVED, act.on, moved.on)


def _away(file: CaseFile, act: MoveCase) -> CaseFile:
    must_be_settled(file, _CLAUSE)
    decider_must_act(file, act)
    first = next_month(file, act.on)
    until = month_of(act.on)
    out = Outgoing(
        number=len(file.passage.outgoing) + 1,
        kind=MOVED,
        place=act.to_place,
        township=act.to_township,
        village=act.to_village,
        on=act.on,
        household=file.household,
        paid_until=until,
        monthly_fen=file.monthly_fen(until),
    )
    reason = Reason(code=OUT, text=act.reason, clause="57号 Art 5")
    gone = with_passage(from_month(file, first, 0, OUT), outgoing=(*file.passage.outgoing, out))
    ended = gone.having(
        next_recheck=None,
        transition=None,
        ending=Closing(outcome=OUT, on=act.on, reasons=(reason,)),
    )
    facts = {
        "转出单位": act.known.from_zh,
        "转入单位": f"{act.known.place_zh}{act.known.township_zh}",
        "迁移日期": act.on.isoformat(),
        "转出地发放截止月": f"{until.year}年{until.month}月",
    }
    return owed(ended, _paper(act.reason, facts, must_serve=True))


def must_be_settled(file: CaseFile, clause: str) -> None:
    """Nothing may be handed on while a change is being looked at: who gets what is not known yet."""
    require(
        file.review is None,
        "review_open",
        "本案正在核实家庭变化，请待作出决定后再办理。",
        clause,
    )


def decider_must_act(file: CaseFile, act: MoveCase) -> None:
    role = ROLE_OF_DECIDER[file.law.text("decider")]
    require(
        act.officer.role is role,
        "wrong_decider",
        f"迁往其他县（市、区）的，在本地终止发放，由{ROLE_ZH[role]}办理。",
        file.law.cite("decider"),
    )


def _paper(reason: str, facts: dict[str, str], must_serve: bool = False) -> NoticeDue:
    return NoticeDue(
        key="moved",
        kind="moved",
        reasons=(Reason(code="moved", text=reason, clause="57号 Art 5"),),
        facts=facts,
        must_serve=must_serve,
    )


def retry_handover(file: CaseFile, act: RetryHandover) -> CaseFile:
    """Those for whom no case could be opened are tried again; by itself the case tries once."""
    require(
        any(o.failed for o in file.passage.outgoing),
        "nothing_failed",
        "本案没有未能立案的转出人员，无需再次立案。",
        _CLAUSE,
    )
    again = tuple(o.model_copy(update={"failed": False}) for o in file.passage.outgoing)
    return with_passage(file, outgoing=again)


RULES: Rulebook = {
    "move_case": move_case,
    "receive_moved": receive_moved,
    "retry_handover": retry_handover,
}
