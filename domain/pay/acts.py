"""What people do to a month's payment, and who may do it at which stage: the one table of a run.

JZ-27: civil affairs fixes persons and amounts, finance releases the money, the bank pays. Each
step has a role of its own and `engine` sees to it that nobody does two of them.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Act, RefreshPolicy
from domain.case.lifecycle import Role


class PayStage(StrEnum):
    LIST = "list"
    SUBMISSION = "submission"
    RELEASE = "release"
    CREDITING = "crediting"
    RETURNS = "returns"
    CLOSED = "closed"


PAY_STAGE_ZH = {
    PayStage.LIST: "名单锁定",
    PayStage.SUBMISSION: "民政报送",
    PayStage.RELEASE: "财政拨付",
    PayStage.CREDITING: "银行代发",
    PayStage.RETURNS: "退回处理",
    PayStage.CLOSED: "办结",
}

PAY_EXITS: dict[PayStage, tuple[PayStage, ...]] = {
    PayStage.LIST: (PayStage.SUBMISSION, PayStage.CLOSED),
    PayStage.SUBMISSION: (PayStage.RELEASE, PayStage.CLOSED),
    PayStage.RELEASE: (PayStage.CREDITING,),
    PayStage.CREDITING: (PayStage.RETURNS, PayStage.CLOSED),
    PayStage.RETURNS: (PayStage.CLOSED,),
    PayStage.CLOSED: (),
}
"""A run goes straight to its close when nobody is left on the list."""


class SubmitList(Act):
    """Civil affairs signs the list it saw: number of lines and sum in fen."""

    count: int = Field(ge=1)
    total_fen: int = Field(gt=0)
    digest: str = ""
    """Of the frozen list, when the system that signs can give it; must then be the same."""


class Short(Frozen):
    """A fund account that does not hold what the list takes from it. No account at all: 0 and 0."""

    zh: str
    need_fen: int
    balance_fen: int
    basic: bool = False


class FundsKnown(Frozen):
    """What the tables say of the accounts a release takes its money from; none short: all is well."""

    short: tuple[Short, ...] = ()


class ReleaseFunds(Act):
    """Finance releases exactly the sum of the list to the paying bank.

    What the own fund was short of and was shifted from elsewhere (资金调剂) is said with its reason.
    """

    amount_fen: int = Field(gt=0)
    shortage_fen: int = Field(default=0, ge=0)
    shifted_from: str = Field(default="", max_length=80)
    reason: str = Field(default="", max_length=300)
    known: FundsKnown | None = None


class ReleaseFirst(Act):
    """The funds do not cover the month: under a recorded decision (`paper`) the kinds of lines that
    are not `later` are released now, basic living before all else (ZH-25).

    A kind is `programme/basic` or `programme/other` (`domain.pay.file.LineKind`).
    """

    amount_fen: int = Field(gt=0)
    later: tuple[str, ...] = Field(min_length=1, max_length=20)
    decision: str = Field(min_length=4, max_length=300)
    paper: str = Field(min_length=2, max_length=80)


class ReleaseRest(Act):
    """What was put off is released in full."""

    amount_fen: int = Field(gt=0)


class ReportShortage(Act):
    """Finance cannot release in time: how much is missing and why (JZ-29)."""

    shortage_fen: int = Field(gt=0)
    reason: str = Field(min_length=4, max_length=300)


class ResendLine(Act):
    """The account of a returned line was corrected: pay it again in the next supplementary batch."""

    obligation: str = Field(max_length=80)


class ZeroLine(Act):
    """A line that must not be paid, for instance after a death; only with a reason."""

    obligation: str = Field(max_length=80)
    reason: str = Field(min_length=4, max_length=300)


class SuspendLine(Act):
    """A funded line is kept back until its reason is gone; it is then paid again, or taken off."""

    obligation: str = Field(max_length=80)
    reason: str = Field(min_length=4, max_length=300)


class OrderBackpay(Act):
    """A ruling (复议、诉讼) gives a household months gone by, from the month after the decision
    it overturned: `document` is its number, `decided_on` the day of that decision."""

    case_no: str = Field(pattern=r"^[A-Z]{2}\d{10}$")
    document: str = Field(min_length=4, max_length=80)
    decided_on: date
    last_month: date
    monthly_fen: int = Field(gt=0)


class AskBankAgain(Act):
    """The bank was asked on many days in vain; the trouble is said to be over."""

    reason: str = Field(min_length=4, max_length=300)


class PayMove(Frozen):
    """One lawful act of a run: at which stages, by which role, under which clause."""

    act: str
    zh: str
    stages: tuple[PayStage, ...]
    roles: tuple[Role, ...]
    clause: str


PAY_ACTS: dict[str, type[Act]] = {
    "submit_list": SubmitList,
    "report_shortage": ReportShortage,
    "release_funds": ReleaseFunds,
    "release_first": ReleaseFirst,
    "release_rest": ReleaseRest,
    "resend_line": ResendLine,
    "zero_line": ZeroLine,
    "suspend_line": SuspendLine,
    "order_backpay": OrderBackpay,
    "ask_bank_again": AskBankAgain,
    "refresh_policy": RefreshPolicy,
}

_BEFORE_BANK = (PayStage.LIST, PayStage.SUBMISSION, PayStage.RELEASE)

PAY_MOVES = (
    PayMove(
        act="submit_list",
        zh="报送发放名单",
        stages=(PayStage.SUBMISSION,),
        roles=(Role.PAY_OFFICER,),
        clause="JZ-28",
    ),
    PayMove(
        act="report_shortage",
        zh="登记资金缺口",
        stages=(PayStage.RELEASE,),
        roles=(Role.FINANCE,),
        clause="JZ-29",
    ),
    PayMove(
        act="release_funds",
        zh="拨付资金",
        stages=(PayStage.RELEASE,),
        roles=(Role.FINANCE,),
        clause="JZ-29",
    ),
    PayMove(
        act="release_first",
        zh="资金不足时先行拨付",
        stages=(PayStage.RELEASE,),
        roles=(Role.FINANCE,),
        clause="ZH-25; YC-25",
    ),
    PayMove(
        act="release_rest",
        zh="补拨资金缺口",
        stages=(PayStage.CREDITING, PayStage.RETURNS),
        roles=(Role.FINANCE,),
        clause="ZH-25; YC-25",
    ),
    PayMove(
        act="resend_line",
        zh="重新发放退回明细",
        stages=(PayStage.RETURNS,),
        roles=(Role.PAY_OFFICER,),
        clause="JZ-30",
    ),
    PayMove(
        act="zero_line",
        zh="登记不予发放明细",
        stages=(PayStage.SUBMISSION, PayStage.RETURNS),
        roles=(Role.PAY_OFFICER,),
        clause="JZ-30; JZ-52",
    ),
    PayMove(
        act="suspend_line",
        zh="登记暂缓发放明细",
        stages=(PayStage.SUBMISSION, PayStage.RELEASE),
        roles=(Role.PAY_OFFICER,),
        clause="JZ-52; JZ-62",
    ),
    PayMove(
        act="order_backpay",
        zh="登记复议、诉讼决定补发",
        stages=(PayStage.SUBMISSION, PayStage.RELEASE, PayStage.CREDITING, PayStage.RETURNS),
        roles=(Role.COUNTY_APPROVER,),
        clause="57号 Art 38",
    ),
    PayMove(
        act="ask_bank_again",
        zh="再次联系代发银行",
        stages=(PayStage.CREDITING, PayStage.RETURNS),
        roles=(Role.PAY_OFFICER,),
        clause="JZ-30",
    ),
    PayMove(
        act="refresh_policy",
        zh="重新读取政策参数",
        stages=_BEFORE_BANK,
        roles=(Role.POLICY_ADMIN, Role.COUNTY_REVIEWER),
        clause="社会救助法 Art 67",
    ),
)
ONCE = ("submit_list", "release_funds", "release_first")
"""Steps of a month that are done once."""

PAY_BY_ACT = {move.act: move for move in PAY_MOVES}


def pay_moves_in(stage: PayStage) -> tuple[PayMove, ...]:
    return tuple(move for move in PAY_MOVES if stage in move.stages)
