"""What every procedure asks of an act at its door, in the same words: stage, post, place, day.

A procedure's own engine asks these first, from its table of lawful acts, then what only it knows.
Each raises CaseRefusal with a sentence that says what would be right, and leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from domain.base import CaseRefusal
from domain.case.acts.base import Act, Officer
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, Role


class LawfulAct(Protocol):
    """One row of a table of lawful acts."""

    @property
    def zh(self) -> str: ...
    @property
    def roles(self) -> tuple[Role, ...]: ...
    @property
    def clause(self) -> str: ...


def act_from(known: Mapping[str, type[Act]], name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    if name not in known:
        names = "、".join(known)
        raise CaseRefusal("act_unknown", f"没有名为“{name}”的操作，可用的操作为：{names}。")
    return known[name]


def in_order(ok: bool, move: LawfulAct, where: str, lawful: Iterable[LawfulAct]) -> None:
    """The act belongs to where the file stands. `where`: a clause without its full stop; `lawful`:
    what this person can do there instead."""
    able = "、".join(dict.fromkeys(other.zh for other in lawful))
    instead = f"您现在可以办理：{able}。" if able else "您在本阶段没有可以办理的事项。"
    require(ok, "out_of_order", f"{where}，不能办理“{move.zh}”。{instead}", move.clause)


def by_post(
    ok: bool, move: LawfulAct, officer: Officer, *, posts: str = "", hint: str = ""
) -> None:
    """The act is one of this person's post. `posts`: whose it is, where the table alone does not say."""
    whose = posts or "、".join(ROLE_ZH[role] for role in move.roles)
    require(
        ok,
        "role_not_allowed",
        f"“{move.zh}”应当由{whose}办理，您的岗位是{ROLE_ZH[officer.role]}。{hint}",
        move.clause,
    )


def of_place(officer: Officer, place: str, message: str, clause: str) -> None:
    """The file belongs to this person's county; `message` says who would be right."""
    require(officer.place == place, "not_your_place", message, clause)


def standing_in(act: Act) -> None:
    """Who stands in for somebody does so on the days of the record only: it ends by itself."""
    behalf = act.officer.behalf
    require(
        behalf is None or behalf.since <= act.on <= behalf.until,
        "stand_in_over",
        f"您代行职责的期间为{behalf.since if behalf else ''}至{behalf.until if behalf else ''}，"
        f"办理日期{act.on}不在此期间，请由在岗人员办理。",
        "OPN-34",
    )


def dated(act: Act, earliest: date, today: date, clause: str) -> None:
    """An act is dated between the day the file came to where it stands and today, both included;
    that of a stand-in within the days he stands in."""
    standing_in(act)
    require(
        earliest <= act.on <= today,
        "date_not_lawful",
        f"办理日期{act.on}不符合要求，应当在{earliest}至{today}之间。",
        clause,
    )
