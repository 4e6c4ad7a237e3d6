"""A row of the table of acts, and the groups of stages and roles its rows are written with."""

from __future__ import annotations

from domain.base import Frozen
from domain.case.lifecycle import Role, Stage
from domain.programme import Programme


class Move(Frozen):
    """One lawful act: in which stages, by which roles, under which clause.

    `programmes`: those that know the act; empty for an act of every programme.
    """

    act: str
    zh: str
    stages: tuple[Stage, ...]
    roles: tuple[Role, ...]
    clause: str
    programmes: tuple[Programme, ...] = ()

    def of(self, programme: Programme) -> bool:
        """Whether cases of that programme know the act."""
        return not self.programmes or programme in self.programmes


APPLYING = (
    Stage.INTAKE,
    Stage.INVESTIGATION,
    Stage.REVIEW,
    Stage.PUBLICITY,
    Stage.APPROVAL,
)
LIVING = (Stage.DISBURSEMENT, Stage.SUPERVISION)
WINDOW = (Role.INTAKE, Role.VILLAGE)
DECIDERS = (Role.TOWNSHIP_LEADER, Role.COUNTY_APPROVER)
CHECKERS = (Role.SURVEYOR, Role.REVIEWER, Role.COUNTY_REVIEWER)
