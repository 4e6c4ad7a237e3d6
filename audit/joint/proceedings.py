"""Every other procedure an auditor can name: what its name looks like, what it is called, its record.

A report against staff (`complaint/…` with `staff`) is certified like any other, and nothing of it is
told: no act, no officer, no word, even on demand. Whoever certifies learns that the history is whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from audit.certificate import KIND_ZH
from audit.facts import EntryFacts, projection
from audit.joint.facts import entries_of
from audit.recompute.history import Run, opened, plain
from audit.replay import RunReport
from audit.sources import Source
from domain.base import Frozen
from workflows import (
    compare_steps,
    desk_steps,
    discovery_steps,
    fund_steps,
    ids,
    oversight_steps,
    pay_steps,
    watch_steps,
)

FORMS: Final = {
    ids.LEAD: "lead/jiaozuo/JZL2026000001",
    ids.COMPARE: "compare/jiaozuo/2026-10",
    ids.COMPLAINT: "complaint/jiaozuo/2026-c0001",
    ids.SPOT: "spot/jiaozuo/2026-H4",
    ids.ROUND: "round/jiaozuo/study-2026-H2",
    ids.CREDIT: "credit/yicheng/2026-x0001",
    ids.PUT_OFF: "putoff/jiaozuo/2026-z0001",
    ids.OVERSIGHT: "oversight/audit/jiaozuo/2026-001",
    ids.AFFAIR: "affair/tongren/2026-m001",
    ids.REPORT: "report/tongren/2026-H2",
    ids.YEAR: "year/tongren/2026",
}
"""How a procedure of each kind is named, beside those of money."""
_MONEY: Final = {ids.MATTER: "money/price/jiaozuo/2026-10", ids.PAY: "pay/jiaozuo/dibao/2026-10"}
FORMS_ZH: Final = "\n".join(f"{KIND_ZH[kind]} {form}" for kind, form in (_MONEY | FORMS).items())
"""A line a kind, for the help of the commands."""

_SHOWN: Final[dict[str, tuple[str, type[Frozen]]]] = {
    ids.MATTER: ("project_matter", fund_steps.MatterProjection),
    ids.PAY: ("project_pay", pay_steps.PayProjection),
    ids.LEAD: ("project_lead", discovery_steps.LeadProjection),
    ids.COMPARE: ("project_comparison", compare_steps.CompareProjection),
    ids.COMPLAINT: ("project_complaint", watch_steps.ComplaintProjection),
    ids.SPOT: ("project_spot", watch_steps.SpotProjection),
    ids.ROUND: ("project_round", watch_steps.RoundProjection),
    ids.CREDIT: ("project_credit", watch_steps.CreditProjection),
    ids.PUT_OFF: ("project_put_off", watch_steps.PutOffProjection),
    ids.OVERSIGHT: ("project_oversight", oversight_steps.OversightProjection),
    ids.AFFAIR: ("project_affair", desk_steps.AffairProjection),
    ids.REPORT: ("project_report", desk_steps.ReportProjection),
    ids.YEAR: ("project_year", desk_steps.YearProjection),
}
"""Kind → the step that shows its file in the tables, and the form of what it is given."""

_ONE: Final = "|".join(kind for kind in FORMS if kind != ids.OVERSIGHT)
_WORD: Final = "[A-Za-z0-9.-]+"
NAMED: Final = re.compile(
    rf"(?:{ids.MATTER}(/{_WORD}){{3,4}}|{ids.PAY}(/{_WORD}){{3,4}}"
    rf"|(?:{_ONE})(/{_WORD}){{2}}|{ids.OVERSIGHT}(/{_WORD}){{3}})"
)
"""Names that are workflow ids: `money/<kind>/<place>/…`, `complaint/<place>/<no>`,
`oversight/<kind>/<place>/<no>`."""

CLOSED_ZH: Final = (
    "对工作人员的举报：只证明历史完整、重算相符，内容只由纪检监察机关查阅，证书中不显示。"
)


def place_in(name: str) -> str:
    """The place a name holds; empty for what is not named so."""
    kind, *parts = name.split("/")
    if kind not in _SHOWN or len(parts) < 2:
        return ""
    return parts[1] if kind in (ids.MATTER, ids.OVERSIGHT) else parts[0]


def record_of(reports: Sequence[RunReport]) -> tuple[EntryFacts, ...]:
    """The record line by line, as the newest file that the code wanted to show has it."""
    last = reports[-1]
    activity, form = _SHOWN[last.run.workflow_id.split("/")[0]]
    shown: Any = projection(last, activity, form)
    return tuple(entries_of(reports, shown.file.journal)) if shown else ()


async def is_closed(source: Source, name: str) -> bool:
    """Whether this is a report against staff. What cannot be read to say so is held to be one."""
    if name.split("/")[0] != ids.COMPLAINT:
        return False
    chain = await source.chain(name)
    return any([await _against_staff(run, source) for run in chain])


async def _against_staff(run: Run, source: Source) -> bool:
    found = await opened(run, source.converter)
    given = plain(found.input) if found.input and not found.refused else None
    if not isinstance(given, dict):
        return True
    return given.get("staff", False) is not False
