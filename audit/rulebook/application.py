"""Assertions over an application: from the signature at the window to the decision and its paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from audit.rulebook.breach import Breach, breach
from audit.rulebook.dossier import Dossier, day_of
from domain.calendar import months_after
from domain.case.clocks import clock_lines
from domain.case.lifecycle import Stage
from domain.case.records import Entry

STEPS: Final = (
    ("intake", "accept", "受理"),
    ("investigation", "record_survey", "入户调查"),
    ("review", "give_opinion", "审核意见"),
    ("publicity", "post_publicity", "公示"),
)


DUTIES: Final = {"入户调查": "survey", "审核意见": "opinion", "确认": "confirm"}


def long_enough(case: Dossier) -> Iterator[Breach]:
    """A01: the sheet hung for the whole period, uninterrupted."""
    shown = case.first.publicity
    if shown is None or shown.completed_on is None:
        return
    law = case.law(shown.posted_on)
    if not law.has("publicity"):
        return
    due = law.due("publicity", shown.posted_on, law.on_and_set("publicity_roll")).on
    if shown.until < due:
        zh = f"公示定至{shown.until}，按规定应当不早于{due}"
        yield breach("A01", case, shown.posted_on, zh, "short")
    elif shown.completed_on < shown.until:
        zh = f"公示期至{shown.until}，{shown.completed_on}即按期满处理"
        yield breach("A01", case, shown.completed_on, zh, "ended early")
    elif shown.stopped_on is not None:
        zh = f"公示已于{shown.stopped_on}中止，仍按期满处理"
        yield breach("A01", case, shown.stopped_on, zh, "stopped")


def shown_before(case: Dossier) -> Iterator[Breach]:
    """A02: nobody was admitted without a completed publicity period before it."""
    if not (_admitted(case) and case.passes("publicity")):
        return
    decided, shown = _decided(case), case.first.publicity
    if shown is None or (shown.completed_on is None and not _settled_without_repeat(case)):
        yield breach("A02", case, decided, "确认时没有期满的公示", "none")
    elif shown.completed_on is None:
        return
    elif shown.completed_on > decided or shown.posted_on > decided:
        zh = f"公示{shown.posted_on}张贴、{shown.completed_on}期满，确认在{decided}"
        yield breach("A02", case, decided, zh, "after")


def _settled_without_repeat(case: Dossier) -> bool:
    """An objection stopped it and was settled, where the place does not ask for another period."""
    shown = case.first.publicity
    if shown is None or shown.stopped_on is None:
        return False
    law = case.law(shown.stopped_on)
    again = law.has("publicity_repeat") and law.flag("publicity_repeat")
    return not again and any(o.resolved_on for o in case.first.objections)


def objections_heard(case: Dossier) -> Iterator[Breach]:
    """A03: an objection in the period is answered before anything is confirmed."""
    if not _admitted(case):
        return
    decided, shown = _decided(case), case.first.publicity
    for n, raised in enumerate(case.first.objections, start=1):
        if raised.on > decided or not raised.named:
            continue
        if raised.resolved_on is None or raised.resolved_on > decided:
            zh = f"{raised.on}的异议没有处理完毕即确认"
            yield breach("A03", case, raised.on, zh, f"open {n}")
            continue
        law = case.law(raised.on)
        anew = law.has("publicity_repeat") and law.flag("publicity_repeat")
        if anew and shown is not None and shown.posted_on < raised.on:
            zh = f"{raised.on}的异议处理后没有重新公示"
            yield breach("A03", case, raised.on, zh, f"not shown anew {n}")


def in_time(case: Dossier) -> Iterator[Breach]:
    """A04: decided within the limit, pauses taken off."""
    file = case.first
    if file.policy is None or file.accepted_on is None:
        return
    for line in clock_lines(file, max(case.today, file.latest)):
        if not line.code.startswith("total"):
            continue
        ended = line.ended_on
        if ended is not None and line.left < 0:
            zh = f"{line.zh}应为{line.limit}日，用了{line.used}日，超过{-line.left}日"
            yield breach("A04", case, ended, zh, line.code)


def in_order(case: Dossier) -> Iterator[Breach]:
    """A06: each step of the programme's profile is there, and in its order."""
    if not _admitted(case):
        return
    at: list[tuple[int, date, str]] = []
    for stage, act, zh in STEPS:
        if not case.passes(stage):
            continue
        done = case.deeds(act)
        if not done:
            yield breach("A06", case, _decided(case), f"确认之前没有{zh}的记录", f"no {act}")
            return
        at.append((done[0].seq, done[0].on, zh))
    last = case.deeds("confirm")[-1]
    at.append((last.seq, last.on, "确认"))
    for one, other in pairwise(at):
        if one[0] > other[0] or one[1] > other[1]:
            zh = f"{other[2]}（{other[1]}）在{one[2]}（{one[1]}）之前"
            yield breach("A06", case, other[1], zh, "order", other[0])
            return


