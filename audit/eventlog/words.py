"""The words of the log: those of the lifecycle tables, so that a log says what the pages say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.case.lifecycle import EXITS, STAGE_ZH
from domain.case.moves import MOVES
from domain.check.acts import CHECK_MOVES
from domain.measures.lifecycle import MEASURES_MOVES
from domain.meeting.lifecycle import ITEM_EXITS, ITEM_MOVES, ITEM_STAGE_ZH, ItemStage
from workflows import ids

PROCEDURES: Final = (ids.CASE, ids.CHECK, ids.ITEM, ids.MEASURES)
"""What hangs on a case and is read with it."""
_TABLES: Final = {
    ids.CASE: MOVES,
    ids.CHECK: CHECK_MOVES,
    ids.ITEM: ITEM_MOVES,
    ids.MEASURES: MEASURES_MOVES,
}
ACT: Final[dict[str, dict[str, tuple[str, str]]]] = {
    kind: {move.act: (move.zh, move.clause) for move in table}  # type: ignore[attr-defined]
    for kind, table in _TABLES.items()
}
"""By procedure and act: its name and its clause."""
STAGES: Final[dict[str, dict[str, str]]] = {
    ids.CASE: {stage.value: zh for stage, zh in STAGE_ZH.items()},
    ids.ITEM: {stage.value: zh for stage, zh in ITEM_STAGE_ZH.items()},
    ids.CHECK: {},
    ids.MEASURES: {},
}


@dataclass(frozen=True)
class Table:
    """A lifecycle table as a log is held against it: which acts in which stage, and whereto."""

    acts: dict[str, tuple[str, ...]]
    exits: dict[str, tuple[str, ...]]


LIFECYCLES: Final[dict[str, Table]] = {
    ids.CASE: Table(
        {stage.value: tuple(m.act for m in MOVES if stage in m.stages) for stage in STAGE_ZH},
        {stage.value: tuple(s.value for s in after) for stage, after in EXITS.items()},
    ),
    ids.ITEM: Table(
        {
            stage.value: tuple(m.act for m in ITEM_MOVES if stage in m.stages)
            for stage in ITEM_EXITS
        },
        {
            stage.value: tuple(s.value for s in dict.fromkeys((*after, ItemStage.WITHDRAWN)))
            for stage, after in ITEM_EXITS.items()
            if stage is not ItemStage.WITHDRAWN
        },
    ),
}


def did(act: str, stage: str) -> str:
    """The step of an act done in a stage."""
    return f"{act}@{stage}"


def entered(before: str, after: str) -> str:
    """The step from one stage to the next."""
    return f"{before}>{after}"
