"""恢复救助: after a reconsideration or a judgment the case goes on as if it had never been stopped.

From the decision that fell: the months it took are due again, each once, on the facts of then. An
application that was refused is decided anew, and pays from the month after the refusal. What the
fallen decision had done stays on record beside it (社会救助法 Art 76, 57号 Art 38).
"""

from __future__ import annotations

from datetime import date

from domain.calendar import months_after
from domain.case.acts.passage import RULED_BY_ZH, RestoreCase
from domain.case.file import CaseFile, Entitlement, NoticeDue, Rulebook, require
from domain.case.lifecycle import Stage
from domain.case.notices import owed
from domain.case.passage import REFUSED, Restoration, Resumed, Stood
from domain.case.phases.living.outcomes import next_recheck_after
from domain.case.phases.passage.standing import RULED_BY, keeps, stood_on
from domain.clock import Clock, Interval
from domain.means.result import Reason
from domain.money import yuan

CAUSE = "restored"
_OUTCOME_ZH = {"stop": "停发", "decrease": "减发", REFUSED: "不予确认"}
AT_LAW = "复议、诉讼期间"
_CLAUSE = "社会救助法 Art 76; 57号 Art 38"


def may_be_restored(file: CaseFile) -> bool:
    """Whether any decision against the family stands that a ruling could overturn."""
    ended = file.closed or file.ending
    stopped = ended is not None and ended.outcome in ("stopped", REFUSED)
    return stopped or bool(file.passage.stood and file.living)


def resumed(file: CaseFile, run_id: str, digest: str, on: date) -> CaseFile:
    """The closed case as a new run of the same number takes it up: closed still, nothing undone.

    `digest` is that of the file the earlier run ended with. The record of an application is
    carried on, because who did what in it still bars them from deciding.
    """
    refused = file.decision is not None and not file.decision.granted
    before = file.passage.resumed
    times = before.times + 1 if before else 1
    taken = Resumed(run_id=run_id, digest=digest, version=file.version, times=times)
    return file.having(
        journal=file.journal if refused else (),
        notices=tuple(n for n in file.notices if n.to_carry or not n.number),
        leads=file.open_leads(),
        linked=file.linked.carried(),
        overdue=(),
        period=file.period + 1,
        latest=max(file.latest, on),
        passage=file.passage.model_copy(update={"resumed": taken}),
    )


def restore_case(file: CaseFile, act: RestoreCase) -> CaseFile:
    _lawful_ruling(file, act)
    if _refused_on(file, act.decided_on):
        return _decided_anew(file, act)
    stood = stood_on(file, act.decided_on)
    require(
        stood is not None,
        "no_such_decision",
        f"本案没有{act.decided_on}作出的停发、减发或者不予确认决定，"
        f"可以恢复的决定日期为：{_days(file)}。请按裁决文书核对。",
        _CLAUSE,
    )
    if stood is None:
        raise AssertionError
    return _put_back(file, act, stood)


def _lawful_ruling(file: CaseFile, act: RestoreCase) -> None:
    require(
        not keeps(file) or act.organ in file.law.items(RULED_BY),
        "ruling_not_known",
        "恢复救助应当依据行政复议决定或者人民法院判决，请核对文书种类。",
        _CLAUSE,
    )
    require(
        act.decided_on <= act.ruled_on <= act.on,
        "ruling_dates",
        "裁决日期不得早于原决定日期，也不得晚于办理日期，请核对。",
        _CLAUSE,
    )
    require(
        all(r.decided_on != act.decided_on for r in file.passage.restorations),
        "restored_already",
        f"{act.decided_on}的决定已经恢复，不能重复办理，请核对原决定日期。",
        _CLAUSE,
    )
    require(
        not act.known.held_in,
        "held_elsewhere",
        f"家庭成员目前在案件{act.known.held_in}中申请或者享受同类救助，"
        "请先由该案的窗口受理员登记撤回申请，或者由该案的决定机关停发，再恢复；已经发放的，填写该案编号，"
        "以免同一月份重复发放。",
        _CLAUSE,
    )


def _refused_on(file: CaseFile, day: date) -> bool:
    refused = file.decision is not None and not file.decision.granted
    return refused and file.decision is not None and file.decision.on == day


def overturnable(file: CaseFile) -> dict[date, str]:
    """The decisions against the family that a ruling may still overturn, by their day."""
    found = {s.decided_on: _OUTCOME_ZH[s.outcome] for s in file.passage.stood}
    if file.decision is not None and not file.decision.granted:
        found[file.decision.on] = _OUTCOME_ZH[REFUSED]
    return dict(sorted(found.items()))


def _days(file: CaseFile) -> str:
    return "、".join(day.isoformat() for day in overturnable(file)) or "无"


def _decided_anew(file: CaseFile, act: RestoreCase) -> CaseFile:
    """A refusal fell: the application stands before its decision again, with the facts of then."""
    require(
        file.closed is not None,
        "not_closed",
        "不予确认告知书尚未送达，本案尚未办结，无需恢复；送达办结后再按裁决办理。",
        _CLAUSE,
    )
    record = Restoration(
        organ=act.organ,
        document=act.document,
        ruled_on=act.ruled_on,
        on=act.on,
        outcome=REFUSED,
        decided_on=act.decided_on,
        closed=file.closed,
    )
    return _kept(file, record).having(
        stage=Stage.APPROVAL,
        decision=None,
        closed=None,
        clock=_paused_until(file.clock, act.on),
    )