def first_month(case: Dossier) -> Iterator[Breach]:
    """A07: monthly aid begins with the month the law says after the decision; of who moved here or was
    split off with the one after the last that the case before paid."""
    decision = case.first.decision
    given = [e for e in case.first.entitlements if e.cause == "confirmed"]
    if decision is None or not given:
        return
    law = case.law(decision.on)
    if not law.has("first_month_offset"):
        return
    right = months_after(decision.on.replace(day=1), law.months("first_month_offset"))
    if (origin := case.first.passage.origin) is not None:
        right = months_after(origin.paid_until, 1)
    if given[0].first != right:
        zh = f"{decision.on}确认，应当自{right:%Y年%m月}起发放，定为自{given[0].first:%Y年%m月}起"
        yield breach("A07", case, decision.on, zh, "first month")


def amount_right(case: Dossier) -> Iterator[Breach]:
    """A11: what was decided is what was computed, and what is due is what was decided."""
    decision = case.first.decision
    if decision is None:
        return
    found = decision.assessment
    if decision.granted and not found.eligible:
        zh = "核算结论为不符合条件，决定为同意"
        yield breach("A11", case, decision.on, zh, "not eligible")
    if decision.granted and decision.monthly_fen != found.monthly_fen:
        zh = f"核算每月{found.monthly_fen}分，决定每月{decision.monthly_fen}分"
        yield breach("A11", case, decision.on, zh, "decided")
    given = [e for e in case.first.entitlements if e.cause == "confirmed"]
    if given and given[0].monthly_fen != decision.monthly_fen:
        zh = f"决定每月{decision.monthly_fen}分，待遇定为每月{given[0].monthly_fen}分"
        yield breach("A11", case, decision.on, zh, "entitled")


def hits_looked_at(case: Dossier) -> Iterator[Breach]:
    """A15: what a department reported against the family was verified before it was admitted."""
    if not _admitted(case):
        return
    decided = _decided(case)
    asked = {e.seq: e for e in case.deeds("check_finished") if e.on <= decided}
    for lead in case.first.leads:
        found = lead.finding
        if found is None and asked and case.first.checks == 1:
            zh = f"{lead.lead.department}的核对线索没有核实即确认"
            yield breach("A15", case, decided, zh, f"unseen {lead.lead.key}")
        elif found is not None and found.on > decided and case.first.checks == 1:
            zh = f"核对线索{found.on}才核实，确认在{decided}"
            yield breach("A15", case, decided, zh, f"late {lead.lead.key}")
        elif found is not None and not found.reason.strip():
            zh = "核对线索的核实结论没有写明理由"
            yield breach("A15", case, found.on, zh, f"no reason {lead.lead.key}")


def checked(case: Dossier) -> Iterator[Breach]:
    """A17: the departments were asked, and had answered or were lawfully waived, before admission."""
    if not _admitted(case) or not case.passes("investigation"):
        return
    last = case.deeds("confirm")[-1]
    begun = [e for e in case.deeds("check_started") if e.seq < last.seq]
    over = [e for e in case.deeds("check_finished") if e.seq < last.seq]
    if not begun:
        yield breach("A17", case, last.on, "确认之前没有信息核对", "none", last.seq)
    elif not over or over[-1].seq < begun[-1].seq:
        yield breach("A17", case, last.on, "信息核对没有结束即确认", "open", last.seq)


