"""Stage x act x role for help given once: every cell is done or refused by name, none breaks (R5, U4).

A profile has fewer rules than 低保; what an act reads and the programme does not have must come out
as a refusal that says so, never as a fault.
"""

from __future__ import annotations

from functools import cache

import pytest

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.acts import ACTS
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import Role, Stage
from domain.case.moves import BY_ACT, moves_in
from domain.programme import Programme
from tests.domain.test_matrix import fields_of, must_help
from tests.domain.test_once import ONCE, asking
from tests.helping import FIRST_CAUSE, Helping
from tests.people import officer

PLACES = ("jiaozuo", "tongren", "hanbin")


@cache
def standing(programme: Programme, place: str) -> tuple[tuple[Stage, Helping], ...]:
    """The same case as it stood in each stage of its profile."""
    seen: dict[Stage, Helping] = {}

    class Watched(Helping):
        def do(self, *args: object, **fields: object) -> Watched:
            seen.setdefault(self.file.stage, _copy(self))
            super().do(*args, **fields)  # type: ignore[arg-type]
            seen.setdefault(self.file.stage, _copy(self))
            return self

    Watched(asking(programme, place).file.having(policy=None, policy_stage=None)).to_the_end()
    return tuple(seen.items())


def _copy(walk: Helping) -> Helping:
    twin = Helping.__new__(Helping)
    twin.file, twin.today = walk.file, walk.today
    return twin


def sent(walk: Helping, act: str) -> dict[str, object]:
    """The body of an act, whoever sends it."""
    fields = fields_of(act, walk.file)
    if act == "record_hardship":
        cause = FIRST_CAUSE[walk.file.programme]
        fields = {**fields, "hardship": walk.hardship(cause=cause)}
    return {"on": walk.today, **fields}


@cache
def by(role: Role, place: str, township: str) -> dict[str, object]:
    return officer(role, place, 9, township).model_dump()


def answer(walk: Helping, act: str, role: Role, body: dict[str, object] | None = None) -> str:
    who = by(role, walk.file.place, walk.file.township)
    message = ACTS[act].model_validate({"officer": who, **(body or sent(walk, act))})
    try:
        engine.apply(walk.file, act, message, walk.today, walk.at)
    except CaseRefusal as refusal:
        must_help(refusal, act)
        return refusal.code
    return "done"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("programme", ONCE)
def test_every_cell_is_done_or_refused_by_name(programme: Programme, place: str) -> None:
    stages = standing(programme, place)
    law = asking(programme, place).file.law
    assert {s.value for s, _ in stages} == {*law.items("stages"), "closed"} - (
        {"closed"} if place == "hanbin" and programme is not Programme.DISASTER else set()
    )
    for stage, walk in stages:
        bodies = {act: sent(walk, act) for act in ACTS}
        for act, role in ((a, r) for a in ACTS for r in Role):
            found = answer(walk, act, role, bodies[act])
            if stage not in BY_ACT[act].stages:
                assert found == "out_of_order", (stage, act, role)
            elif role not in BY_ACT[act].roles:
                assert found == "role_not_allowed", (stage, act, role)
            elif not BY_ACT[act].of(programme):
                assert found == "not_in_programme", (stage, act, role)


@pytest.mark.parametrize("programme", ONCE)
def test_the_list_of_lawful_acts_leaves_out_only_what_would_be_refused(
    programme: Programme,
) -> None:
    for stage, walk in standing(programme, "jiaozuo"):
        if stage is Stage.CLOSED:
            continue
        for role in Role:
            listed = {move.act for move in lawful_moves(walk.file, role)}
            tabled = {move.act for move in moves_in(stage) if role in move.roles}
            left_out = {act: answer(walk, act, role) for act in sorted(tabled - listed)}
            assert "done" not in left_out.values(), (stage, role, left_out)
