"""What people do in matters of money: one frozen message each. Sums in whole fen, days as days."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.case.acts import Act, RefreshPolicy

_Paper = Annotated[str, Field(min_length=2, max_length=80)]
_Why = Annotated[str, Field(min_length=4, max_length=500)]
_Month = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
_Key = Annotated[str, Field(max_length=20)]
_Fen = Annotated[int, Field(gt=0)]


class ProposeBudget(Act):
    """One line of the year's budget: a fund account with its level, its use and its aids."""

    title: str = Field(min_length=2, max_length=40)
    level: str = Field(pattern="^(central|provincial|city|local)$")
    use: str = Field(default="aid", pattern="^(aid|work)$")
    aids: tuple[str, ...] = ()
    basic: bool = False
    township: str = Field(default="", max_length=40)
    amount_fen: _Fen


class ApproveBudget(Act):
    """Finance alone approves a budget line (ZH-09)."""

    pot: _Key
    paper: _Paper


class RefuseBudget(Act):
    pot: _Key
    reason: _Why


class ProposeAllocation(Act):
    """Money of an approved line is to be issued; `units`: the departments that agreed (HB-18)."""

    pot: _Key
    amount_fen: _Fen
    paper: _Paper
    units: tuple[str, ...] = ()


class GiveFundOpinion(Act):
    """Civil affairs says what it thinks of an allocation before finance issues it (TR-26)."""

    allocation: _Key
    agrees: bool
    opinion: _Why


class IssueAllocation(Act):
    allocation: _Key


class PrepayReserve(Act):
    """The first sum of a township's reserve, as the place's document has it (YC-22)."""

    township: str = Field(max_length=40)
    pot: _Key
    amount_fen: _Fen
    paper: _Paper


class TopUpReserve(Act):
    township: str = Field(max_length=40)
    pot: _Key
    amount_fen: _Fen
    paper: _Paper


class ReturnReserve(Act):
    """Year end: what is left of a reserve goes back, where the place's rule says so."""

    township: str = Field(max_length=40)
    pot: _Key
    amount_fen: _Fen


class ShiftFunds(Act):
    """资金调剂 between two accounts of the same use, with its reason (JZ-29, TR-34)."""

    source: _Key
    pot: _Key
    amount_fen: _Fen
    reason: _Why
    paper: _Paper


class DecideShortfall(Act):
    """The funds do not cover a month: who is served first, who later, and who decided so (YC-25)."""

    month: _Month
    missing_fen: _Fen
    first: tuple[str, ...] = Field(min_length=1)
    later: tuple[str, ...] = ()
    decision: _Why
    paper: _Paper


class RaiseQuery(Act):
    """Finance, audit or civil affairs asks about one event of the ledger (TR-37)."""

    event: str = Field(min_length=3, max_length=160)
    text: _Why


class AnswerQuery(Act):
    query: _Key
    answer: _Why


class PublishSheet(Act):
    """The statement of a period goes on the public page; publishing again makes a new version."""

    period: str = Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")


class CloseFundYear(Act):
    summary: _Why


# --- price subsidy --------------------------------------------------------------------------------


class StartRound(Act):
    """The round begins on an instructing document; `units` are the departments that must act."""

    paper: _Paper
    units: tuple[str, ...] = Field(min_length=1)


class DeclineRound(Act):
    reason: _Why


class AddClaimants(Act):
    """People of a class that another unit pays (HB-20), by ID number; nobody is paid twice."""

    person_class: str = Field(max_length=40)
    id_nos: tuple[str, ...] = Field(min_length=1, max_length=500)


class ConfirmRound(Act):
    """Persons and sum are confirmed as they were listed; the lines become payable."""

    persons: int = Field(ge=0)
    total_fen: int = Field(ge=0)


class WaiveUnit(Act):
    """A department is waited for no more: it puts nothing on record, and its silence stays (HB-14)."""

    unit: str = Field(max_length=60)
    reason: _Why


class UnitDone(Act):
    """A department has done its part of the round (HB-14)."""

    unit: str = Field(max_length=60)
    report: _Why


# --- rise of the standards ------------------------------------------------------------------------


