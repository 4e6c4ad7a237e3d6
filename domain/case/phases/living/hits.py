"""疑点线索: noted by the system, looked into by a person, ended by a reason or by a decision (JZ-62).

What a register says changes nothing of the aid. A death match may keep the dead person's part of
the payment back while somebody looks, where the place lets it (DIF-09); a wrong match gives it back.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from domain.calendar import months_after
from domain.case.acts import ChangeCause, DecideChange, Outcome, Verdict
from domain.case.acts.base import Act
from domain.case.acts.hits import NoteHit, SettleHit
from domain.case.file import CaseFile, Rulebook, require
from domain.case.hits import ENDED, REFUTED, Hit, HitState, Hold, Source, Watch
from domain.case.phases.living.opening import open_review
from domain.case.phases.living.outcomes import month_of
from domain.check.answers import Kind, Record
from domain.check.leads import difference
from domain.compare.causes import DEATH, change_cause, of_one_person
from domain.window.requests import claimed

_CLAUSE = "JZ-62; 57号 Art 32"


def note_hit(file: CaseFile, act: NoteHit) -> CaseFile:
    """A new cause opens a hit; the same cause from another register joins it (JZ-03)."""
    require(
        file.household.member(act.member) is not None,
        "member_unknown",
        "线索所涉人员已不是本户家庭成员，请核对名单后重新比对。",
        _CLAUSE,
    )
    require(
        file.ending is None,
        "ended",
        "本案已作出停发决定，不再登记疑点线索；决定有误的，请按复议、诉讼结果办理。",
        _CLAUSE,
    )
    said = Record(item=act.department, person=act.member, kind=Kind.FOUND, about=act.about,
                  count=act.count, fen=act.fen)  # fmt: skip
    require(
        difference(file.household, said),
        "as_declared",
        "部门登记的内容与本户登记一致，无需核实。",
        _CLAUSE,
    )
    cause = f"{act.member}/{act.about}"
    require(
        file.watch.heard(cause, act.record) is None,
        "settled_before",
        "同一线索已经核实办结，登记内容没有变化，不再重复核实；登记内容有变化的，应当按新的内容登记。",
        _CLAUSE,
    )
    source = Source(department=act.department, on=act.found_on, proof=act.proof)
    stands = file.watch.about(cause)
    if stands is not None:
        return _watching(file, file.watch.having(_joined(stands, act, source)))
    stake = stake_fen(file, act.member, act.about)
    hit = Hit(
        id=act.hit,
        member=act.member,
        about=act.about,
        record=act.record,
        event_on=act.event_on,
        found_on=act.found_on,
        told_on=act.on,
        due=act.due,
        sources=(source,),
        stake_month_fen=stake,
        stake_day_fen=-(-stake // monthrange(act.on.year, act.on.month)[1]),
        hold=_hold(act, stake),
    )
    return _watching(file, file.watch.having(hit))


def _joined(hit: Hit, act: NoteHit, source: Source) -> Hit:
    known = any(s.department == source.department and s.on == source.on for s in hit.sources)
    days = [day for day in (hit.due, act.due) if day]
    return hit.model_copy(
        update={
            "sources": hit.sources if known else (*hit.sources, source),
            "record": act.record,
            "event_on": hit.event_on or act.event_on,
            "due": min(days, default=None),
        }
    )


def _hold(act: NoteHit, fen: int) -> Hold | None:
    """From the first list that is not made yet, and never for the month of the death itself."""
    if act.about != DEATH or not act.may_hold or fen == 0:
        return None
    after = months_after(month_of(act.event_on), 1) if act.event_on else month_of(act.on)
    return Hold(first=max(after, month_of(act.on)), fen=fen, since=act.on)


def stake_fen(file: CaseFile, member: str, about: str) -> int:
    """The part of the monthly sum a finding may concern: one person's, or the household's."""
    people = [m.key for m in claimed(file.household, file.single_person)]
    now = file.monthly_fen_now
    if of_one_person(about) and len(people) > 1:
        return now // len(people) if member in people else 0
    return now


def settle_hit(file: CaseFile, act: SettleHit) -> CaseFile:
    hit = file.watch.hit(act.hit)
    waiting = "、".join(h.id for h in file.watch.open)
    require(
        hit is not None and hit.state is HitState.OPEN,
        "hit_not_open",
        f"该线索不在待核实之列，待核实的线索为：{waiting or '无'}。",
        _CLAUSE,
    )
    if hit is None:
        raise AssertionError
    wrong = act.verdict is Verdict.REFUTED
    require(
        not wrong or act.clause.strip(),
        "clause_missing",
        "线索不属实的，应当写明认定所依据的条款或者证明材料，请补充后办结。",
        _CLAUSE,
    )
    looked = hit.model_copy(
        update={
            "looked_on": act.on,
            "looked_by": act.officer.id,
            "how": act.how.value,
            "reason": act.reason,
            "clause": act.clause,
        }
    )
    if wrong:
        return _watching(file, file.watch.closing(_released(looked, act.on, REFUTED), act.on))
    return _goes_on(file, looked, act)


def _goes_on(file: CaseFile, hit: Hit, act: SettleHit) -> CaseFile:
    """A review looks at it: the one at work, or a new one. The household's aid is as before."""
    if file.review is None:
        happened = min(hit.event_on or hit.found_on, act.on)
        file = open_review(file, change_cause(hit.about), act.on, happened, hit.member)
    number = file.review.number if file.review else 0
    on = hit.model_copy(update={"state": HitState.REVIEW, "review": number})
    return _watching(file, file.watch.having(on))


