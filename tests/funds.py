"""Staff at work on a matter of money: the pure model with a day, and tables to book in if wanted."""

from __future__ import annotations

from datetime import date, datetime, time

from domain.case.lifecycle import Role
from domain.funds import engine
from domain.funds.matter import Errand, ErrandDone, Matter
from domain.funds.moves import ACTS
from domain.task import Task
from runtime.packs import snapshot
from store.engine import Store
from store.funds import matters
from store.funds.accounts import NotCovered
from tests.people import SHANGHAI, START, officer
from workflows.fund_steps import ErrandOrder

POTS = (
    ("省级补助资金", "provincial", ("dibao", "tekun"), True),
    ("本级救助资金", "local", ("dibao", "tekun", "quick", "emergency"), True),
)


class MatterDesk:
    """One matter, its day, and who acts on it; with a store its entries are really booked."""

    def __init__(self, file: Matter, day: date = START, store: Store | None = None) -> None:
        self.today, self.store = day, store
        self.file = engine.begun(file, self.now)
        self.read()
        self.turn(day)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(9), SHANGHAI)

    def read(self) -> None:
        rules = snapshot(
            self.file.place, self.today, engine.needs(self.file.kind), production=False
        )
        self.file = engine.matter_rules_read(self.file, rules)

    def turn(self, day: date) -> Matter:
        self.today = day
        if engine.rules_are_stale(self.file, day):
            self.read()
        self.file = engine.turned(self.file, day, self.now)
        return self.file

    def do(self, name: str, role: Role, person: int = 1, **fields: object) -> Matter:
        act = ACTS[self.file.kind][name].model_validate(
            {
                "officer": officer(role, self.file.place, person).model_dump(),
                "on": self.today,
                **fields,
            }
        )
        self.file = engine.apply_to_matter(self.file, name, act, self.today, self.now)
        if self.store is not None:
            self.booked()
        return self.file

    @property
    def errand(self) -> Errand:
        found = engine.next_errand(self.file, self.today)
        assert found is not None
        return found

    def errand_on(self) -> date:
        """The day of the next errand, come or not."""
        return min(errand.on for errand in self.file.errands)

    def answer(
        self, *, ok: bool = True, text: str = "", digest: str = "", **figures: int
    ) -> Matter:
        """What the world says to the next errand."""
        done = ErrandDone(
            key=self.errand.key, ok=ok, text=text, digest=digest, figures=tuple(figures.items())
        )
        self.file = engine.errand_done(self.file, done, self.today, self.now)
        return self.file

    def order(self, errand: Errand) -> ErrandOrder:
        return ErrandOrder(
            place=self.file.place,
            subject=self.file.subject,
            errand=errand,
            accounts=engine.sheets_of(self.file),
            on=self.today,
            cause=f"money/{self.file.subject}#{errand.seq}",
        )

    def booked(self) -> None:
        """Every entry that is asked for now is written, or refused by the tables."""
        assert self.store is not None
        while errand := engine.next_errand(self.file, self.today):
            try:
                with self.store.write() as session:
                    done = matters.book(session, self.order(errand))
            except NotCovered as short:
                done = ErrandDone(key=errand.key, ok=False, text=str(short))
            self.file = engine.errand_done(self.file, done, self.today, self.now)

    def tasks(self) -> tuple[Task, ...]:
        return engine.open_matter_tasks(self.file, self.today)


def year_of(place: str = "jiaozuo", day: date = START, store: Store | None = None) -> MatterDesk:
    """A budget year just opened by finance."""
    by = officer(Role.FINANCE, place)
    return MatterDesk(engine.year_opened(place, by, day, day.year), day, store)


def funded(
    place: str = "jiaozuo", fen: int = 100_000_000, store: Store | None = None, day: date = START
) -> MatterDesk:
    """A year with a provincial and a local account, each holding `fen`."""
    desk = year_of(place, day, store)
    for number, (zh, level, aids, basic) in enumerate(POTS, start=1):
        desk.do(
            "propose_budget",
            Role.PAY_OFFICER,
            title=zh,
            level=level,
            aids=aids,
            basic=basic,
            amount_fen=10 * fen,
        )
        desk.do("approve_budget", Role.FINANCE, pot=f"{number:02d}", paper="财社〔2026〕1号")
        issued(desk, f"{number:02d}", fen)
    return desk


def issued(desk: MatterDesk, pot: str, fen: int) -> None:
    """An allocation proposed, agreed to by civil affairs, and issued."""
    fund = desk.file.fund
    assert fund is not None
    key = f"A{len(fund.allocations) + 1}"
    desk.do(
        "propose_allocation",
        Role.FINANCE,
        pot=pot,
        amount_fen=fen,
        paper="财社〔2026〕9号",
        units=("民政局",),
    )
    desk.do(
        "give_fund_opinion", Role.COUNTY_APPROVER, allocation=key, agrees=True, opinion="同意分配"
    )
    desk.do("issue_allocation", Role.FINANCE, allocation=key)
