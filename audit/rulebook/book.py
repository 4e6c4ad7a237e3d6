"""All questions asked: of one case, and of a county's cases together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from audit.rulebook import application, county, living, mending
from audit.rulebook.breach import Breach, breach
from audit.rulebook.county import Trace
from audit.rulebook.dossier import Dossier

Assertion = Callable[[Dossier], Iterator[Breach]]


def recomputes(case: Dossier) -> Iterator[Breach]:
    """A32: the program gives the same commands, sums and papers again."""
    if not case.sound:
        yield breach("A32", case, case.last.latest, f"证书不通过：{case.unsound}", "unsound")


ASSERTIONS: Final[dict[str, tuple[Assertion, ...]]] = {
    "A01": (application.long_enough,),
    "A02": (application.shown_before,),
    "A03": (application.objections_heard,),
    "A04": (application.in_time,),
    "A05": (living.papers_served,),
    "A06": (application.in_order,),
    "A07": (application.first_month,),
    "A11": (application.amount_right,),
    "A13": (living.nobody_left,),
    "A15": (application.hits_looked_at,),
    "A17": (application.checked,),
    "A18": (living.never_on_data_alone,),
    "A19": (application.two_at_the_door,),
    "A20": (application.written_when_done,),
    "A21": (application.relatives_visited,),
    "A23": (application.four_eyes,),
    "A25": (living.papers_after_help,),
    "A26": (living.rechecked,),
    "A28": (living.reports_answered,),
    "A32": (recomputes,),
    "A33": (mending.by_two,),
}
"""By question, what is asked of each case."""

TOGETHER: Final = {"A16": county.once_only, "A20": county.not_copied}
"""By question, what is asked of all cases at once."""


def asked_of(case: Dossier) -> tuple[Breach, ...]:
    """Every breach of one case, in the order of the questions."""
    return tuple(found for several in ASSERTIONS.values() for one in several for found in one(case))


def asked_together(traces: Iterable[Trace]) -> tuple[Breach, ...]:
    everything = tuple(traces)
    return tuple(found for one in TOGETHER.values() for found in one(everything))
