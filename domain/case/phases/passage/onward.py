"""转办: who gets no aid any more is offered what may fit; who agrees has the application opened by the
case, with everything that is known of the family (43号 Art 27, ZH-21, HB-03).

Only cases whose rules say what is offered (`living.offer_after_stop`) do so: files and histories of
earlier releases end without an offer, but for 特困, where a person wrote down what came of it.
"""

from __future__ import annotations

from domain.case import acts
from domain.case.acts import Outcome
from domain.case.acts.passage import SettleHandover
from domain.case.caring import Handover
from domain.case.file import CaseFile, Rulebook, require
from domain.case.passage import ONWARD, Outgoing
from domain.case.phases.living.outcomes import month_of
from domain.case.phases.window.passing import offered_by
from domain.means.result import Assessment
from domain.policy import Snapshot
from domain.programme import PROGRAMME_ZH, Programme
from domain.window.passing import PASSING_NEEDS, Fit, Unhelped, fits
from domain.window.requests import REQUEST_NEEDS, claim_of, must_go_together

OFFER = "living.offer_after_stop"
OFFER_NEEDS = (OFFER, *PASSING_NEEDS, *REQUEST_NEEDS)
OFFERING = (Programme.DIBAO, Programme.TEKUN, Programme.EDGE, Programme.RIGID)
"""The programmes whose aid goes on until it is ended; only they ask for what is offered then."""
_STILL = "救助终止后生活仍有困难的，可以申请"
_CLAUSE = "ZH-21; HB-03"


def knows(file: CaseFile) -> bool:
    """Whether this case has read what is offered after a stop."""
    return file.policy is not None and file.law.knows(OFFER)


def offered(before: CaseFile, after: CaseFile, act: acts.DecideChange) -> CaseFile:
    """After a stop: what may fit, to be offered to the family. 特困 has named its own already."""
    if act.outcome is not Outcome.STOP or before.review is None or not knows(before):
        return after
    found = _fits(before, before.review.assessment)
    own = after.caring.handover.suggested if after.caring.handover else ()
    of_tekun = before.programme is Programme.TEKUN
    codes = own if of_tekun else tuple(f.programme.value for f in found)
    if not codes or not any(m.counted for m in before.household.members):
        return after
    why = {f.programme.value: f.why for f in found}
    offer = Handover(suggested=codes, on=act.on, why=tuple(why.get(c, _STILL) for c in codes))
    return after.having(caring=after.caring.model_copy(update={"handover": offer}))


def _fits(file: CaseFile, looked: Assessment | None) -> tuple[Fit, ...]:
    """Of what may fit by the verified facts, what this programme's rules want offered here."""
    law = file.law
    row = law.table(OFFER).get(file.programme.value)
    wanted = {str(code) for code in row} if isinstance(row, list | tuple) else set()
    if file.single_person:  # the family beside this person may be in one of them already
        wanted -= {Programme.EDGE.value, Programme.RIGID.value}
    if looked is None or not wanted:
        return ()
    case = Unhelped(
        programme=file.programme,
        codes=tuple(r.code for r in looked.reasons),
        home=file.household,
        assessment=looked,
        edge_percent=law.percent("dibao.edge_ratio") if law.has("dibao.edge_ratio") else None,
    )
    return tuple(f for f in fits(case, offered_by(file)) if f.programme.value in wanted)


def settle_handover(file: CaseFile, act: SettleHandover) -> CaseFile:
    """What the family answered; if it agrees, the applications are opened from here."""
    pending = file.caring.handover
    require(
        pending is not None and pending.settled_on is None,
        "no_handover",
        "本案没有待转办的其他救助事项。",
        _CLAUSE,
    )
    require(
        act.answer != "applied" or act.reference.strip(),
        "reference_missing",
        "已经转办的，请填写新申请的案件编号。",
        _CLAUSE,
    )
    if pending is None:
        raise AssertionError
    told: dict[str, object] = {"settled_on": act.on, "answer": act.answer}
    if pending.why:
        _answered_by_family(file, act)
        told |= {"member": act.member, "reason": act.reason.strip()}
        told |= {"reference": act.reference.strip()}
    if act.answer == "consents":
        _may_open(file, pending, act)
    settled = file.having(
        caring=file.caring.model_copy(update={"handover": pending.model_copy(update=told)})
    )
    return _opening(settled, act) if act.answer == "consents" else settled


def _answered_by_family(file: CaseFile, act: SettleHandover) -> None:
    who = file.household.member(act.member) if act.member else None
    asked = act.answer in ("consents", "declined")
    require(
        not asked or (who is not None and who.counted),
        "member_unknown",
        "请选择由哪一位家庭成员答复。",
        _CLAUSE,
    )
    require(
        act.answer in ("consents", "applied") or act.reason.strip(),
        "reason_missing",
        "没有转办的，请写明原因，例如家庭不愿申请的理由、联系的时间和方式。",
        _CLAUSE,
    )


def _may_open(file: CaseFile, pending: Handover, act: SettleHandover) -> None:
    require(
        pending.why,
        "not_offered",
        "本案按原规定办理，请在窗口登记新申请后，选择“已转办”并填写案件编号。",
        _CLAUSE,
    )
    chosen = tuple(dict.fromkeys(act.programmes))
    names = "、".join(PROGRAMME_ZH[Programme(code)] for code in pending.suggested)
    require(
        chosen and {p.value for p in chosen} <= set(pending.suggested),
        "not_offered",
        f"请选择家庭同意申请的救助项目，可以选择：{names}。",
        _CLAUSE,
    )
    law = _law(file)
    must_go_together(law, [claim_of(law, programme, False) for programme in chosen])


def _opening(file: CaseFile, act: SettleHandover) -> CaseFile:
    """One application for each programme, in the township where the family lives."""
    first = len(file.passage.outgoing) + 1
    more = tuple(
        Outgoing(
            number=first + n,
            kind=ONWARD,
            place=file.place,
            township=file.township,
            village=file.village,
            on=act.on,
            household=file.household,
            paid_until=month_of(act.on),
            programme=programme.value,
            claim=claim_of(_law(file), programme, False),
        )
        for n, programme in enumerate(dict.fromkeys(act.programmes))
    )
    passage = file.passage.model_copy(update={"outgoing": (*file.passage.outgoing, *more)})
    return file.having(passage=passage)


def _law(file: CaseFile) -> Snapshot:
    if file.policy is None:
        raise AssertionError
    return file.policy


RULES: Rulebook = {"settle_handover": settle_handover}
