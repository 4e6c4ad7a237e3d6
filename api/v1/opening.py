"""One way to open a procedure of a place over HTTP: an address for each kind, each with its own form."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel

from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.idempotent import Told, command_of, once
from api.scope import Caller
from api.v1.acts import PlaceCode
from api.v1.answers import OF_ACT, IdempotencyKey, told

Open = Callable[[Door, Caller, str, Any, str], Awaitable[BaseModel]]
"""Begins it, from place, form and the key of the command, and says where it is."""


@dataclass(frozen=True)
class Opening:
    """A kind that can be opened: the last part of its address, its name, its form."""

    kind: str
    name: str
    summary: str
    form: type[BaseModel]


@dataclass(frozen=True)
class Openings:
    """The kinds of one part of the county's work. `what`: the name of the command in the log."""

    root: str
    what: str
    begin: Open
    answer: type[BaseModel]
    examples: Mapping[str, Any]
    kinds: tuple[Opening, ...]

    async def once(
        self, request: Request, door: Door, caller: Caller, place: str, key: str, sent: BaseModel
    ) -> Told:
        """Begun once for each key, however often it is sent."""
        subject = f"{self.root}/{type(sent).__name__}/{place}"
        command = command_of(request, caller, key, self.what, sent, subject=subject, place=place)

        async def do() -> BaseModel:
            return await self.begin(door, caller, place, sent, command.id)

        return await once(door, command, do, 201)

    def add_to(self, router: APIRouter) -> None:
        """An address for each kind."""
        for opening in self.kinds:
            router.add_api_route(
                f"/{self.root}/{opening.kind}/{{place}}",
                self._endpoint(opening),
                methods=["POST"],
                status_code=201,
                name=opening.name,
                summary=opening.summary,
                response_model=self.answer,
                responses=OF_ACT,
            )

    def _endpoint(self, opening: Opening) -> Callable[..., Awaitable[Response]]:
        form = opening.form

        async def open_one(
            request: Request,
            door: DoorOf,
            caller: CallerOf,
            place: PlaceCode,
            key: IdempotencyKey,
            sent: Annotated[form, Body(examples=[self.examples[form.__name__]])],  # type: ignore[valid-type]
        ) -> Response:
            return told(await self.once(request, door, caller, place, key, sent))

        return open_one
