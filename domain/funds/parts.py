"""What each kind of matter holds of its own, as small frozen values. Sums in whole fen."""

from __future__ import annotations

from datetime import date

from domain.base import Frozen


class Pot(Frozen):
    """One fund account (资金账户) of a budget year: who gives the money and what for (ZH-09, JZ-26).

    `use`: aid for people, or work (TR-34). `aids`: the programmes it may pay. `basic`: basic living,
    which is served first (ZH-25). `township` set: the township's budget bears it (YC-21).
    """

    key: str
    zh: str
    level: str
    use: str
    aids: tuple[str, ...] = ()
    basic: bool = False
    township: str = ""
    asked_fen: int
    asked_by: str
    asked_for: str = ""
    """The person its author stood in for (OPN-34); empty: for himself. So with every `…_for` here."""
    asked_on: date
    approved_on: date | None = None
    approved_by: str = ""
    paper: str = ""
    refused: str = ""

    @property
    def budget_fen(self) -> int:
        return self.asked_fen if self.approved_on else 0

    @property
    def open(self) -> bool:
        return self.approved_on is None and not self.refused


class Allocation(Frozen):
    """Money of the budget on its way into its account (HB-18, TR-26). `booked` None: not yet."""

    key: str
    pot: str
    fen: int
    paper: str
    units: tuple[str, ...]
    by: str
    on: date
    opinion: str = ""
    agrees: bool | None = None
    opinion_by: str = ""
    opinion_on: date | None = None
    issued_on: date | None = None
    booked: bool | None = None


class Movement(Frozen):
    """Money from one account into another: `prepay`, `top_up`, `return_reserve`, `shift`.

    `source` and `target` are keys of accounts or codes of townships. `booked` False: the tables
    would not have it, `why` says so.
    """

    key: str
    what: str
    source: str
    target: str
    fen: int
    on: date
    paper: str = ""
    booked: bool | None = None
    why: str = ""


class Shortfall(Frozen):
    """资金缺口的决定 (YC-25): of which month, how much is missing, who is served first."""

    month: str
    missing_fen: int
    first: tuple[str, ...]
    later: tuple[str, ...]
    decision: str
    paper: str
    by: str
    on: date


class Query(Frozen):
    """A question on a line of the ledger (TR-37); somebody of the other side answers."""

    key: str
    event: str
    text: str
    by: str
    by_for: str = ""
    unit: str
    on: date
    answer: str = ""
    answered_by: str = ""
    answered_on: date | None = None


class SheetState(Frozen):
    """A statement of the use of funds (ZH-24): for which period, due when, which version hangs."""

    period: str
    due: date
    provisional: bool = False
    publisher: str
    version: int = 0
    published_on: date | None = None
    late_days: int = 0


