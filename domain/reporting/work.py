"""What one unit really did in a period, counted from doudi's own tables."""

from __future__ import annotations

from domain.base import Frozen


class UnitWork(Frozen):
    """Counts of one member unit in one period; sums in fen, days as calendar days.

    `measures`: what was decided for it, by code and manner. `check_days`, `referral_days`: all days
    from question to answer, added up. `opinions_asked` counts opinions given or missed.
    """

    unit: str
    code: str = ""
    measures: tuple[str, ...] = ()
    given: int = 0
    accepted: int = 0
    completed: int = 0
    late: int = 0
    open: int = 0
    promised_fen: int = 0
    delivered_fen: int = 0
    orders: int = 0
    opinions: int = 0
    called: int = 0
    attended: int = 0
    checks: int = 0
    check_days: int = 0
    checks_late: int = 0
    referrals: int = 0
    referral_days: int = 0
    referrals_open: int = 0
    affairs: int = 0
    affairs_late: int = 0