def _paused_until(clock: Clock, on: date) -> Clock:
    """The days before the court are nobody's: the clock goes on where the refusal stopped it."""
    if not clock.intervals or clock.running:
        return clock
    last = clock.intervals[-1]
    away = Interval(holder=AT_LAW, since=last.until or on, until=on, paused=True)
    return Clock(intervals=(*clock.intervals, away)).hand_to(last.holder, on)


def _put_back(file: CaseFile, act: RestoreCase, stood: Stood) -> CaseFile:
    """The months from the fallen decision on, on the facts of then; never less than runs now."""
    months = given_back(file, stood, dict(act.known.months))
    record = Restoration(
        organ=act.organ,
        document=act.document,
        ruled_on=act.ruled_on,
        on=act.on,
        outcome=stood.outcome,
        decided_on=stood.decided_on,
        first=stood.first if file.recognition is None and stood.recognition is None else None,
        monthly_fen=stood.was_fen,
        closed=file.closed or file.ending,
        struck=file.entitlements,
    )
    back = _kept(file, record).having(entitlements=months)
    if file.closed is None and file.ending is None and file.reviews > stood.review:
        return _told(back, record)  # later looks stand: only the months of this one change
    back = back.having(
        household=stood.household or file.household,
        unstable_income=stood.unstable_income,
        recognition=stood.recognition or file.recognition,
        transition=stood.transition,
        duties=stood.duties,
        review=None,
        ending=None,
        closed=None,
        stage=file.stage if file.closed is None else Stage.SUPERVISION,
        caring=file.caring.model_copy(update={"ending": None, "handover": None, "gone_on": None}),
        notices=tuple(n for n in file.notices if not n.order.kind.startswith("stop") or n.number),
    )
    return _told(back.having(next_recheck=_looked_at_again(back, stood, act.on)), record)


def _looked_at_again(file: CaseFile, stood: Stood, today: date) -> date:
    """When it would have been; at once where the record does not hold the facts of then."""
    if stood.household is None:
        return today
    return stood.next_recheck or next_recheck_after(file, stood.decided_on)


def given_back(file: CaseFile, stood: Stood, given: dict[date, int]) -> tuple[Entitlement, ...]:
    """Each month with what the decision took from it, until a later decision; what was given for it
    otherwise (`given`, by month) is taken off, so that no month is paid twice."""
    until = _later_decision(file, stood)
    last = months_after(until, -1) if until else None
    before = [_cut(e, None, months_after(stood.first, -1)) for e in file.entitlements]
    after = [_cut(e, until, None) for e in file.entitlements] if until else []
    seq = max((e.seq for e in file.entitlements), default=0)
    more = stood.was_fen - stood.now_fen
    between: list[Entitlement] = []
    marks = _marks(file, stood.first, last, given)
    for n, start in enumerate(marks):
        end = months_after(marks[n + 1], -1) if n + 1 < len(marks) else last
        fen = max(file.monthly_fen(start) + more - given.get(start, 0), 0)
        if fen:
            seq += 1
            part = Entitlement(first=start, last=end, monthly_fen=fen, cause=CAUSE, seq=seq)
            between.append(part)
    return (*(e for e in before if e), *between, *(e for e in after if e))


def _later_decision(file: CaseFile, stood: Stood) -> date | None:
    """The first month another decision holds for; None when the fallen one was the last."""
    if stood.outcome == "stop":
        return None
    later = [
        e.first
        for e in file.entitlements
        if e.first > stood.first and e.cause in ("increase", "decrease", "transition")
    ]
    if file.monthly_fen_now == 0:
        later += [months_after(e.last, 1) for e in file.entitlements if e.last is not None][-1:]
    return min(later, default=None)


def _marks(file: CaseFile, first: date, last: date | None, given: dict[date, int]) -> list[date]:
    """The months on which the sum may change, from `first` on, in order."""
    days = {first, *given, *(months_after(m, 1) for m in given)}
    days |= {e.first for e in file.entitlements}
    days |= {months_after(e.last, 1) for e in file.entitlements if e.last is not None}
    return sorted(d for d in days if d >= first and (last is None or d <= last))


def _cut(part: Entitlement, first: date | None, last: date | None) -> Entitlement | None:
    """The months of a part within the two, both included; None when there are none."""
    start = max(part.first, first) if first else part.first
    ends = [day for day in (part.last, last) if day is not None]
    end = min(ends) if ends else None
    if end is not None and end < start:
        return None
    return part.model_copy(update={"first": start, "last": end})


def _kept(file: CaseFile, record: Restoration) -> CaseFile:
    held = file.passage
    stood = tuple(s for s in held.stood if s.decided_on != record.decided_on)
    changes = {"restorations": (*held.restorations, record), "stood": stood}
    return file.having(passage=held.model_copy(update=changes))


def _told(file: CaseFile, record: Restoration) -> CaseFile:
    facts = {
        "裁决文书": f"{RULED_BY_ZH[record.organ]}（{record.document}）",
        "原决定日期": record.decided_on.isoformat(),
    }
    if record.first is not None:
        facts |= {
            "恢复发放起始月": f"{record.first.year}年{record.first.month}月",
            "月补助金额": f"{yuan(record.monthly_fen)}元",
        }
    reason = Reason(
        code="restored",
        text="原决定已被撤销或者变更，自原决定作出之时起恢复，视同未曾停发、减发。",
        clause=_CLAUSE,
    )
    return owed(file, NoticeDue(key="restored", kind="restored", reasons=(reason,), facts=facts))


RULES: Rulebook = {"restore_case": restore_case}
