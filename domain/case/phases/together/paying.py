"""What others have paid or will pay: insurance, special aid, the sources of a decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.case.acts import helping as acts
from domain.case.acts.base import Act
from domain.case.file import CaseFile, Rulebook, require
from domain.case.phases.together.base import linked, must_be_member, next_number, refusal
from domain.household import SpendingKind
from domain.money import yuan
from domain.programme import Programme
from domain.together.helping import FundSplit, Paid
from domain.together.insured import INSURANCE_NEEDS

INSURANCE = "HB-21; TR-41"
SPECIAL = "JZ-20; HB-03"
SOURCES = "TR-08"


def record_insurance(file: CaseFile, act: acts.RecordInsurance) -> CaseFile:
    must_be_member(file, act.member, INSURANCE)
    known = act.known
    if known is None or known.code != act.kind:
        raise refusal("insurance_not_offered", "本地没有规定登记这类保险，请重新选择。", INSURANCE)
    require(
        act.insured or (act.paid_fen == 0 and not act.receipt),
        "not_insured",
        "未参保的，应当清空支付金额和结算凭证。",
        INSURANCE,
    )
    require(
        act.paid_fen == 0 or act.receipt.strip(),
        "receipt_missing",
        "有支付金额的，应当填写结算凭证编号。",
        INSURANCE,
    )
    require(
        act.paid_fen <= act.total_fen,
        "more_than_total",
        "支付金额不得超过费用总额，请核对。",
        INSURANCE,
    )
    receipt = act.receipt.strip()
    same = [p for p in file.linked.paid if receipt and (p.kind, p.receipt) == (act.kind, receipt)]
    require(
        not same and not known.taken,
        "settled_already",
        f"该结算凭证已经登记{f'在案件{known.taken}中' if known.taken else ''}，"
        "不得重复登记、重复救助，请核对凭证编号。",
        INSURANCE,
    )
    paid = Paid(
        number=next_number(file),
        kind=act.kind,
        kind_zh=known.zh,
        member=act.member,
        insured=act.insured,
        total_fen=act.total_fen,
        paid_fen=act.paid_fen,
        receipt=receipt,
        instant=act.instant,
        spending=known.spending,
        on=act.on,
        by=act.officer.id,
    )
    return linked(file, count=paid.number, paid=(*file.linked.paid, paid))


def link_special_aid(file: CaseFile, act: acts.LinkSpecialAid) -> CaseFile:
    known = act.known
    if known is None or known.case_no != act.special:
        raise refusal(
            "special_aid_unknown",
            "没有找到本户成员的这件专项救助申请，请核对案件编号。",
            SPECIAL,
        )
    others = tuple(s for s in file.linked.special if s.case_no != known.case_no)
    return linked(file, special=(*others, known))


def split_funds(file: CaseFile, act: acts.SplitFunds) -> CaseFile:
    total = _decided(file)
    require(
        total > 0,
        "nothing_decided",
        "本案尚未作出给予救助的决定，请在作出决定以后登记资金来源。",
        SOURCES,
    )
    known = act.known
    if known is None:
        raise refusal("fund_unknown", "所填的资金来源不在本地的资金目录中，请重新选择。", SOURCES)
    names = [p.fund for p in act.parts]
    require(
        len(set(names)) == len(names),
        "fund_twice",
        "同一资金来源只填写一次，请合并金额。",
        SOURCES,
    )
    given = sum(p.fen for p in act.parts)
    require(
        given == total,
        "split_not_whole",
        f"各来源金额合计应当等于决定的金额{yuan(total)}元，现为{yuan(given)}元。",
        SOURCES,
    )
    split = FundSplit(
        number=next_number(file),
        on=act.on,
        by=act.officer.id,
        total_fen=total,
        parts=act.parts,
    )
    return linked(file, count=split.number, splits=(*file.linked.splits, split))


def _decided(file: CaseFile) -> int:
    """The sum one decision gives: of help once the whole, else what runs on each month."""
    return file.grant.fen if file.grant else file.monthly_fen_now


def insurance_first(file: CaseFile, act: Act) -> None:
    """Where the place computes aid after insurance, medical costs wait for what it paid (HB-21)."""
    law, name = file.law, INSURANCE_NEEDS[0]
    ill = {s.member for s in file.household.spendings if s.kind is SpendingKind.MEDICAL}
    if not ill or not law.has(name) or law.flag(name) is not True:
        return
    waiting = sorted(ill - {p.member for p in file.linked.paid})
    require(
        not waiting,
        "insurance_first",
        f"登记了医疗支出的成员{'、'.join(waiting)}尚未登记保险支付情况，"
        "请先登记医疗、大病等保险的支付或者未参保情况，再计算救助金额。",
        law.cite(name),
    )


BEFORE: Mapping[Programme, Mapping[str, Callable[[CaseFile, Act], None]]] = {
    Programme.EXPENDITURE: {"give_opinion": insurance_first, "confirm": insurance_first},
}
OCCASION: Mapping[str, Callable[[CaseFile], bool]] = {
    "split_funds": lambda f: _decided(f) > 0,
}
RULES: Rulebook = {
    "record_insurance": record_insurance,
    "link_special_aid": link_special_aid,
    "split_funds": split_funds,
}
