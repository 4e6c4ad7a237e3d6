"""追回: what was paid wrongly comes back, by decision, in instalments, or is remitted with reasons.

Nothing is decided on suspicion alone: a decided finding is named (YC-32), and the family was told
and heard first (行政处罚法 Art 44, 45). A fine is a penalty and a record of its own (Art 28): its
bounds are those of the day of the decision, so an old fraud is fined under the lighter law (Art 37).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.funds import acts, books
from domain.funds.kinds import storno
from domain.funds.matter import (
    Errand,
    ErrandDone,
    Matter,
    MatterKind,
    MatterStage,
    asked,
    moved,
    require,
)
from domain.funds.parts import Instalment, Recovery, Repayment
from domain.journal import bound
from domain.money import yuan_zh
from domain.pay.ledger import Posting
from domain.policy import Snapshot
from domain.task import Task

NEEDS = (
    "recovery.instalments_most",
    "recovery.remission",
    "fine.times_least",
    "fine.times_most",
)
GROUND_ZH = {
    "fraud": "虚报、隐瞒、伪造",
    "death": "死亡后继续领取",
    "late_report": "变化未及时报告",
    "office_error": "经办差错",
    "refused_stop": "拒不执行减发、停发决定",
}
FRAUD = "fraud"


def opened(
    place: str, by: Officer, on: date, case_no: str, number: int, ground: str,
    months: str, claimed_fen: int, facts: str,
) -> Matter:  # fmt: skip
    """A new matter: somebody in office holds that a household was paid wrongly."""
    require(
        ground in GROUND_ZH,
        "ground_unknown",
        f"追回事由应当为：{'、'.join(GROUND_ZH.values())}。",
        "YC-32",
    )
    part = Recovery(
        case_no=case_no, ground=ground, months=months, claimed_fen=claimed_fen, facts=facts
    )
    return Matter(
        kind=MatterKind.RECOVERY,
        place=place,
        key=f"{case_no}-{number}",
        opened_by=by,
        opened_on=on,
        stage_since=on,
        latest=on,
        recovery=part,
    )


def debt_of(file: Matter) -> Recovery:
    if file.recovery is None:
        raise RuntimeError("not a recovery")
    return file.recovery


def with_debt(file: Matter, **changes: object) -> Matter:
    return file.having(recovery=debt_of(file).model_copy(update=changes))


def hear_debtor(file: Matter, act: acts.HearDebtor) -> tuple[Matter, str]:
    return with_debt(file, told_on=act.on, heard=act.heard), act.heard


def decide_recovery(file: Matter, act: acts.DecideRecovery) -> tuple[Matter, str]:
    debt, law = debt_of(file), file.law
    require(
        debt.told_on is not None,
        "not_heard",
        "作出追回决定前，应当告知事实、理由、依据和权利，并听取当事人意见。",
        "行政处罚法 Art 44-45",
    )
    require(
        (bound(file.opened_by) | file.actors("hear_debtor")).isdisjoint(act.officer.accounts),
        "same_person",
        "提出追回或者听取意见的人不能作出追回决定，请由其他人员决定。",
        "YC-06",
    )
    require(
        act.amount_fen <= debt.claimed_fen,
        "over_claim",
        f"追回金额不得超过核实的多领金额{yuan_zh(debt.claimed_fen)}。",
        "社会救助法 Art 73",
    )
    most = law.count("recovery.instalments_most") if act.instalments > 1 else 1
    require(
        act.instalments <= most,
        "too_many_instalments",
        f"分期缴回最多{most}期，请调整期数。",
        law.cite("recovery.instalments_most") if act.instalments > 1 else "YC-32",
    )
    require(act.first_due > act.on, "due_in_past", "首期缴回日期应当晚于决定日期。", "YC-32")
    decided = with_debt(
        file,
        decided_fen=act.amount_fen,
        decided_on=act.on,
        decided_by=act.officer.id,
        decided_for=act.officer.whose,
        reasons=act.reasons,
        finding=act.finding,
        paper=act.paper,
        plan=instalments(act.amount_fen, act.instalments, act.first_due),
    )
    event = f"owed/{file.subject}"
    text = f"追回{yuan_zh(act.amount_fen)}，分{act.instalments}期，依据{act.finding}"
    return (
        _booked(
            moved(decided, MatterStage.DECIDED, act.on),
            "owed",
            act.on,
            event,
            books.owed_back(event, act.amount_fen),
        ),
        text,
    )


def instalments(fen: int, count: int, first: date) -> tuple[Instalment, ...]:
    """Equal parts a month, the fen left over in the first ones; they add up exactly."""
    each, left = divmod(fen, count)
    return tuple(
        Instalment(due=months_after(first, n), fen=each + (1 if n < left else 0))
        for n in range(count)
    )


def _booked(file: Matter, key: str, on: date, event: str, postings: tuple[Posting, ...]) -> Matter:
    errand = Errand(key=key, what="book", on=on, seq=file.seq + 1, event=event, postings=postings)
    return asked(file, errand)


def record_repayment(file: Matter, act: acts.RecordRepayment) -> tuple[Matter, str]:
    debt = debt_of(file)
    require(
        act.amount_fen <= collectable(debt),
        "over_debt",
        f"尚应缴回{yuan_zh(collectable(debt))}，本次登记不得超过。",
        "YC-32",
    )
    paid = Repayment(fen=act.amount_fen, on=act.on, receipt=act.receipt, by=act.officer.id)
    number = len(debt.repaid) + 1
    event = f"came_back/{file.subject}/{number}"
    part = next_instalment(debt)
    after = _booked(
        with_debt(file, repaid=(*debt.repaid, paid)),
        f"came_back:{number}",
        act.on,
        event,
        books.came_back(event, act.amount_fen),
    )
    text = f"缴回{yuan_zh(act.amount_fen)}，{act.receipt}"
    if act.kept and debt_of(after).open_fen == 0 and (part is None or part.fen != act.amount_fen):
        return with_debt(after, settled_on=act.on), text
    return _settled(after, act.on), text


def collectable(debt: Recovery) -> int:
    """What may still be asked for: of an estate not beyond its worth (民法典 Art 1161)."""
    if debt.against == "estate" and debt.estate_fen is not None:
        return max(min(debt.open_fen, debt.estate_fen - debt.repaid_fen), 0)
    return debt.open_fen


def remit_debt(file: Matter, act: acts.RemitDebt) -> tuple[Matter, str]:
    debt, law = debt_of(file), file.law
    allowed = law.items("recovery.remission")
    require(
        debt.ground in allowed,
        "remission_not_here",
        "本地规定，因"
        f"{'、'.join(GROUND_ZH[g] for g in allowed if g in GROUND_ZH) or '任何事由'}"
        f"多领的可以减免；因{GROUND_ZH[debt.ground]}多领的不能减免。",
        law.cite("recovery.remission"),
    )
    require(
        {debt.decided_by, debt.decided_for}.isdisjoint(act.officer.accounts),
        "same_person",
        "作出追回决定的人不能决定减免，请由其他人员决定。",
        "YC-06",
    )
    return _remitted(file, act, act.amount_fen, act.reason)


def _remitted(file: Matter, act: Any, fen: int, reason: str) -> tuple[Matter, str]:
    debt = debt_of(file)
    require(
        fen <= debt.open_fen,
        "over_debt",
        f"尚应缴回{yuan_zh(debt.open_fen)}，减免不得超过。",
        "YC-32",
    )
    event = f"remitted/{file.subject}/{file.seq + 1}"
    after = _booked(
        with_debt(file, remitted_fen=debt.remitted_fen + fen, remitted_why=reason),
        f"remitted:{file.seq + 1}",
        act.on,
        event,
        books.remitted(event, fen),
    )
    return _settled(after, act.on), f"{yuan_zh(fen)}：{reason}"


def claim_estate(file: Matter, act: acts.ClaimEstate) -> tuple[Matter, str]:
    """What the estate cannot bear is not asked of the heirs: that part ends here."""
    debt = debt_of(file)
    require(
        debt.against == "household",
        "estate_claimed",
        "本案已向遗产主张，无需重复登记。",
        "民法典 Art 1161",
    )
    claimed = with_debt(file, against="estate", estate_fen=act.estate_fen + debt.repaid_fen,
                        estate_holder=act.keeper)  # fmt: skip
    beyond = max(debt.open_fen - act.estate_fen, 0)
    text = f"遗产{yuan_zh(act.estate_fen)}，{act.evidence_paper}"
    if not beyond:
        return claimed, text
    after, told = _remitted(claimed, act, beyond, "超出遗产实际价值的部分不再追偿")
    return after, f"{text}；{told}"


def impose_fine(file: Matter, act: acts.ImposeFine) -> tuple[Matter, str]:
    debt = debt_of(file)
    require(
        debt.ground == FRAUD,
        "no_fraud",
        "只有虚报、隐瞒、伪造骗取救助的，才可以处以罚款。",
        "社会救助法 Art 73",
    )
    require(
        debt.fine_fen == 0,
        "fined",
        "本案已处以罚款，不能重复处罚，无需再次办理。",
        "行政处罚法 Art 29",
    )
    require(
        debt.against == "household",
        "debtor_died",
        "当事人已经死亡的，不再处以罚款，无需办理。",
        "民法典 Art 1161",
    )
    least, most, clause = fine_bounds(file.law, debt.decided_fen, act.on)
    require(
        least <= act.amount_fen <= most,
        "fine_out_of_bounds",
        f"按决定当日有效的规定，罚款应当在{yuan_zh(least)}至{yuan_zh(most)}之间。",
        clause,
    )
    event = f"fined/{file.subject}"
    fined = with_debt(file, fine_fen=act.amount_fen, fine_paper=act.paper, fine_clause=clause)
    after = _booked(fined, "fined", act.on, event, books.fined(event, act.amount_fen))
    return after, f"{yuan_zh(act.amount_fen)}，依据{clause}，{act.finding}：{act.reasons}"


def fine_bounds(law: Snapshot, value_fen: int, on: date) -> tuple[int, int, str]:
    """The least and the most a fine may be on that day, in fen, with the clause.

    CaseRefusal `not_ready` when the snapshot does not hold on that day: it is read anew first.
    """
    most, least = law.get("fine.times_most"), law.get("fine.times_least")
    for value in (most, least):
        if (value.since and on < value.since) or (value.until and on > value.until):
            raise CaseRefusal("not_ready", "正在读取决定当日的规定，请稍后再试。")
    return (
        law.count("fine.times_least") * value_fen,
        law.count("fine.times_most") * value_fen,
        most.cite,
    )


def record_fine_payment(file: Matter, act: acts.RecordFinePayment) -> tuple[Matter, str]:
    debt = debt_of(file)
    require(
        act.amount_fen <= debt.fine_open_fen,
        "over_fine",
        f"尚未缴纳的罚款为{yuan_zh(debt.fine_open_fen)}，本次登记不得超过。",
        "社会救助法 Art 73",
    )
    event = f"fine_paid/{file.subject}/{file.seq + 1}"
    after = _booked(
        with_debt(file, fine_paid_fen=debt.fine_paid_fen + act.amount_fen),
        f"fine_paid:{file.seq + 1}",
        act.on,
        event,
        books.fine_paid(event, act.amount_fen),
    )
    return _settled(after, act.on), f"{yuan_zh(act.amount_fen)}，{act.receipt}"


def drop_recovery(file: Matter, act: acts.DropRecovery) -> tuple[Matter, str]:
    return moved(with_debt(file, dropped=act.reason), MatterStage.CLOSED, act.on), act.reason


def turned(file: Matter, today: date) -> Matter:
    """A debt that was settled out of the plan ends once its last repayment was looked at long enough."""
    file = storno.lapsed(file, today)
    ends = storno.closes_on(debt_of(file))
    if file.closed or ends is None or today < ends:
        return file
    return moved(file, MatterStage.CLOSED, today)


def _settled(file: Matter, on: date) -> Matter:
    debt = debt_of(file)
    if debt.open_fen == 0 and debt.fine_open_fen == 0:
        return moved(file, MatterStage.CLOSED, on)
    return file


def booked(file: Matter, errand: Errand, done: ErrandDone) -> tuple[Matter, str]:
    if not done.ok:
        raise RuntimeError("an entry of a recovery was not taken")
    return file, ""


RULES: Mapping[str, Callable[[Matter, Any], tuple[Matter, str]]] = {
    "hear_debtor": hear_debtor,
    "decide_recovery": decide_recovery,
    "record_repayment": record_repayment,
    "propose_storno": storno.propose,
    "confirm_storno": storno.confirm,
    "refuse_storno": storno.refuse,
    "remit_debt": remit_debt,
    "claim_estate": claim_estate,
    "impose_fine": impose_fine,
    "record_fine_payment": record_fine_payment,
    "drop_recovery": drop_recovery,
}
SOMETHING: Mapping[str, Callable[[Matter], bool]] = {
    "decide_recovery": lambda file: debt_of(file).told_on is not None,
    "record_repayment": lambda file: collectable(debt_of(file)) > 0,
    "propose_storno": lambda file: (
        bool(storno.can_be_struck(debt_of(file))) and storno.waiting(debt_of(file)) is None
    ),
    "confirm_storno": lambda file: storno.waiting(debt_of(file)) is not None,
    "refuse_storno": lambda file: storno.waiting(debt_of(file)) is not None,
    "remit_debt": lambda file: (
        debt_of(file).open_fen > 0
        and file.law.has("recovery.remission")
        and debt_of(file).ground in file.law.items("recovery.remission")
    ),
    "claim_estate": lambda file: debt_of(file).against == "household",
    "impose_fine": lambda file: (
        debt_of(file).ground == FRAUD
        and not debt_of(file).fine_fen
        and debt_of(file).against == "household"
    ),
    "record_fine_payment": lambda file: debt_of(file).fine_open_fen > 0,
}
DONE: Mapping[str, Callable[[Matter, Errand, ErrandDone], tuple[Matter, str]]] = {"book": booked}


def next_instalment(debt: Recovery) -> Instalment | None:
    """The first part that is not covered by what has come back or was remitted."""
    covered = debt.repaid_fen + debt.remitted_fen
    for part in debt.plan:
        if covered < part.fen:
            return part
        covered -= part.fen
    return None


def tasks(file: Matter) -> tuple[Task, ...]:
    debt = debt_of(file)
    if file.stage is MatterStage.OPEN:
        told = debt.told_on is not None
        act = "decide_recovery" if told else "hear_debtor"
        return (
            Task(
                code=act,
                zh=f"{debt.case_no}：请" + ("作出追回决定" if told else "告知当事人并听取意见"),
                act=act,
                role=Role.COUNTY_APPROVER if told else Role.COUNTY_REVIEWER,
                since=debt.told_on or file.opened_on,
                clause="YC-32",
            ),
        )
    part = next_instalment(debt)
    corrections = storno.tasks(debt)
    if file.closed or part is None or debt.open_fen == 0:
        return () if file.closed else corrections
    return (
        *corrections,
        Task(
            code=f"record_repayment:{part.due}",
            zh=f"{debt.case_no}：应于{part.due}前缴回{yuan_zh(part.fen)}，尚欠{yuan_zh(debt.open_fen)}",
            act="record_repayment",
            role=Role.PAY_OFFICER,
            since=debt.decided_on or file.opened_on,
            due=part.due,
            clause="YC-32",
        ),
    )
