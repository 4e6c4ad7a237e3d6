"""The only door to a month's comparison: what is asked for when, what came back, who settled it.

Nothing here touches a case. Hits go to the living cases as leads; a month that closes without a
comparison stays a miss with a name, whatever is done about it later (JZ-03).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from domain import door
from domain.base import CaseRefusal
from domain.calendar import Due, months_after
from domain.case.acts import Act
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, Role
from domain.compare import acts
from domain.compare.acts import COMPARE_ACTS, SAME_ZH
from domain.compare.file import (
    DATA_DAY,
    DEATHS,
    MONTHLY,
    NO_FILE,
    CompareEntry,
    CompareFile,
    CompareOrder,
    CompareResult,
    Department,
    Part,
    PartOutcome,
    PartState,
    Subject,
    Told,
    Verdict,
)
from domain.compare.lifecycle import (
    BY_COMPARE_ACT,
    COMPARE_MOVES,
    COMPARE_STAGE_ZH,
    COMPARERS,
    CompareMove,
    CompareStage,
)
from domain.journal import of_act
from domain.policy import Snapshot

_DAY = timedelta(days=1)
Ruled = tuple[CompareFile, str]


def month_end(month: date) -> date:
    return months_after(month, 1) - _DAY


def begins_on(law: Snapshot, month: date) -> date:
    """The first of the month; earlier where the list of the payment is due before it (JZ-53)."""
    return min(month, list_day(law, month).on - _DAY)


def list_day(law: Snapshot, month: date) -> Due:
    """The day the month's payment list is made; the end of the month where none is set."""
    if not law.has(DATA_DAY):
        return Due(on=month_end(month))
    return law.calendar.pay_day(month.year, month.month, law.count(DATA_DAY))


def wanted(law: Snapshot) -> tuple[Subject, ...]:
    """What the place's document asks to be compared each month; nothing where it is silent."""
    rules = ((Subject.DEATH, DEATHS), (Subject.GENERAL, MONTHLY))
    return tuple(subject for subject, name in rules if law.has(name) and law.count(name) > 0)


def may_open(order: CompareOrder) -> None:
    """CaseRefusal when this officer may not open the comparison."""
    officer = order.opened_by
    if officer is None:
        return
    require(
        officer.role in COMPARERS and officer.place == order.place,
        "role_not_allowed",
        f"开展每月比对应当由本县（市、区）的{'、'.join(ROLE_ZH[r] for r in COMPARERS)}办理，"
        f"您的岗位是{ROLE_ZH[officer.role]}。",
        "JZ-03",
    )


def opened(order: CompareOrder, at: datetime) -> CompareFile:
    file = CompareFile(order=order, stage_since=order.opened_on, latest=order.opened_on)
    return _noted(file, "open_comparison", "开始每月比对", order.opened_on, at, order.month_code)


def planned(
    file: CompareFile, law: Snapshot, departments: Iterable[Department], today: date
) -> CompareFile:
    """A part for each department and subject the place's document asks for, deaths first.

    A department that was connected by the first of the month is compared with all the time and is
    lifted from the general comparison, never from the one of deaths.
    """
    month = file.order.month
    at_list = list_day(law, month)
    parts = []
    for subject in wanted(law):
        due = at_list if subject is Subject.DEATH else Due(on=month_end(month))
        for one in departments:
            lifted = one.connected_on is not None and one.connected_on <= month
            asked = one.deaths if subject is Subject.DEATH else one.others and not lifted
            if not asked:
                continue
            part = Part(
                department=one.code,
                zh=one.zh,
                subject=subject,
                due=due.on,
                provisional=due.provisional,
                try_on=today,
            )
            parts.append(file.part(part.key) or part)
    return file.having(law=law, stale_policy=False, parts=tuple(parts))


# --- by itself ------------------------------------------------------------------------------------


def to_read(file: CompareFile, today: date) -> tuple[Part, ...]:
    """The lists to ask for now, deaths first."""
    late = (PartState.PENDING, PartState.MISSED)
    return tuple(
        p for p in file.parts if p.state in late and p.try_on is not None and p.try_on <= today
    )


