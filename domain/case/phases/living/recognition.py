"""认定的期限: a status given for so many months ends by the calendar (GX-07).

Some time before, the family is told to apply again, in writing; on the day after the last one the
case closes by itself. A status without a last day (低保边缘) is rechecked like 低保 instead.
"""

from __future__ import annotations

from datetime import date, timedelta

from domain.calendar import months_after
from domain.case.file import CaseFile, Closing, NoticeDue
from domain.case.lifecycle import Stage
from domain.case.notices import owed
from domain.means.result import Reason
from domain.programme import PROGRAMME_ZH

RECOGNITION_NEEDS = ("validity_months", "renewal_months", "recheck_months")


def renewal_day(file: CaseFile) -> date | None:
    """The day the family is told to apply again; None when there is none or it was told."""
    given = file.recognition
    if given is None or given.until is None or given.told_on or file.ending is not None:
        return None
    if not file.law.has("renewal_months"):
        return None
    return months_after(given.until, -file.law.months("renewal_months"))


def expiry_day(file: CaseFile) -> date | None:
    """The first day on which the status no longer holds."""
    given = file.recognition
    if given is None or given.until is None or file.ending is not None:
        return None
    return given.until + timedelta(days=1)


def run_out(file: CaseFile, today: date) -> CaseFile:
    """What the calendar does to a status with a last day: the reminder, then the end."""
    expires, renews = expiry_day(file), renewal_day(file)
    if expires is not None and today >= expires:
        return _expired(file, today)
    if renews is not None and today >= renews:
        return _reminded(file, today)
    return file


def ended_early(file: CaseFile, on: date) -> CaseFile:
    """A stop takes the status away from the day of the decision."""
    if file.recognition is None:
        return file
    return file.having(recognition=file.recognition.model_copy(update={"until": on}))


def _reminded(file: CaseFile, today: date) -> CaseFile:
    given = file.recognition
    if given is None or given.until is None:
        return file
    told = file.having(recognition=given.model_copy(update={"told_on": today}))
    return owed(
        told,
        NoticeDue(
            key="renewal",
            kind="renewal",
            facts={
                "认定类别": PROGRAMME_ZH[file.programme],
                "有效期至": given.until.isoformat(),
                "重新申请": "期满后仍有困难的，可以在期满前重新申请；没有变化的材料不再提交。",
            },
            must_serve=True,
            due=given.until,
        ),
    )


def _expired(file: CaseFile, today: date) -> CaseFile:
    reason = Reason(
        code="expired",
        text="认定有效期届满，本次认定终止；仍有困难的，可以重新申请。",
        clause=file.law.cite("validity_months"),
    )
    return file.having(
        stage=Stage.CLOSED,
        review=None,
        closed=Closing(outcome="expired", on=today, reasons=(reason,)),
    )
