"""Assertions over what follows a decision: papers, stops, rechecks, completions, reports, deaths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from audit.rulebook.breach import Breach, breach
from audit.rulebook.dossier import Dossier
from domain.case.file import CaseFile
from domain.case.lifecycle import Stage
from domain.case.records import NoticeState


def papers_served(case: Dossier) -> Iterator[Breach]:
    """A05: who is refused or stopped is told why, within the days, with proof of service."""
    for file in case.periods:
        for notice in file.notices:
            if notice.order.kind in ("refusal", "stop"):
                yield from _served(case, file, notice)
    decision = case.first.decision
    refused = decision is not None and not decision.granted and _closed(case, "refused")
    if decision is not None and refused and not _paper(case, "refusal"):
        yield breach("A05", case, decision.on, "不予确认没有制发告知书", "no refusal")
    stopped = case.last.closed
    by_decision = _closed(case, "stopped") and bool(case.deeds("decide_change", procedure=None))
    if stopped is not None and by_decision and not _paper(case, "stop"):
        yield breach("A05", case, stopped.on, "停止救助没有制发告知书", "no stop")


def _served(case: Dossier, file: CaseFile, notice: NoticeState) -> Iterator[Breach]:
    due, kind = notice.order.due, "不予确认" if notice.order.kind == "refusal" else "停止救助"
    key = notice.order.key
    if not notice.order.reasons:
        zh = f"{kind}告知书没有写明理由"
        yield breach("A05", case, due or file.latest, zh, f"no reason {key}")
    if due is None:
        return
    if notice.served_on is None:
        if file.closed is not None or case.today > due:
            zh = f"{kind}告知书应当于{due}前送达，没有送达记录"
            yield breach("A05", case, due, zh, f"late {key}")
    elif notice.served_on > due:
        zh = f"{kind}告知书应当于{due}前送达，{notice.served_on}才送达"
        yield breach("A05", case, notice.served_on, zh, f"late {key}")
    elif not notice.manner:
        zh = f"{kind}告知书没有送达方式"
        yield breach("A05", case, notice.served_on, zh, f"no manner {key}")


def _closed(case: Dossier, outcome: str) -> bool:
    return case.last.closed is not None and case.last.closed.outcome == outcome


def _paper(case: Dossier, kind: str) -> bool:
    return any(n.order.kind == kind for file in case.periods for n in file.notices)


def never_on_data_alone(case: Dossier) -> Iterator[Breach]:
    """A18: nobody is stopped, and nothing is taken from a sum, before a person has looked."""
    for number in case.procedures:
        decided = case.deeds("decide_change", procedure=number)
        if not decided:
            continue
        looked = case.deeds("verify_change", procedure=number)
        if not looked:
            zh = "动态管理的决定之前没有人核实"
            yield breach("A18", case, decided[0].on, zh, "not looked", decided[0].seq)
        elif looked[0].seq > decided[0].seq or looked[0].on > decided[0].on:
            zh = "动态管理先作决定、后作核实"
            yield breach("A18", case, decided[0].on, zh, "not looked", decided[0].seq)
    ending = case.last.closed or case.last.ending
    if ending is not None and ending.outcome in ("stopped", "refused") and not ending.reasons:
        yield breach("A18", case, ending.on, "停止或者不予救助没有写明理由", "no reason")


def rechecked(case: Dossier) -> Iterator[Breach]:
    """A26: the recheck of the class began by its day, and a living case has a day for the next."""
    for before, after in zip(case.periods, case.periods[1:], strict=False):
        due = before.next_recheck
        opened = [e for e in after.journal if e.act == "review_opened"]
        if due is not None and opened and opened[0].on > due and not _earlier(after, due):
            zh = f"应当于{due}复核，{opened[0].on}才开始"
            yield breach("A26", case, opened[0].on, zh, "late", opened[0].seq)
    last = case.last
    if last.closed is not None or last.ending is not None or not last.living:
        return
    supervised = last.stage is Stage.SUPERVISION
    if supervised and last.monthly_fen_now and last.next_recheck is None and last.review is None:
        yield breach("A26", case, last.latest, "正在保障，没有确定下次复核的日期", "no day")
    elif last.next_recheck is not None and last.next_recheck < case.today and last.review is None:
        zh = f"应当于{last.next_recheck}复核，没有开始"
        yield breach("A26", case, last.next_recheck, zh, f"not begun {last.next_recheck}")
    review = last.review
    if review is not None and review.due is not None and review.due < case.today:
        zh = f"第{review.number}次复核应当于{review.due}前办结，尚未办结"
        yield breach("A26", case, review.due, zh, f"not ended {review.number}")


def _earlier(file: CaseFile, due: date) -> bool:
    """Somebody postponed it, with a reason on record."""
    return any(e.act == "postpone_recheck" for e in file.journal)


def papers_after_help(case: Dossier) -> Iterator[Breach]:
    """A25: where help came first, what had to follow came within the days."""
    given, done = case.first.grant, case.first.completion
    if given is None or given.first_on is None or not case.passes("completion"):
        return
    law = case.law(given.first_on)
    if not law.has("completion_days"):
        return
    due = law.due("completion_days", given.first_on).on
    if done is None:
        if case.today > due and case.last.closed is not None:
            yield breach("A25", case, due, f"先行救助后应当于{due}前补充说明，没有补充", "late")
    elif done.on > due:
        zh = f"先行救助后应当于{due}前补充说明，{done.on}才补充"
        yield breach("A25", case, done.on, zh, "late")
    elif not done.explanation.strip():
        yield breach("A25", case, done.on, "先行救助的补充说明没有内容", "empty")
    if given.given_fen > given.fen:
        zh = f"先行救助核定{given.fen}分，交付{given.given_fen}分"
        yield breach("A25", case, given.first_on, zh, "too much")


def reports_answered(case: Dossier) -> Iterator[Breach]:
    """A28: a named report has its answer before the case is put away, and a finding behind it."""
    for number, told in enumerate(case.last.complaints, start=1):
        if told.named and told.answered_on is None and case.last.closed is not None:
            zh = f"第{number}件实名举报没有答复，案件已经办结"
            yield breach("A28", case, told.on, zh, f"no answer {number}")
        if told.answered_on is not None and told.answered_on < told.on:
            zh = f"第{number}件举报的答复日期早于举报日期"
            yield breach("A28", case, told.on, zh, f"before {number}")
        if told.named and told.answered_on is not None and not told.answered_by:
            zh = f"第{number}件实名举报的答复没有办理人"
            yield breach("A28", case, told.answered_on, zh, f"nobody {number}")


def nobody_left(case: Dossier) -> Iterator[Breach]:
    """A13: aid does not run on for a household in which nobody is left."""
    last = case.last
    if last.monthly_fen_now and not last.household.counted and last.review is None:
        yield breach(
            "A13", case, last.latest, "家庭中已没有保障对象，救助金仍在发放", "nobody left"
        )