def heard(
    file: CompareFile, outcomes: Iterable[PartOutcome], today: date, at: datetime
) -> CompareFile:
    """What came of asking: a list was read, or it is asked for again tomorrow, by somebody's task."""
    silent = []
    for outcome in outcomes:
        part = file.part(outcome.part)
        if part is None or part.state not in (PartState.PENDING, PartState.MISSED):
            continue
        if outcome.trouble:
            if outcome.trouble not in (part.trouble, NO_FILE):
                silent.append(part.zh)
            file = _tried(file, part, outcome, today)
            continue
        counts = outcome.counts
        done = part.model_copy(
            update={
                "state": PartState.DONE,
                "tries": part.tries + 1,
                "try_on": None,
                "trouble": "",
                "done_on": today,
                "late": part.state is PartState.MISSED,
                "digest": outcome.digest,
                "counts": counts,
                "doubts_open": counts.doubts,
                "told": Told(left=counts.hits),
            }
        )
        text = (
            f"{part.zh}：{counts.rows}行，匹配{counts.hits}条，疑似{counts.doubts}条，"
            f"不能识别{counts.faults}行"
        )
        file = _noted(file.with_parts(done), "compared", "比对完成", today, at, text)
    if silent:
        names = "、".join(dict.fromkeys(silent))
        file = _noted(file, "trouble", "名单未能取得", today, at, names)
    return file


def _tried(file: CompareFile, part: Part, outcome: PartOutcome, today: date) -> CompareFile:
    again = part.model_copy(
        update={
            "tries": part.tries + 1,
            "try_on": today + _DAY if part.state is PartState.PENDING else None,
            "trouble": outcome.trouble,
            "counts": outcome.counts,
        }
    )
    return file.with_parts(again)


def to_tell(file: CompareFile) -> tuple[str, ...]:
    """Parts with hits that no case has been told yet."""
    return tuple(p.key for p in file.parts if p.told.left)


def told(file: CompareFile, part: str, outcome: Told, today: date, at: datetime) -> CompareFile:
    """`outcome`: over all hits of the part, counted in the tables."""
    stands = file.part(part)
    if stands is None or stands.told == outcome:
        return file
    after = file.with_parts(stands.model_copy(update={"told": outcome}))
    if outcome.told <= stands.told.told:
        return after
    text = f"{stands.zh}：转在保案件核实{outcome.told - stands.told.told}条"
    return _noted(after, "leads_opened", "疑点线索转案件核实", today, at, text)


def to_book(file: CompareFile) -> Verdict | None:
    return file.verdicts[0] if file.verdicts else None


def booked(file: CompareFile, verdict: Verdict, same: int, still_open: int) -> CompareFile:
    """The tables have it: `same` of the doubts are hits now."""
    part = file.part(verdict.part)
    left = tuple(v for v in file.verdicts if v.seq != verdict.seq)
    if part is None:
        return file.having(verdicts=left)
    counts = part.counts.model_copy(update={"hits": part.counts.hits + same})
    told_ = part.told.model_copy(update={"left": part.told.left + same})
    after = part.model_copy(update={"counts": counts, "told": told_, "doubts_open": still_open})
    return file.with_parts(after).having(verdicts=left)


def clockwork(file: CompareFile, today: date, at: datetime) -> CompareFile:
    """The month ends: what was not compared is missed, by name; all settled: the file closes."""
    if file.law is None or file.over:
        return file
    if file.stage is CompareStage.RUNNING and today > month_end(file.order.month):
        file = _missed(file, today, at)
    if all(part.settled for part in file.parts) and not file.verdicts:
        return _closed(file, today, at)
    return file


def _missed(file: CompareFile, today: date, at: datetime) -> CompareFile:
    missed = [
        p.model_copy(update={"state": PartState.MISSED, "try_on": None})
        for p in file.parts
        if p.state is PartState.PENDING
    ]
    after = file.with_parts(*missed).having(stage=CompareStage.AFTER, stage_since=today)
    if not missed:
        return after
    names = "、".join(f"{p.zh}" for p in missed)
    return _noted(after, "missed", "当月未比对", today, at, names, "JZ-03")


def _closed(file: CompareFile, today: date, at: datetime) -> CompareFile:
    text = f"{len(file.parts)}项，匹配{sum(p.counts.hits for p in file.parts)}条"
    noted = _noted(file, "comparison_closed", "每月比对办结", today, at, text)
    return noted.having(stage=CompareStage.CLOSED, stage_since=today, closed_on=today)


def overdue_marked(
    file: CompareFile, marks: Sequence[tuple[str, str]], today: date, at: datetime
) -> CompareFile:
    """Each task that passed its day is noted once: `marks` holds its mark and its sentence."""
    for mark, zh in marks:
        if mark not in file.overdue:
            file = _noted(file, "overdue", "超期", today, at, zh)
            file = file.having(overdue=(*file.overdue, mark))
    return file


def result_of(file: CompareFile) -> CompareResult:
    return CompareResult(
        place=file.place,
        month=file.order.month_code,
        parts=len(file.parts),
        missed=sum(p.state is PartState.EXPLAINED or p.late for p in file.parts),
        hits=sum(p.counts.hits for p in file.parts),
        doubts=sum(p.counts.doubts for p in file.parts),
        closed_on=file.closed_on or file.latest,
    )


