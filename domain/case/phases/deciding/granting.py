"""What a confirmation gives, by the kind of the programme: monthly aid, a status, or aid once."""

from __future__ import annotations

from collections.abc import Callable

from domain.calendar import months_after
from domain.case import acts
from domain.case.file import CaseFile, Entitlement, NoticeDue, Recognition, require
from domain.case.given import Grant
from domain.case.lifecycle import Stage
from domain.case.notices import owed
from domain.case.phases.living.outcomes import month_of, next_recheck_after
from domain.means.result import Assessment
from domain.money import yuan
from domain.programme import PROGRAMME_ZH, Kind


def grant(file: CaseFile, act: acts.Confirm, computed: Assessment) -> CaseFile:
    """The decided file with what it gives, the paper it owes, in the stage its profile has next."""
    decided = file.having(stage=file.after(Stage.APPROVAL))
    return _BY_KIND[file.kind](decided, act, computed)


def _monthly(file: CaseFile, act: acts.Confirm, computed: Assessment) -> CaseFile:
    since = file.passage.decides_anew or act.on  # a refusal that fell pays from where it stood
    first = months_after(month_of(since), file.law.months("first_month_offset"))
    if file.passage.origin is not None:  # the case before paid until then, and no month is lost
        first = months_after(file.passage.origin.paid_until, 1)
    entitled = file.having(
        entitlements=(
            Entitlement(
                first=first, last=None, monthly_fen=computed.monthly_fen, cause="confirmed", seq=1
            ),
        )
    )
    return owed(
        entitled,
        NoticeDue(
            key="confirmation",
            kind="confirmation",
            reasons=computed.reasons,
            facts={
                "保障人口": f"{computed.persons}人",
                "月补助金额": f"{yuan(computed.monthly_fen)}元",
                "发放起始月": f"{first.year}年{first.month}月",
            },
        ),
    )


def _status(file: CaseFile, act: acts.Confirm, computed: Assessment) -> CaseFile:
    """A recognition others rest on: for so many months where the rule says so, else until rechecked."""
    limited = file.law.has("validity_months")
    until = months_after(act.on, file.law.months("validity_months")) if limited else None
    recognised = file.having(recognition=Recognition(since=act.on, until=until))
    if until is None:
        recognised = recognised.having(next_recheck=next_recheck_after(recognised, act.on))
    return owed(
        recognised,
        NoticeDue(
            key="recognition",
            kind="recognition",
            reasons=computed.reasons,
            facts={
                "认定类别": PROGRAMME_ZH[file.programme],
                "家庭人口": f"{computed.persons}人",
                "认定日期": act.on.isoformat(),
                **({"有效期至": until.isoformat()} if until else {}),
            },
        ),
    )


def _once(file: CaseFile, act: acts.Confirm, computed: Assessment) -> CaseFile:
    given = file.having(
        grant=Grant(
            fen=computed.once_fen,
            decided_on=act.on,
            manner=file.hardship.manner.value if file.hardship else "",
            by_township=file.decider == "township",
        )
    )
    return owed(
        given,
        NoticeDue(
            key="grant",
            kind="grant",
            reasons=computed.reasons,
            facts={"救助金额": f"{yuan(computed.once_fen)}元"},
        ),
    )


_BY_KIND: dict[Kind, Callable[[CaseFile, acts.Confirm, Assessment], CaseFile]] = {
    Kind.MONTHLY: _monthly,
    Kind.RECOGNITION: _status,
    Kind.ONCE: _once,
}


def agrees(act: acts.Confirm, computed: Assessment) -> None:
    """The decider signs the amount he saw; a difference means somebody looked at other facts."""
    require(
        (act.monthly_fen, act.once_fen) == (computed.monthly_fen, computed.once_fen),
        "amount_differs",
        f"计算的月补助金额为{yuan(computed.monthly_fen)}元、一次性救助金额为"
        f"{yuan(computed.once_fen)}元，与您确认的金额不一致，请核对后重新提交。",
        "57号 Art 23",
    )
