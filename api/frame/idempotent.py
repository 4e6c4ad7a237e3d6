"""A command that is sent twice is done once and answered alike, for the life of the case (R10).

Refusals are answers too and are kept; what failed on our side frees the key, and because the
command behind it is itself safe to repeat, trying again with the same key is right.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from fastapi import Request
from pydantic import BaseModel

from api.frame.auditing import log_command, request_id_of
from api.frame.door import Door
from api.frame.problems import FieldFault, Problem
from api.scope import Caller
from domain.base import Frozen
from store import idempotency


class Told(Frozen):
    """An answer as it is kept for repetitions."""

    status: int
    document: dict[str, Any]
    replayed: bool = False


class Command(Frozen):
    """What is to be done once: who sends it, under which key, and what the log calls it."""

    caller: Caller
    key: str
    what: str
    subject: str
    body: str
    """Everything sent, as text: another one under the same key is refused."""
    place: str = ""
    case_no: str = ""
    request_id: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.what}\n{self.subject}\n{self.body}".encode()).hexdigest()

    @property
    def id(self) -> str:
        """The same command under the same key of the same user, also after a crash of ours."""
        text = f"{self.caller.id}\n{self.key}\n{self.digest}"
        return hashlib.sha256(text.encode()).hexdigest()[:40]


def command_of(
    request: Request,
    caller: Caller,
    key: str,
    what: str,
    sent: BaseModel | str,
    *,
    subject: str = "",
    place: str = "",
    case_no: str = "",
) -> Command:
    """The command `what` as this request sends it. `place`: another than the caller's own."""
    return Command(
        caller=caller,
        key=key,
        what=what,
        subject=subject,
        body=sent if isinstance(sent, str) else sent.model_dump_json(),
        place=place or caller.place,
        case_no=case_no,
        request_id=request_id_of(request),
    )


async def once(
    door: Door,
    command: Command,
    do: Callable[[], Awaitable[BaseModel]],
    status: int = 200,
    recall: Callable[[], Awaitable[BaseModel | None]] | None = None,
) -> Told:
    """What `do` answers, or the refusal it raises; the first answer for every repetition.

    `recall` is asked before a command that was begun before and never answered is done again: what
    came of it then, or None.
    """
    caller, key = command.caller, plain_key(command.key)
    began = await door.write(
        idempotency.begin, user=caller.id, key=key, body=command.digest, at=datetime.now(UTC)
    )
    if began.answer is not idempotency.Answer.GO:
        return _answered_before(began)
    case_no = command.case_no
    try:
        known = await recall() if recall is not None and began.again else None
        done = known if known is not None else await do()
        told = Told(status=status, document=done.model_dump(mode="json"))
        case_no = case_no or str(told.document.get("case_no", ""))
    except Problem as problem:
        if problem.status >= 500:
            await _freed(door, command, problem.code)
            raise
        told = Told(status=problem.status, document=problem.document(command.request_id))
    except BaseException:
        await _freed(door, command, "fault")
        raise
    await door.write(
        idempotency.finish,
        user=caller.id,
        key=key,
        status=told.status,
        response=json.dumps(told.document, ensure_ascii=False),
        case_no=case_no,
    )
    result = "done" if told.status < 400 else str(told.document["code"])
    subject = command.subject or case_no
    await log_command(
        door, caller, command.what, subject, result, command.place, command.request_id
    )
    return told


async def _freed(door: Door, command: Command, result: str) -> None:
    caller = command.caller
    await door.write(idempotency.drop, user=caller.id, key=command.key)
    await log_command(
        door, caller, command.what, command.subject, result, command.place, command.request_id
    )


def _answered_before(began: idempotency.Begun) -> Told:
    if began.answer is idempotency.Answer.REPLAY:
        return Told(status=began.status, document=json.loads(began.response), replayed=True)
    if began.answer is idempotency.Answer.BUSY:
        raise Problem(
            409,
            "idempotency_in_progress",
            "同一个幂等键的办理正在进行，请稍候再查询结果，不要重复提交。",
            headers={"Retry-After": "2"},
        )
    raise Problem(
        422,
        "idempotency_key_reused",
        "这个幂等键已经用于另一次不同的提交，请为新的提交换一个幂等键。",
        errors=(FieldFault(field="header.Idempotency-Key", message="已用于另一次提交"),),
    )


def plain_key(text: str) -> str:
    """An idempotency key as it may be stored: visible ASCII, 8 to 200 places."""
    if not 8 <= len(text) <= 200 or not text.isascii() or not text.isprintable():
        raise Problem(
            422,
            "idempotency_key_invalid",
            "幂等键（Idempotency-Key）应当是8至200位可见的英文字母、数字或者符号，建议使用UUID。",
            errors=(FieldFault(field="header.Idempotency-Key", message="长度或者字符不符合要求"),),
        )
    return text
