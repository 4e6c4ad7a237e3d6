"""How endpoints answer: documented mistakes, kept answers, the idempotency header."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Header
from fastapi.responses import JSONResponse

from api.frame.idempotent import Told
from api.frame.problems import MEDIA_TYPE, TITLES, ProblemDocument

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="幂等键：同一个键重复提交只办理一次，得到同样的回答；在案件存续期间一直有效",
        examples=["5a4c3a0e-4f4a-4d0f-9a53-0d9f6b6b7d11"],
    ),
]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The mistakes an operation can answer with, for the OpenAPI document.

    Named and not given as `model`, which would build a validator for each: three thousand, a second
    of every start. `SHAPE` gives it once.
    """
    return {
        status: {
            "description": TITLES[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
        }
        for status in statuses
    }


SHAPE: Final[dict[str, Any]] = {"model": ProblemDocument}
"""Added to the answers of one operation, brings the form of a problem into the document."""
EVERY: Final = problems(401, 403, 422, 503)
OF_CASE: Final = problems(401, 403, 404, 422, 503)
OF_ACT: Final = problems(401, 403, 404, 409, 413, 422, 503)


def told(answer: Told) -> JSONResponse:
    """A kept answer: the same status and body for every repetition."""
    media = MEDIA_TYPE if answer.status >= 400 else "application/json"
    headers = {"Idempotent-Replayed": "true"} if answer.replayed else {}
    return JSONResponse(
        answer.document, status_code=answer.status, media_type=media, headers=headers
    )