class PreviewRise(Act):
    """Count again who would change and by how much. Nothing is changed."""


class ApplyRise(Act):
    """Apply what the preview showed, to everyone; another person than who proposed it."""

    changed: int = Field(ge=0)
    monthly_fen: int
    digest: str = Field(max_length=64)


# --- recovery -------------------------------------------------------------------------------------


class HearDebtor(Act):
    """Told facts, grounds and rights, and heard, before it is decided (行政处罚法 Art 44, 45)."""

    heard: _Why


class DecideRecovery(Act):
    """What must come back, why, by which decided finding, and in which instalments (YC-32)."""

    amount_fen: _Fen
    finding: _Paper
    reasons: _Why
    paper: _Paper
    instalments: int = Field(default=1, ge=1, le=120)
    first_due: date


class RecordRepayment(Act):
    """`kept`: a sum that settles the debt and is not the instalment due leaves the matter open for a while;
    acts of older histories end it at once."""

    amount_fen: _Fen
    receipt: _Paper
    kept: bool = False


class ProposeStorno(Act):
    """A repayment was entered wrongly: which (from 1), why, what shows it, and until when a second person
    may agree. The right sum is then entered as what it is."""

    number: int = Field(ge=1, le=999)
    reason: _Why
    paper: _Paper
    until: date


class ConfirmStorno(Act):
    opinion: str = Field(min_length=2, max_length=500)


class RefuseStorno(Act):
    reason: _Why


class RemitDebt(Act):
    """减免: what need not come back, where the place allows it, with its reason."""

    amount_fen: _Fen
    reason: _Why
    paper: _Paper


class ClaimEstate(Act):
    """The debtor has died: what the estate is worth and who keeps it (民法典 Art 1161)."""

    estate_fen: int = Field(ge=0)
    keeper: _Paper
    evidence_paper: _Paper


class ImposeFine(Act):
    """A fine for fraud, within the law of the day of the decision."""

    amount_fen: _Fen
    finding: _Paper
    reasons: _Why
    paper: _Paper


class RecordFinePayment(Act):
    amount_fen: _Fen
    receipt: _Paper


class DropRecovery(Act):
    """Nothing was paid wrongly after all."""

    reason: _Why


FUND_ACTS: dict[str, type[Act]] = {
    "propose_budget": ProposeBudget,
    "approve_budget": ApproveBudget,
    "refuse_budget": RefuseBudget,
    "propose_allocation": ProposeAllocation,
    "give_fund_opinion": GiveFundOpinion,
    "issue_allocation": IssueAllocation,
    "prepay_reserve": PrepayReserve,
    "top_up_reserve": TopUpReserve,
    "return_reserve": ReturnReserve,
    "shift_funds": ShiftFunds,
    "decide_shortfall": DecideShortfall,
    "raise_query": RaiseQuery,
    "answer_query": AnswerQuery,
    "publish_sheet": PublishSheet,
    "close_fund_year": CloseFundYear,
    "refresh_policy": RefreshPolicy,
}
PRICE_ACTS: dict[str, type[Act]] = {
    "start_round": StartRound,
    "decline_round": DeclineRound,
    "add_claimants": AddClaimants,
    "confirm_round": ConfirmRound,
    "unit_done": UnitDone,
    "waive_unit": WaiveUnit,
    "refresh_policy": RefreshPolicy,
}
RISE_ACTS: dict[str, type[Act]] = {
    "preview_rise": PreviewRise,
    "apply_rise": ApplyRise,
    "refresh_policy": RefreshPolicy,
}
RECOVERY_ACTS: dict[str, type[Act]] = {
    "hear_debtor": HearDebtor,
    "decide_recovery": DecideRecovery,
    "record_repayment": RecordRepayment,
    "propose_storno": ProposeStorno,
    "confirm_storno": ConfirmStorno,
    "refuse_storno": RefuseStorno,
    "remit_debt": RemitDebt,
    "claim_estate": ClaimEstate,
    "impose_fine": ImposeFine,
    "record_fine_payment": RecordFinePayment,
    "drop_recovery": DropRecovery,
    "refresh_policy": RefreshPolicy,
}
