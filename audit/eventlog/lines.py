"""A course read off histories, as the figures of a county take it in."""

from __future__ import annotations

from datetime import date

from audit.eventlog.course import Course, Happening
from domain.course.lines import MOVED, Line
from domain.course.lines import Course as Application
from workflows import ids

_ENTER = "enter_"
_NO_LINE = frozenset({"applied", "new_period", "ended"})


def application_of(course: Course) -> Application | None:
    """The application of a case; None where its beginning is not in the histories.

    What was paid stands in no case's history, so the days end with the decision.
    """
    facts = dict(course.things[f"case:{course.case_no}"].facts) if course.things else {}
    own = [h for h in course.happenings if h.procedure == ids.CASE]
    if not own or own[0].code != "applied":
        return None
    decided = next((h for h in own if h.code in ("confirm", "refuse")), None)
    closed = next((h for h in own if h.code == f"{_ENTER}closed"), None)
    lines = list(_lines(own))
    return Application(
        case_no=course.case_no,
        township=str(facts["township"]),
        programme=str(facts["programme"]),
        applied_on=date.fromisoformat(str(facts["applied_on"])),
        stage=own[-1].stage,
        lines=tuple(lines),
        decided_on=_day(decided) if decided else None,
        granted=decided.code == "confirm" if decided else None,
        closed_on=_day(closed) if closed else None,
    )


def _lines(own: list[Happening]) -> list[Line]:
    """The first procedure's lines; a stage entered by an act is of that act's legal day."""
    found: list[Line] = []
    before: Happening | None = None
    for one in own:
        if one.code == "new_period":
            break
        if one.code.startswith(_ENTER):
            by_act = before is not None and before.role and before.at == one.at
            on = _day(before) if by_act and before is not None else _day(one)
            found.append(Line(MOVED, one.stage, on))
        elif one.code not in _NO_LINE:
            found.append(Line(one.code, one.stage, _day(one), one.role))
        before = one
    return found


def _day(one: Happening) -> date:
    return date.fromisoformat(one.on) if one.on else one.at.date()
