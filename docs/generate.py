"""Writes the pages of `docs/` that follow from the code; `--check` fails when one is stale.

python -m docs.generate            write docs/lifecycle.md and docs/rulebook.md
python -m docs.generate --check    exit 1 when it is not what the code says
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, TypeVar

from audit.rulebook.show import markdown
from documents.wording import number_zh
from domain.assembly.lifecycle import (
    MEETING_EXITS,
    MEETING_MOVES,
    MEETING_STAGE_ZH,
    MeetingStage,
)
from domain.case.lifecycle import EXITS, ROLE_ZH, STAGE_ZH, Role, Stage
from domain.case.moves import MOVES, moves_in
from domain.case.needs import NEEDS, needs
from domain.case.notices import NOTICE_ZH
from domain.compare.lifecycle import COMPARE_EXITS, COMPARE_MOVES, COMPARE_STAGE_ZH
from domain.complaint.engine import PROCEDURE as COMPLAINT
from domain.credit.engine import PROCEDURE as CREDIT
from domain.discovery.lifecycle import LEAD_EXITS, LEAD_MOVES, LEAD_STAGE_ZH, LeadStage
from domain.measures.lifecycle import MEASURE_STAGE_ZH, MEASURES_MOVES
from domain.meeting.lifecycle import ITEM_EXITS, ITEM_MOVES, ITEM_STAGE_ZH, ItemStage
from domain.postponing.engine import PROCEDURE as PUT_OFF
from domain.proceeding import Procedure
from domain.rounds.engine import PROCEDURE as ROUND
from domain.sampling.engine import PROCEDURE as SPOT
from runtime.packs import load

HERE = Path(__file__).parent
COMMAND = "python -m docs.generate"

_ACT_HEAD = ("Act", "English", "中文", "By · 办理人", "依据", "Clause")
_S = TypeVar("_S", bound=StrEnum)
_ENGLISH_LAW = {
    "57号": "Measures 57/2021",
    "社会救助法": "Social Assistance Law",
}
_ARTICLE = re.compile(r"(?P<doc>\S+) Art (?P<a>\d+)(?:-(?P<b>\d+))?")


def lifecycle() -> str:
    """The page of the lifecycle, as the table in `domain/case/moves.py` has it now."""
    parts = [
        f"<!-- Made by `{COMMAND}` from the lifecycle tables. Do not edit. -->",
        "# The life of a case · 案件生命周期",
        "A table in `domain/case/moves.py` says which acts are lawful in which stage, by "
        "which role and under which clause. Validators, buttons, the audit report and this page "
        "read it. What the calendar does by itself (a period of publicity that ends, a recheck "
        "that falls due) needs no act and is shown as an arrow like the others.",
        "## Stages · 阶段",
        _diagram(STAGE_ZH, EXITS),
        _stages(),
        "## Acts in each stage · 各阶段可以办理的事项",
        *(part for stage in Stage for part in _acts(stage)),
        "## A matter before the joint meeting · 一事一议事项",
        "A workflow of its own, from `domain/meeting/lifecycle.py`. It may be withdrawn with its "
        "case from any stage. The tasks that follow are another workflow, from "
        "`domain/measures/lifecycle.py`.",
        _diagram(ITEM_STAGE_ZH, ITEM_EXITS),
        *(part for stage in ItemStage for part in _item_acts(stage)),
        "### 议定措施的落实 · tasks of the units",
        "A task stands at "
        + "、".join(f"{zh} `{stage}`" for stage, zh in MEASURE_STAGE_ZH.items())
        + ".",
        _table(_ACT_HEAD, [_act_row(move) for move in MEASURES_MOVES]),
        "## A meeting of the departments · 联席会议",
        "A workflow of its own, from `domain/assembly/lifecycle.py`. What it settles about a household "
        "is the item's own decision.",
        _diagram(MEETING_STAGE_ZH, MEETING_EXITS),
        *(part for stage in MeetingStage for part in _meeting_acts(stage)),
        "## A lead of proactive discovery · 主动发现线索",
        "A workflow of its own, from `domain/discovery/lifecycle.py`. It gives nobody aid: it ends in "
        "what a case decided, or in a reasoned no.",
        _diagram(LEAD_STAGE_ZH, LEAD_EXITS),
        *(part for stage in LeadStage for part in _lead_acts(stage)),
        "## A month's comparison · 每月比对",
        "A workflow of its own, from `domain/compare/lifecycle.py`. It changes nobody's aid: what it "
        "finds becomes a lead on the living case.",
        _diagram(COMPARE_STAGE_ZH, COMPARE_EXITS),
        _table(_ACT_HEAD, [_act_row(move) for move in COMPARE_MOVES]),
        "## Proceedings of supervision · 监督事项",
        "Each is a workflow of its own; its table stands with its package in `domain/`.",
        *(part for procedure in PROCEDURES for part in _proceeding(procedure)),
        "## Roles · 角色",
        "What each role may do to a case, a matter or a task. The acts of the information check "
        "and of the monthly payment stand with their models, `domain/check` and `domain/pay`.",
        _roles(),
        "## Papers · 文书",
        _table(("Code", "中文"), [(f"`{code}`", zh) for code, zh in NOTICE_ZH.items()]),
        "## Rules each stage reads · 各阶段读取的政策参数",
        "Taken as one snapshot when the stage begins; the snapshot stands in the history.",
        _needs(),
    ]
    return "\n\n".join(parts) + "\n"


PAGES = {"lifecycle.md": lifecycle, "rulebook.md": markdown}
PROCEDURES: tuple[Procedure[Any], ...] = (COMPLAINT, SPOT, ROUND, CREDIT, PUT_OFF)


def _proceeding(procedure: Procedure[Any]) -> list[str]:
    """Its stages, and each act with the stages it is lawful in."""
    words = procedure.stage_zh
    rows = [
        (*_act_row(step), "、".join(words[stage] for stage in step.stages))
        for step in procedure.steps
    ]
    return [
        f"### {procedure.zh} · {procedure.code}",
        _diagram(words, procedure.exits),
        _table((*_ACT_HEAD, "阶段"), rows),
    ]


class AnyMove(Protocol):
    """One lawful act, of a case, an item or a unit's task."""

    @property
    def act(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def roles(self) -> tuple[Role, ...]: ...
    @property
    def clause(self) -> str: ...


def clause_en(clause: str) -> str:
    """`57号 Art 19` as an English reader finds it; ids of the register stay."""
    return _ARTICLE.sub(
        lambda m: (
            f"{_ENGLISH_LAW.get(m['doc'], m['doc'])}, Art {m['a']}"
            + (f"–{m['b']}" if m["b"] else "")
        ),
        clause,
    )


def clause_cn(clause: str) -> str:
    """`57号 Art 19` as `57号第十九条`; ids of the register stay."""
    return _ARTICLE.sub(
        lambda m: (
            f"{m['doc']}第{number_zh(int(m['a']))}条"
            + (f"至第{number_zh(int(m['b']))}条" if m["b"] else "")
        ),
        clause,
    ).replace("; ", "；")


def _words(code: str) -> str:
    return code.replace("_", " ")


def _diagram(names: Mapping[_S, str], exits: Mapping[_S, tuple[_S, ...]]) -> str:
    """The stages as a state diagram; the first is where it begins, those without exits end it."""
    first = next(iter(names))
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {stage}: {zh} {_words(stage)}" for stage, zh in names.items()]
    lines.append(f"    [*] --> {first}")
    lines += [f"    {a} --> {b}" for a, found in exits.items() for b in found]
    lines += [f"    {stage} --> [*]" for stage, found in exits.items() if not found]
    return "\n".join([*lines, "```"])


def _stages() -> str:
    rows = [
        (
            f"`{stage}`",
            STAGE_ZH[stage],
            "、".join(STAGE_ZH[to] for to in EXITS[stage]) or "—",
            str(len(moves_in(stage))),
        )
        for stage in Stage
    ]
    return _table(("Stage", "阶段", "Goes on to · 去向", "Acts"), rows)


def _acts(stage: Stage) -> tuple[str, ...]:
    return _section(STAGE_ZH[stage], stage, moves_in(stage))


def _item_acts(stage: ItemStage) -> tuple[str, ...]:
    moves = tuple(move for move in ITEM_MOVES if stage in move.stages)
    return _section(ITEM_STAGE_ZH[stage], stage, moves)


def _meeting_acts(stage: MeetingStage) -> tuple[str, ...]:
    moves = tuple(move for move in MEETING_MOVES if stage in move.stages)
    return _section(MEETING_STAGE_ZH[stage], stage, moves)


def _lead_acts(stage: LeadStage) -> tuple[str, ...]:
    moves = tuple(move for move in LEAD_MOVES if stage in move.stages)
    return _section(LEAD_STAGE_ZH[stage], stage, moves)


def _section(zh: str, stage: str, moves: Sequence[AnyMove]) -> tuple[str, ...]:
    if not moves:
        return ()
    return (f"### {zh} · {_words(stage)}", _table(_ACT_HEAD, [_act_row(m) for m in moves]))


def _act_row(move: AnyMove) -> tuple[str, ...]:
    return (
        f"`{move.act}`",
        _words(move.act),
        move.zh,
        "<br>".join(f"{ROLE_ZH[role]} `{role}`" for role in move.roles),
        clause_cn(move.clause),
        clause_en(move.clause),
    )


def _roles() -> str:
    every: tuple[AnyMove, ...] = (
        *MOVES,
        *ITEM_MOVES,
        *MEASURES_MOVES,
        *MEETING_MOVES,
        *LEAD_MOVES,
    )
    rows = []
    for role in Role:
        names = dict.fromkeys(move.zh for move in every if role in move.roles)
        rows.append((f"`{role}`", ROLE_ZH[role], "、".join(names) or "—"))
    return _table(("Role", "角色", "May · 可以办理"), rows)


def _needs() -> str:
    names = load().definitions["national"]
    rows = [
        (
            STAGE_ZH[stage],
            "<br>".join(
                f"`{name}` {names[name].zh}" for name in needs(stage, "dibao") if name in names
            ),
        )
        for stage in NEEDS
    ]
    return _table(("阶段", "Policy values"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def stale(folder: Path = HERE) -> tuple[str, ...]:
    """The names of the pages in `folder` that are not what the code says now."""
    return tuple(
        name
        for name, make in PAGES.items()
        if not (folder / name).exists() or (folder / name).read_text("utf-8") != make()
    )


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 done or fresh, 1 stale, 2 for an argument it does not know."""
    if not set(arguments) <= {"--check"}:
        sys.stderr.write(f"usage: {COMMAND} [--check]\n")
        return 2
    if "--check" in arguments:
        old = stale()
        for name in old:
            sys.stderr.write(f"docs/{name} is stale: run `{COMMAND}`\n")
        return 1 if old else 0
    for name, make in PAGES.items():
        (HERE / name).write_text(make(), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
