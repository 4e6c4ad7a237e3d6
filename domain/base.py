"""The two things every value and every refusal in the house is made of."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _exact(schema: Any, of: type[BaseModel]) -> Any:
    """The schema of a model with its whole numbers and days taken as they are or not at all."""
    if isinstance(schema, list):
        return [_exact(part, of) for part in schema]
    if isinstance(schema, tuple):
        return tuple(_exact(part, of) for part in schema)
    if not isinstance(schema, dict):
        return schema
    match schema.get("type"):
        case "int":
            return {**schema, "strict": True}
        case "date":
            # Histories are read as JSON, where no function of ours costs anything.
            return core_schema.json_or_python_schema(
                {**schema, "strict": True},
                core_schema.no_info_before_validator_function(_a_day, schema),
            )
        case "json-or-python":
            return schema  # a day that was made exact with the model it stands in
        case "model" if schema["cls"] is not of and issubclass(schema["cls"], Frozen):
            return schema  # a part that was made exact when it was defined
    # The default of a field is a value, the keys of an object are texts in JSON.
    return {
        key: part if key in ("default", "keys_schema", "metadata") else _exact(part, of)
        for key, part in schema.items()
    }


def _a_day(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticKnownError("date_type")


class Frozen(BaseModel):
    """A value: never changed after it is made, and refusing fields it does not know.

    What was sent never stands in the text of a validation error: servers log it in clear. A whole
    number is a whole number, not a fraction, a text or a yes; a day is `2026-11-02`, not a count
    of seconds (S16).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        exact: CoreSchema = _exact(handler(source), source)
        return exact


class CaseRefusal(Exception):
    """An act that is not lawful now. `message` is a full Chinese sentence saying what would be.

    `code` is stable and machine-readable, `clause` names the rule (`57号 Art 19`, `JZ-23`).
    The message must never hold personal data: the server logs it in clear.
    """

    def __init__(self, code: str, message: str, clause: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.clause = clause


def digest_of(value: Any, *, without: frozenset[str] = frozenset()) -> str:
    """SHA-256 (hex) of the canonical JSON of a value, independent of field or key order.

    Fields that hold their default are left out, so that a field added later, empty in old files,
    leaves every digest given before as it was. Fields of a model named in `without` are left out
    at any depth.
    """
    plain = value
    if isinstance(value, BaseModel):
        plain = value.model_dump(mode="json", exclude_defaults=True)
        if without:
            _strip(plain, without)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _strip(value: Any, without: frozenset[str]) -> None:
    """In place, and no call for a leaf: a file has thousands, and every act asks for its digest.

    By exact type: in a workflow's sandbox `isinstance` is a detour of a microsecond. Values of JSON
    are of these types and no subtype.
    """
    if type(value) is dict:
        for name in without:
            value.pop(name, None)
        value = value.values()
    for item in value:
        if type(item) is dict or type(item) is list:
            _strip(item, without)