def followed(before: CaseFile, after: CaseFile, act: Act) -> CaseFile:
    """What a decision on the review means for the hits it looked at."""
    if not isinstance(act, DecideChange) or before.review is None:
        return after
    watch = after.watch
    effective = _effective(after, act)
    for hit in before.watch.pending:
        if hit.review == before.review.number:
            watch = watch.closing(_decided(hit, act, effective), act.on)
        elif act.outcome is Outcome.STOP:
            told = {"reason": "案件已停发", "clause": "57号 Art 32", "effective": effective}
            ended = hit.model_copy(update={**told, "outcome": ENDED})
            watch = watch.closing(_kept_until(ended, effective), act.on)
    return after if watch is after.watch else _watching(after, watch)


def _effective(after: CaseFile, act: DecideChange) -> date | None:
    """The first month that is paid otherwise."""
    if act.outcome in (Outcome.KEEP, Outcome.TRANSITION):
        return None
    return months_after(month_of(act.on), after.law.months("first_month_offset"))


def _decided(hit: Hit, act: DecideChange, effective: date | None) -> Hit:
    said = {"outcome": act.outcome.value, "reason": act.reason, "effective": effective}
    decided = hit.model_copy(update=said)
    if effective is None:
        return _released(decided, act.on, act.outcome.value)
    return _kept_until(decided, effective)


def _released(hit: Hit, on: date, outcome: str) -> Hit:
    hold = hit.hold.model_copy(update={"released_on": on}) if hit.hold else None
    return hit.model_copy(update={"outcome": outcome, "hold": hold})


def _kept_until(hit: Hit, effective: date | None) -> Hit:
    """What was kept back of a dead person's months is not owed; from then on the decision holds."""
    if hit.hold is None or effective is None:
        return hit
    last = months_after(effective, -1)
    if last < hit.hold.first:
        return hit.model_copy(update={"hold": None})
    return hit.model_copy(update={"hold": hit.hold.model_copy(update={"last": last})})


def _watching(file: CaseFile, watch: Watch) -> CaseFile:
    return file.having(watch=watch)


def opens_for(about: str) -> ChangeCause:
    """The cause a review of this finding is opened under."""
    return change_cause(about)


RULES: Rulebook = {"note_hit": note_hit, "settle_hit": settle_hit}
