"""The texts a unit finds under its headings: what the figures say, for the unit to complete.

Nothing is praised and nothing left out: what was late stands under the shortcomings. Experience is
never made up; that heading is empty unless the figures show something.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from domain.money import yuan
from domain.reporting.work import UnitWork


def prefilled(code: str, work: UnitWork) -> str:
    """The first text under a heading, by its code in the pack; empty for one it does not know."""
    match code:
        case "measures":
            return _measures(work)
        case "carried_out":
            return _carried_out(work)
        case "experience":
            return _experience(work)
        case "shortcomings":
            return _shortcomings(work)
        case "plans":
            return _plans(work)
    return ""


def _measures(w: UnitWork) -> str:
    if not w.given:
        return "本期联席会议未议定由本单位落实的救助措施。"
    listed = "；".join(dict.fromkeys(w.measures))
    return (
        f"本期议定由本单位落实的救助措施{w.given}项，议定金额{yuan(w.promised_fen)}元：{listed}。"
    )


def _carried_out(w: UnitWork) -> str:
    parts = []
    if w.given or w.completed:
        parts.append(f"承接{w.accepted}项，办结{w.completed}项，实际落实{yuan(w.delivered_fen)}元")
    if w.checks:
        parts.append(f"答复信息核对{w.checks}次，平均{_mean(w.check_days, w.checks)}日")
    if w.referrals:
        parts.append(f"答复转介{w.referrals}件，平均{_mean(w.referral_days, w.referrals)}日")
    if w.opinions:
        parts.append(f"出具书面意见{w.opinions}次")
    if w.called:
        parts.append(f"应参加会议{w.called}次，实际参加{w.attended}次")
    if w.affairs:
        parts.append(f"办理会议交办事项{w.affairs}件")
    return ("；".join(parts) or "本期没有需要办理的事项") + "。"


def _experience(w: UnitWork) -> str:
    done = w.completed and not w.late
    answered = w.checks and not w.checks_late
    parts = [f"议定措施{w.completed}项全部按期办结"] if done else []
    parts += [f"信息核对{w.checks}次全部按期答复"] if answered else []
    return f"{'；'.join(parts)}。" if parts else ""


def _shortcomings(w: UnitWork) -> str:
    counted = (
        (w.late, "议定措施逾期{}项"),
        (w.orders, "被督办{}次"),
        (w.checks_late, "信息核对逾期答复{}次"),
        (w.called - w.attended, "未参加会议{}次"),
        (w.affairs_late, "交办事项逾期{}件"),
    )
    parts = [words.format(count) for count, words in counted if count > 0]
    return f"{'；'.join(parts)}。" if parts else ""


def _plans(w: UnitWork) -> str:
    parts = [f"尚有议定措施{w.open}项正在落实"] if w.open else []
    parts += [f"尚有转介{w.referrals_open}件待答复"] if w.referrals_open else []
    return f"{'；'.join(parts)}，下一步按期办结。" if parts else ""


def _mean(days: int, count: int) -> str:
    """One decimal, rounded half up; none where it is nought."""
    mean = (Decimal(days) / count).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return str(mean).removesuffix(".0")