# --- acts -----------------------------------------------------------------------------------------


def compare_act_named(name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    return door.act_from(COMPARE_ACTS, name)


def apply_to_comparison(
    file: CompareFile, name: str, act: Act, today: date, at: datetime
) -> CompareFile:
    """The file after the act. Raises CaseRefusal, saying what would be lawful, if it is not."""
    move = BY_COMPARE_ACT[name]
    _may(file, move, act, today)
    after, text = _RULES[name](file, act)
    entry = of_act(CompareEntry, after.seq + 1, move, act, at, text)
    return _written(after, entry)


def _may(file: CompareFile, move: CompareMove, act: Act, today: date) -> None:
    officer = act.officer
    door.in_order(
        file.stage in move.stages,
        move,
        f"本月比对处于“{COMPARE_STAGE_ZH[file.stage]}”",
        lawful_compare_moves(file, officer.role),
    )
    door.by_post(officer.role in move.roles, move, officer)
    door.of_place(
        officer,
        file.place,
        "本月比对不属于您所在的县（市、区），请由本县（市、区）的工作人员办理。",
        move.clause,
    )
    door.dated(act, file.order.opened_on, today, move.clause)


def lawful_compare_moves(file: CompareFile, role: Role) -> tuple[CompareMove, ...]:
    """What this role may do now for which there is an occasion."""
    occasion = {
        "receive_register": any(
            p.state in (PartState.PENDING, PartState.MISSED) for p in file.parts
        ),
        "settle_doubts": any(p.doubts_open for p in file.parts),
        "explain_missed": any(p.state is PartState.MISSED for p in file.parts),
    }
    return tuple(
        m
        for m in COMPARE_MOVES
        if role in m.roles and file.stage in m.stages and occasion.get(m.act, True)
    )


def _part(file: CompareFile, key: str) -> Part:
    part = file.part(key)
    if part is None:
        known = "、".join(f"{p.zh}（{p.key}）" for p in file.parts)
        raise CaseRefusal("part_unknown", f"本月没有这项比对，应当比对的为：{known}。", "JZ-03")
    return part


def _receive(file: CompareFile, act: acts.ReceiveRegister) -> Ruled:
    part = _part(file, act.part)
    require(
        part.state in (PartState.PENDING, PartState.MISSED),
        "compared_already",
        f"{part.zh}已于{part.done_on}完成比对；名单有更正的，请在下月比对时报送。",
        "JZ-03",
    )
    after = part.model_copy(update={"try_on": act.on, "digest": act.digest})
    return file.with_parts(after), part.zh


def _settle(file: CompareFile, act: acts.SettleDoubts) -> Ruled:
    part = _part(file, act.part)
    waiting = sum(len(v.doubts) for v in file.verdicts if v.part == part.key)
    require(
        len(act.doubts) <= part.doubts_open - waiting,
        "no_such_doubts",
        f"{part.zh}待核对的疑似匹配只有{max(part.doubts_open - waiting, 0)}条，请刷新后重新选择。",
        "JZ-62",
    )
    verdict = Verdict(
        seq=file.seq + 1,
        part=part.key,
        doubts=act.doubts,
        verdict=act.verdict,
        by=act.officer.id,
        on=act.on,
    )
    text = f"{part.zh}：{len(act.doubts)}条{SAME_ZH[act.verdict]}，{act.reason}"
    return file.having(verdicts=(*file.verdicts, verdict)), text


def _explain(file: CompareFile, act: acts.ExplainMissed) -> Ruled:
    part = _part(file, act.part)
    require(
        part.state is PartState.MISSED,
        "not_missed",
        f"{part.zh}本月不属于未比对的情形，无需说明。",
        "JZ-03",
    )
    done = part.model_copy(
        update={"state": PartState.EXPLAINED, "explained": act.reason, "try_on": None}
    )
    return file.with_parts(done), f"{part.zh}：{act.reason}"


_RULES: dict[str, Callable[[CompareFile, Any], Ruled]] = {
    "receive_register": _receive,
    "settle_doubts": _settle,
    "explain_missed": _explain,
    "refresh_policy": lambda file, act: (file.having(stale_policy=True), act.reason),
}


def _noted(
    file: CompareFile, code: str, zh: str, on: date, at: datetime, text: str, clause: str = ""
) -> CompareFile:
    entry = CompareEntry(seq=file.seq + 1, act=code, zh=zh, on=on, at=at, text=text, clause=clause)
    return _written(file, entry)


def _written(file: CompareFile, entry: CompareEntry) -> CompareFile:
    return file.having(
        journal=(*file.journal, entry), seq=entry.seq, latest=max(file.latest, entry.on)
    )