def two_at_the_door(case: Dossier) -> Iterator[Breach]:
    """A19: as many surveyors as the law asks for, and a signature of the family."""
    made = case.first.survey
    if made is None:
        return
    law = case.law(made.on)
    if law.has("surveyors") and len(set(made.surveyors)) < law.count("surveyors"):
        zh = f"入户调查应当不少于{law.count('surveyors')}人，登记为{len(set(made.surveyors))}人"
        yield breach("A19", case, made.on, zh, "too few")
    if not made.family_signature.strip():
        zh = "入户调查没有家庭成员签字或者不能签字的说明"
        yield breach("A19", case, made.on, zh, "no signature")
    if made.on < case.first.applied_on:
        zh = f"入户调查{made.on}在申请{case.first.applied_on}之前"
        yield breach("A19", case, made.on, zh, "before")


def written_when_done(case: Dossier) -> Iterator[Breach]:
    """A20: the record was written forward in time, and no act bears a day that had not come."""
    # A closed case is taken up in a run of its own. On virtual time (a rehearsal) its first act
    # bears that run's clock, which no calendar has moved yet; in production there is one clock.
    anew = () if case.production else tuple(_taken_up(case))
    for one, other in pairwise(case.journal):
        if other.at < one.at and other not in anew:
            zh = "登记的时刻早于前一条记录，记录的次序被改动"
            yield breach("A20", case, other.on, zh, "order", other.seq)
    latest = case.first.applied_on
    for entry in case.journal:
        # A case's day is the later of the clock's and the latest on record: never later than both.
        late = entry.officer is not None and entry.on > max(day_of(entry.at), latest)
        if late and entry not in anew:
            zh = f"办理日期{entry.on}晚于登记时刻（{day_of(entry.at)}）"
            yield breach("A20", case, entry.on, zh, "not come", entry.seq)
        latest = max(latest, entry.on)


def _taken_up(case: Dossier) -> Iterator[Entry]:
    """The acts a closed case may be taken up for: a ruling, and its account after the end."""
    yield from case.deeds("restore_case", procedure=None)
    corrected = case.deeds("change_account", procedure=None)
    yield from (entry for entry in corrected if entry.stage is Stage.CLOSED)


def relatives_visited(case: Dossier) -> Iterator[Breach]:
    """A21: a declared relative of somebody in office brings the county to the door first."""
    if not _admitted(case) or not case.first.relatives:
        return
    decided, made = _decided(case), case.first.county_visit
    before = [e for e in case.deeds("declare_relative", "accept") if e.on <= decided]
    if not before:
        return
    if made is None:
        yield breach("A21", case, decided, "有近亲属备案的家庭，确认前没有县级入户", "late")
    elif made.on > decided:
        yield breach("A21", case, decided, f"县级入户{made.on}在确认{decided}之后", "late")
    elif made.officer.id in case.first.relative_accounts():
        yield breach("A21", case, made.on, "县级入户由应当回避的人办理", "relative")


def four_eyes(case: Dossier) -> Iterator[Breach]:
    """A23: who went to look, who proposed and who decided are different accounts."""
    duties = {
        "入户调查": case.first.actors("record_survey", procedure=0)
        | frozenset(case.first.survey.surveyors if case.first.survey else ()),
        "审核意见": case.first.actors("give_opinion", procedure=0),
        "确认": case.first.actors("confirm", "refuse", procedure=0),
    }
    decided = case.first.decision.on if case.first.decision else case.first.latest
    for (one, left), (other, right) in (
        (a, b) for n, a in enumerate(duties.items()) for b in list(duties.items())[n + 1 :]
    ):
        if left & right:
            zh = f"{one}和{other}由同一账号办理"
            yield breach("A23", case, decided, zh, f"{DUTIES[one]}, {DUTIES[other]}")
    for number in case.procedures:
        looked = {e.officer.id for e in case.deeds("verify_change", procedure=number) if e.officer}
        for entry in case.deeds("decide_change", procedure=number):
            if entry.officer is not None and entry.officer.id in looked:
                zh = "核实和决定由同一账号办理"
                yield breach("A23", case, entry.on, zh, "look, decide", entry.seq)


def _admitted(case: Dossier) -> bool:
    return case.granted and bool(case.deeds("confirm"))


def _decided(case: Dossier) -> date:
    made = case.first.decision
    return made.on if made is not None else case.first.latest
