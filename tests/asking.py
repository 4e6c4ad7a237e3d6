"""The joint question of a stand-in for the departments: made of its answer to one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.check.answers import DepartmentQuery, DepartmentReply, Heard

ASKING = ("ask_department", "ask_departments")
TROUBLES = {"DepartmentDown": "down", "DepartmentNonsense": "nonsense"}
Ask = Callable[[DepartmentQuery], Awaitable[DepartmentReply]]


def together(ask: Ask) -> Callable[..., object]:
    """The activity `ask_departments` of a world whose departments answer `ask`."""

    async def one(query: DepartmentQuery) -> Heard:
        try:
            return Heard(department=query.department, reply=await ask(query))
        except ApplicationError as error:
            return Heard(department=query.department, trouble=TROUBLES[error.type or ""])

    @activity.defn(name="ask_departments")
    async def ask_departments(queries: tuple[DepartmentQuery, ...]) -> tuple[Heard, ...]:
        return tuple([await one(query) for query in queries])

    return ask_departments