class FundYear(Frozen):
    year: int
    pots: tuple[Pot, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    movements: tuple[Movement, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    queries: tuple[Query, ...] = ()
    sheets: tuple[SheetState, ...] = ()

    def pot(self, key: str) -> Pot | None:
        return next((p for p in self.pots if p.key == key), None)

    def issued_fen(self, key: str) -> int:
        """What of an account's budget has been issued, refused entries left out."""
        return sum(
            a.fen
            for a in self.allocations
            if a.pot == key and a.issued_on is not None and a.booked is not False
        )


class WaivedUnit(Frozen):
    """A department a round waits for no longer, with who said so and why."""

    unit: str
    on: date
    by: str
    by_for: str = ""
    reason: str


class PriceRound(Frozen):
    """价格补贴 of one month. Rises are hundredths of a percent (640 is 6.40 %).

    `per_person`: fen by class and area (`dibao/urban`). `units`: who must act and when they had.
    """

    month: date
    published_on: date
    cpi: int
    food: int
    paper: str
    triggers: tuple[str, ...] = ()
    rise: int = 0
    order_paper: str = ""
    started_by: str = ""
    started_for: str = ""
    started_on: date | None = None
    pay_month: date | None = None
    per_person: tuple[tuple[str, int], ...] = ()
    classes: tuple[str, ...] = ()
    units: tuple[tuple[str, date | None], ...] = ()
    waived: tuple[WaivedUnit, ...] = ()
    persons: int = 0
    households: int = 0
    total_fen: int = 0
    twice: int = 0
    digest: str = ""
    booked: bool = False
    extra: int = 0
    """The supplementary run that pays it, where the month's list was frozen before; 0: none."""
    extra_begun: bool = False
    paid: int = 0
    late: int = 0
    short: int = 0
    declined: str = ""

    @property
    def awaited(self) -> tuple[str, ...]:
        """Departments that have neither done their part nor been waived."""
        gone = {one.unit for one in self.waived}
        return tuple(unit for unit, on in self.units if on is None and unit not in gone)


class Rise(Frozen):
    """标准提高: which programmes, from which month, by which paper; counts of the households."""

    programmes: tuple[str, ...]
    since: date
    paper: str
    previews: int = 0
    households: int = 0
    changed: int = 0
    unchanged: int = 0
    monthly_fen: int = 0
    digest: str = ""
    applied_by: str = ""
    applied_on: date | None = None
    rounds: int = 0
    applied: int = 0
    failed: int = 0
    missed: int = 0
    proof: str = ""
    ended: int = 0
    """Households whose aid has ended since: so many get arrears, `by_hand` of them are for people."""
    by_hand: int = 0
    arrears_fen: int = 0


class Instalment(Frozen):
    due: date
    fen: int


class Repayment(Frozen):
    fen: int
    on: date
    receipt: str
    by: str


class Storno(Frozen):
    """更正缴回登记: the repayment `number` (from 1) was entered wrongly. `until`: the last day on which a
    second person may agree; `agreed` None: nobody has said."""

    number: int
    reason: str
    paper: str
    on: date
    by: str
    by_for: str = ""
    until: date
    agreed: bool | None = None
    ended_on: date | None = None
    ended_by: str = ""
    ended_for: str = ""


class Recovery(Frozen):
    """追回: what one household was paid wrongly, in fen, and what has become of it.

    `ground`: why it was wrong (code). `against`: the household, or the estate of who died; then
    `estate_fen` is what the estate is worth, and nobody pays beyond it (民法典 Art 1161).
    """

    case_no: str
    ground: str
    months: str
    claimed_fen: int
    facts: str
    told_on: date | None = None
    heard: str = ""
    decided_fen: int = 0
    decided_on: date | None = None
    decided_by: str = ""
    decided_for: str = ""
    reasons: str = ""
    finding: str = ""
    paper: str = ""
    against: str = "household"
    estate_fen: int | None = None
    estate_holder: str = ""
    plan: tuple[Instalment, ...] = ()
    repaid: tuple[Repayment, ...] = ()
    stornos: tuple[Storno, ...] = ()
    settled_on: date | None = None
    """The day a repayment that was not the instalment due settled the debt: it may be a slip, so the matter
    stays open for a while."""
    remitted_fen: int = 0
    remitted_why: str = ""
    fine_fen: int = 0
    fine_paper: str = ""
    fine_clause: str = ""
    fine_paid_fen: int = 0
    dropped: str = ""

    @property
    def repaid_fen(self) -> int:
        """What has come back; what was entered wrongly and taken back does not count."""
        struck = self.struck
        return sum(r.fen for n, r in enumerate(self.repaid, start=1) if n not in struck)

    @property
    def struck(self) -> frozenset[int]:
        return frozenset(s.number for s in self.stornos if s.agreed)

    @property
    def open_fen(self) -> int:
        """What is still to come back."""
        return self.decided_fen - self.repaid_fen - self.remitted_fen

    @property
    def fine_open_fen(self) -> int:
        return self.fine_fen - self.fine_paid_fen
