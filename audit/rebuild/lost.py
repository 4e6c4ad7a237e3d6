"""Records a procedure tells only a part of, made again where another history holds the rest.

An entry of the credit record names a person by the keyed digest of his number alone, which no history of
the matter holds; the case it arose in knows who he is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from audit.facts import projection
from audit.replay import audit_runs
from audit.sources import Source
from runtime.keys import KeyRing
from store.intake import person_index
from store.rebuild import Kind
from workflows import ids, steps

LOST_ZH: Final = "表中的登记已被删除，历史中没有其全部内容，请由备份恢复"


async def restored(
    source: Source, kind: Kind, told: Sequence[Any], ring: KeyRing
) -> Mapping[str, Any] | None:
    """The row as it was at first; None where no history says all of it."""
    if kind.kind != ids.CREDIT or not told:
        return None
    order = told[-1].file.order
    id_no = await _number_of(source, ids.case_id(order.place, order.case_no), order.member)
    if not id_no:
        return None
    return {
        "place": order.place,
        "number": order.number,
        "person": person_index(ring, id_no),
        "case_no": order.case_no,
        "member": order.member,
        "ground": order.ground.value,
    }


async def _number_of(source: Source, case: str, member: str) -> str:
    """The number of a member of the household, from the newest run of the case that knows him."""
    for run in reversed(await source.chain(case)):
        [report] = await audit_runs([run], source.converter)
        shown = projection(report, "project_case", steps.CaseProjection)
        found = shown.file.household.member(member) if shown else None
        if found is not None:
            return found.id_no
    return ""
