"""The one value that holds a matter of money: its record, its rules, and what it still owes the world.

`fund` is a budget year of a place, `price` the price subsidy of one month, `rise` a rise of the
standards, `recovery` what one household was paid wrongly. The part of its own kind is set, the
others are None. What must be done outside is an `Errand`; it is done once, whatever is repeated.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from domain.base import CaseRefusal, Frozen
from domain.case.acts import Act, Officer
from domain.funds.parts import FundYear, PriceRound, Recovery, Rise
from domain.journal import bound, said
from domain.pay.ledger import Posting
from domain.policy import Snapshot
from domain.resets import Mendable


class MatterKind(StrEnum):
    FUND = "fund"
    PRICE = "price"
    RISE = "rise"
    RECOVERY = "recovery"


KIND_ZH = {
    MatterKind.FUND: "资金年度",
    MatterKind.PRICE: "价格补贴",
    MatterKind.RISE: "标准提高",
    MatterKind.RECOVERY: "追回",
}


class MatterStage(StrEnum):
    OPEN = "open"
    PROPOSED = "proposed"
    LISTING = "listing"
    PAYING = "paying"
    APPLYING = "applying"
    DECIDED = "decided"
    CLOSED = "closed"


MATTER_STAGE_ZH = {
    MatterStage.OPEN: "办理中",
    MatterStage.PROPOSED: "待决定",
    MatterStage.LISTING: "核定名单",
    MatterStage.PAYING: "发放跟踪",
    MatterStage.APPLYING: "逐户调整",
    MatterStage.DECIDED: "已作出决定",
    MatterStage.CLOSED: "已办结",
}


class FundNote(Frozen):
    """One line of the record. `officer` None: it happened by itself."""

    seq: int
    act: str
    zh: str
    stage: MatterStage
    on: date
    at: datetime
    officer: Officer | None = None
    text: str = ""
    clause: str = ""


class Errand(Frozen):
    """What the world has to do next. `key` is unique in the matter and never used again.

    `what`: `book` enters `postings` in the ledger as the one event `event`; the others are named in
    `domain.funds.errands`. `seq`: the line of the record that asked for it. `details`: codes,
    days and sums it needs, in writing.
    """

    key: str
    what: str
    on: date
    seq: int
    event: str = ""
    postings: tuple[Posting, ...] = ()
    details: tuple[tuple[str, str], ...] = ()


class ErrandDone(Frozen):
    """`ok` False: the tables would not have it, and `text` says why in Chinese (a balance is short).

    `figures`: what was counted, in fen or numbers, by name; `digest` binds a list that was made.
    """

    key: str
    ok: bool = True
    text: str = ""
    figures: tuple[tuple[str, int], ...] = ()
    digest: str = ""

    def figure(self, name: str) -> int:
        return dict(self.figures).get(name, 0)


class Matter(Mendable):
    kind: MatterKind
    place: str
    key: str
    opened_by: Officer
    opened_on: date
    stage: MatterStage = MatterStage.OPEN
    stage_since: date
    latest: date
    version: int = 0
    seq: int = 0
    rules: Snapshot | None = None
    stale_policy: bool = False
    journal: tuple[FundNote, ...] = ()
    errands: tuple[Errand, ...] = ()
    overdue: tuple[str, ...] = ()
    fund: FundYear | None = None
    price: PriceRound | None = None
    rise: Rise | None = None
    recovery: Recovery | None = None

    @property
    def subject(self) -> str:
        """What the ledger and the tables call it: `fund/yicheng/2026`."""
        return f"{self.kind}/{self.place}/{self.key}"

    @property
    def closed(self) -> bool:
        return self.stage is MatterStage.CLOSED

    @property
    def law(self) -> Snapshot:
        """The rules it stands under. A matter without them is a fault, not a refusal."""
        if self.rules is None:
            raise RuntimeError("the matter has no policy snapshot yet")
        return self.rules

    def having(self, **changes: object) -> Matter:
        """The same matter with these fields changed, as the next version."""
        return self.model_copy(update={**changes, "version": self.version + 1})

    def actors(self, *acts: str) -> frozenset[str]:
        """Accounts that did one of these acts, with those of whom they stood in for."""
        return bound(*(e.officer for e in self.journal if e.act in acts))


def require(condition: object, code: str, message: str, clause: str = "") -> None:
    """Refuse the act unless the condition holds. The message says what would be right."""
    if not condition:
        raise CaseRefusal(code, message, clause)


def asked(file: Matter, errand: Errand) -> Matter:
    """One more thing for the world to do, unless it was asked for before."""
    if any(e.key == errand.key for e in file.errands):
        return file
    return file.having(errands=(*file.errands, errand))


def noted(
    file: Matter,
    code: str,
    zh: str,
    on: date,
    at: datetime,
    text: str = "",
    *,
    act: Act | None = None,
    clause: str = "",
    stage: MatterStage | None = None,
) -> Matter:
    """A line in the record; with `act` a person's, with his remark added."""
    note = act.note if act else ""
    entry = FundNote(
        seq=file.seq + 1,
        act=code,
        zh=zh,
        stage=stage or file.stage,
        on=on,
        at=at,
        officer=act.officer if act else None,
        text=said(text, note),
        clause=clause,
    )
    return file.having(
        journal=(*file.journal, entry), seq=file.seq + 1, latest=max(file.latest, on)
    )


def moved(file: Matter, stage: MatterStage, on: date) -> Matter:
    if stage is file.stage:
        return file
    return file.having(stage=stage, stage_since=max(on, file.stage_since))
